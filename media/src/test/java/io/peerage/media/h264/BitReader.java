package io.peerage.media.h264;

/** Reads what {@link BitWriter} writes, as a decoder does. */
final class BitReader {
  private final byte[] bytes;
  private int at;

  BitReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int bit() {
    int bit = (bytes[at / 8] >> (7 - at % 8)) & 1;
    at++;
    return bit;
  }

  int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  /** ue(v), by section 9.1. */
  int ue() {
    int zeros = 0;
    while (bit() == 0) {
      zeros++;
    }
    return (1 << zeros) - 1 + bits(zeros);
  }

  /** se(v), by section 9.1.1. */
  int se() {
    int code = ue();
    return code % 2 == 0 ? -(code / 2) : (code + 1) / 2;
  }

  /** What is left is rbsp_trailing_bits: a one and zeros up to the end. */
  boolean isAtTrailingBits() {
    if (bit() != 1) {
      return false;
    }
    while (at < 8 * bytes.length) {
      if (bit() != 0) {
        return false;
      }
    }
    return true;
  }
}
