package io.peerage.media.mpegts;

import java.nio.ByteBuffer;

/**
 * The two tables that say what the stream holds: one program, with one H.264 video (ISO/IEC
 * 13818-1, sections 2.4.4.3 to 2.4.4.9). Each as the payload of one packet: pointer_field, section,
 * CRC.
 *
 * <pre>
 * 00            pointer_field: the section starts right here
 * tt            table_id: 0 program association, 2 program map
 * B0 ll         syntax indicator, reserved bits, section_length: what follows, CRC included
 * 00 01         transport_stream_id, or program_number
 * C1 00 00      version 0, current; section 0 of 0
 * association:  00 01, E0 | PID of the map
 * map:          E0 | PID of the clock, F0 00 (no descriptors), 1B (H.264), E0 | PID, F0 00
 * CRC           4 bytes
 * </pre>
 */
final class ProgramTables {
  static final int ASSOCIATION_PID = 0;
  static final int MAP_PID = 0x1000;
  static final int VIDEO_PID = 0x100;

  private static final int PROGRAM = 1;
  private static final int STREAM_TYPE_H264 = 0x1B; // table 2-34
  private static final int CRC_BYTES = 4;

  private ProgramTables() {}

  static byte[] association() {
    ByteBuffer body = ByteBuffer.allocate(4);
    body.putShort((short) PROGRAM).putShort((short) (0xE000 | MAP_PID));
    return section(0, body.array());
  }

  static byte[] map() {
    ByteBuffer body = ByteBuffer.allocate(9);
    body.putShort((short) (0xE000 | VIDEO_PID)).putShort((short) 0xF000);
    body.put((byte) STREAM_TYPE_H264);
    body.putShort((short) (0xE000 | VIDEO_PID)).putShort((short) 0xF000);
    return section(2, body.array());
  }

  private static byte[] section(int tableId, byte[] body) {
    int length = 5 + body.length + CRC_BYTES;
    ByteBuffer out = ByteBuffer.allocate(4 + length);
    out.put((byte) 0).put((byte) tableId).putShort((short) (0xB000 | length));
    out.putShort((short) 1).put((byte) 0xC1).put((byte) 0).put((byte) 0);
    out.put(body);
    out.putInt(Crc32Mpeg2.of(out.array(), 1, out.position()));
    return out.array();
  }
}
