package io.peerage.media.h264;

import java.util.Arrays;

/**
 * Writes bits, most significant first, with the codes of ITU-T H.264: u(n), ue(v), se(v) (sections
 * 7.2 and 9.1). Grows as needed and is used again after {@link #clear}. Not thread-safe.
 */
final class BitWriter {
  private static final int FIRST_BYTES = 4096;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;
  // The bits that do not fill a byte yet: the low `pendingBits` of `pending`, 0 to 7 of them.
  private int pending;
  private int pendingBits;

  void clear() {
    length = 0;
    pending = 0;
    pendingBits = 0;
  }

  /** u(n): the low {@code count} bits of {@code value}, 0 to 32 of them. */
  void bits(int value, int count) {
    if (count < 0 || count > 32) {
      throw new IllegalArgumentException("cannot write " + count + " bits at once");
    }
    long all = ((long) pending << count) | (value & ((1L << count) - 1));
    int left = pendingBits + count;
    while (left >= 8) {
      left -= 8;
      put((byte) (all >>> left));
    }
    pending = (int) (all & ((1L << left) - 1));
    pendingBits = left;
  }

  void bit(boolean value) {
    bits(value ? 1 : 0, 1);
  }

  /** ue(v), unsigned Exp-Golomb: as many zeros as {@code value + 1} has bits less one, then it. */
  void ue(int value) {
    if (value < 0 || value == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("ue(v) does not code " + value);
    }
    int code = value + 1;
    int codeBits = 32 - Integer.numberOfLeadingZeros(code);
    bits(0, codeBits - 1);
    bits(code, codeBits);
  }

  /** se(v), signed Exp-Golomb: 0, 1, -1, 2, -2 and so on are coded as ue(v) 0, 1, 2, 3, 4. */
  void se(int value) {
    if (Math.abs((long) value) >= 1L << 30) {
      throw new IllegalArgumentException("se(v) does not code " + value);
    }
    ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** A whole byte; the writer must stand at a byte's start. */
  void alignedByte(byte value) {
    if (pendingBits != 0) {
      throw new IllegalStateException("not at a byte's start, but " + pendingBits + " bits after");
    }
    put(value);
  }

  /** Zeros up to the next byte's start (pcm_alignment_zero_bit). */
  void align() {
    if (pendingBits > 0) {
      bits(0, 8 - pendingBits);
    }
  }

  /** rbsp_trailing_bits (section 7.3.2.11): a one, then zeros up to the byte's end. */
  void trailingBits() {
    bits(1, 1);
    align();
  }

  /** What was written; the writer must stand at a byte's start. */
  byte[] toByteArray() {
    if (pendingBits != 0) {
      throw new IllegalStateException("the last byte has only " + pendingBits + " bits");
    }
    return Arrays.copyOf(bytes, length);
  }

  private void put(byte value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = value;
  }
}
