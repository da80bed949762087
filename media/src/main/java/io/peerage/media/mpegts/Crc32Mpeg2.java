package io.peerage.media.mpegts;

/**
 * CRC-32/MPEG-2 (ISO/IEC 13818-1, annex A): polynomial 0x04C11DB7, register set to ones, bits most
 * significant first, nothing inverted at the end. Over a section with its CRC it is 0. For short
 * sections: bit by bit, without a table.
 */
final class Crc32Mpeg2 {
  private static final int POLYNOMIAL = 0x04C11DB7;

  private Crc32Mpeg2() {}

  static int of(byte[] bytes, int from, int to) {
    int register = -1;
    for (int i = from; i < to; i++) {
      register ^= bytes[i] << 24;
      for (int bit = 0; bit < 8; bit++) {
        register = register < 0 ? (register << 1) ^ POLYNOMIAL : register << 1;
      }
    }
    return register;
  }
}
