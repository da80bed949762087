package io.peerage.media.h264;

import java.io.ByteArrayOutputStream;

/**
 * A unit of the stream, in the byte stream format (ITU-T H.264, section 7.3.1 and annex B):
 *
 * <pre>
 * 00 00 00 01   start code; the first zero only where annex B wants it, here always
 * 0 ii ttttt    nal_ref_idc (2 bits), nal_unit_type (5 bits)
 * payload       with 03 put in after two zeros before a byte of 0 to 3 (emulation prevention)
 * </pre>
 */
enum NalUnit {
  SLICE(2, 1),
  IDR_SLICE(3, 5),
  SEQUENCE_PARAMETER_SET(3, 7),
  PICTURE_PARAMETER_SET(3, 8),
  ACCESS_UNIT_DELIMITER(0, 9);

  private final int header;

  NalUnit(int refIdc, int type) {
    this.header = (refIdc << 5) | type;
  }

  /** Appends the unit with this payload (an RBSP, trailing bits included). */
  void writeTo(ByteArrayOutputStream out, byte[] payload) {
    out.write(0);
    out.write(0);
    out.write(0);
    out.write(1);
    out.write(header);
    int zeros = 0;
    for (byte value : payload) {
      if (zeros == 2 && (value & 0xFC) == 0) {
        out.write(3);
        zeros = 0;
      }
      out.write(value);
      zeros = value == 0 ? zeros + 1 : 0;
    }
  }
}
