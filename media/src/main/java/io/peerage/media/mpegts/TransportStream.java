package io.peerage.media.mpegts;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A transport stream of one H.264 video, cut into segments: 188-byte packets, each
 *
 * <pre>
 * 47            sync_byte
 * 0 u 0 pid     payload_unit_start_indicator, PID of 13 bits (ISO/IEC 13818-1, section 2.4.3.2)
 * 00 aa cccc    adaptation_field_control, continuity_counter
 * [adaptation]  length, flags, program clock reference or stuffing (section 2.4.3.4)
 * [payload]     of a table, or of a PES packet with one access unit (section 2.4.3.6)
 * </pre>
 *
 * Every segment starts with both tables (RFC 8216, section 3.2). Continuity counters run on from
 * segment to segment, so the segments one after the other are one valid stream. Every access unit's
 * first packet has the clock, so at 10 frames a second and more it comes each 100 ms as it must
 * (section 2.7.2). Pictures are shown in decoding order, so a PES packet has a PTS and, by section
 * 2.4.3.7, no DTS: it would be equal. Not thread-safe.
 */
public final class TransportStream {
  /** Bytes of a packet. */
  public static final int PACKET_BYTES = 188;

  /** Ticks of timestamps in a second. */
  public static final int TICKS_PER_SECOND = 90_000;

  private static final int HEADER_BYTES = 4;
  private static final int ROOM = PACKET_BYTES - HEADER_BYTES;
  private static final long TIMESTAMP_MASK = (1L << 33) - 1;

  // How long before its decoding time a picture arrives: room for a decoder's buffer.
  private static final int LEAD_TICKS = TICKS_PER_SECOND / 2;

  private static final int RANDOM_ACCESS = 0x40;
  private static final int CLOCK = 0x10;
  private static final int PES_HEADER_BYTES = 14;
  private static final int CLOCK_BYTES = 8; // of an adaptation field with the clock
  private static final byte[] NO_ADAPTATION = {};

  private final byte[] packet = new byte[PACKET_BYTES];
  private final Counter associationCounter = new Counter();
  private final Counter mapCounter = new Counter();
  private final Counter videoCounter = new Counter();

  /** Starts a segment: writes the tables. */
  public void startSegment(OutputStream out) throws IOException {
    table(out, ProgramTables.ASSOCIATION_PID, associationCounter, ProgramTables.association());
    table(out, ProgramTables.MAP_PID, mapCounter, ProgramTables.map());
  }

  /**
   * Writes an access unit.
   *
   * @param time when it is decoded and shown, in ticks of 1/90,000 s from the stream's start
   * @param randomAccess whether decoding can start here: an IDR picture with its parameter sets
   */
  public void accessUnit(OutputStream out, byte[] unit, long time, boolean randomAccess)
      throws IOException {
    // The clock would be negative at the start, so all timestamps are later by the lead.
    byte[] pes = pesPacket(unit, time + LEAD_TICKS);
    byte[] adaptation = clock(time, randomAccess);
    for (int at = 0; at < pes.length; ) {
      int length = Math.min(pes.length - at, ROOM - adaptation.length);
      packet(out, ProgramTables.VIDEO_PID, at == 0, videoCounter, adaptation, pes, at, length);
      at += length;
      adaptation = NO_ADAPTATION;
    }
  }

  /** How long an access unit may be, so that it and its heads take this many bytes of packets. */
  public static long accessUnitBytes(long streamBytes) {
    return streamBytes / PACKET_BYTES * ROOM - PES_HEADER_BYTES - CLOCK_BYTES;
  }

  private static byte[] pesPacket(byte[] unit, long time) {
    byte[] pes = new byte[PES_HEADER_BYTES + unit.length];
    pes[2] = 1; // packet_start_code_prefix
    pes[3] = (byte) 0xE0; // stream_id: video 0
    // PES_packet_length stays 0: unbounded, as video in a transport stream may be
    pes[6] = (byte) 0x84; // '10', data_alignment_indicator
    pes[7] = (byte) 0x80; // PTS only
    pes[8] = 5; // bytes of header that follow
    timestamp(pes, 9, time & TIMESTAMP_MASK);
    System.arraycopy(unit, 0, pes, PES_HEADER_BYTES, unit.length);
    return pes;
  }

  /** '0010', then 3, 15 and 15 bits, each group followed by a marker bit. */
  private static void timestamp(byte[] into, int at, long time) {
    into[at] = (byte) (0x21 | ((time >>> 29) & 0x0E));
    into[at + 1] = (byte) (time >>> 22);
    into[at + 2] = (byte) ((time >>> 14) | 1);
    into[at + 3] = (byte) (time >>> 7);
    into[at + 4] = (byte) ((time << 1) | 1);
  }

  /** An adaptation field with the clock: 33 bits of 1/90,000 s, 6 of ones, 9 of 1/27,000,000 s. */
  private static byte[] clock(long time, boolean randomAccess) {
    long base = time & TIMESTAMP_MASK;
    byte[] field = new byte[CLOCK_BYTES];
    field[0] = CLOCK_BYTES - 1;
    field[1] = (byte) (CLOCK | (randomAccess ? RANDOM_ACCESS : 0));
    field[2] = (byte) (base >>> 25);
    field[3] = (byte) (base >>> 17);
    field[4] = (byte) (base >>> 9);
    field[5] = (byte) (base >>> 1);
    field[6] = (byte) ((base << 7) | 0x7E);
    return field;
  }

  private void table(OutputStream out, int pid, Counter counter, byte[] section)
      throws IOException {
    // A section's last packet is filled up with FF (section 2.4.4), not by an adaptation field.
    byte[] payload = Arrays.copyOf(section, ROOM);
    Arrays.fill(payload, section.length, ROOM, (byte) 0xFF);
    packet(out, pid, true, counter, NO_ADAPTATION, payload, 0, ROOM);
  }

  private void packet(
      OutputStream out,
      int pid,
      boolean start,
      Counter counter,
      byte[] adaptation,
      byte[] payload,
      int from,
      int length)
      throws IOException {
    int stuffing = ROOM - adaptation.length - length;
    boolean adapted = adaptation.length + stuffing > 0;
    packet[0] = 0x47;
    packet[1] = (byte) ((start ? 0x40 : 0) | (pid >>> 8));
    packet[2] = (byte) pid;
    packet[3] = (byte) ((adapted ? 0x30 : 0x10) | counter.next());
    int at = HEADER_BYTES;
    System.arraycopy(adaptation, 0, packet, at, adaptation.length);
    at += adaptation.length;
    Arrays.fill(packet, at, at + stuffing, (byte) 0xFF);
    if (stuffing > 0) {
      packet[HEADER_BYTES] = (byte) (adaptation.length + stuffing - 1);
      if (adaptation.length == 0 && stuffing > 1) {
        packet[HEADER_BYTES + 1] = 0; // no flags, stuffing only
      }
    }
    System.arraycopy(payload, from, packet, at + stuffing, length);
    out.write(packet);
  }

  /** The continuity_counter of one PID: 0 to 15, and over again. */
  private static final class Counter {
    private int value;

    int next() {
      int now = value;
      value = (value + 1) & 0xF;
      return now;
    }
  }
}
