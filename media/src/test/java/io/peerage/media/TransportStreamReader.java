package io.peerage.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a transport stream apart as a demultiplexer does (ISO/IEC 13818-1), and checks what every
 * packet must have. One for all segments of a rendition, in order, since counters run on.
 */
final class TransportStreamReader {
  private static final int PACKET_BYTES = 188;
  private static final int NULL_PID = 0x1FFF;

  private final Map<Integer, Integer> counters = new HashMap<>();

  /**
   * What a segment holds.
   *
   * @param tables each section of PID 0 and of the PID that it names, with its CRC
   * @param video the payloads of the video's PES packets
   * @param times their presentation times, in ticks of 1/90,000 s
   */
  record Segment(List<byte[]> tables, List<byte[]> video, List<Long> times) {}

  Segment read(byte[] segment) {
    assertThat(segment.length % PACKET_BYTES).as("bytes beyond the last packet").isZero();
    List<byte[]> tables = new ArrayList<>();
    List<ByteArrayOutputStream> pes = new ArrayList<>();
    int mapPid = NULL_PID;
    int videoPid = NULL_PID;
    for (int at = 0; at < segment.length; at += PACKET_BYTES) {
      assertThat(segment[at]).as("sync byte at %d", at).isEqualTo((byte) 0x47);
      assertThat(segment[at + 1] & 0x80).as("transport error at %d", at).isZero();
      boolean start = (segment[at + 1] & 0x40) != 0;
      int pid = (segment[at + 1] & 0x1F) << 8 | (segment[at + 2] & 0xFF);
      boolean adapted = (segment[at + 3] & 0x20) != 0;
      assertThat(segment[at + 3] & 0x10).as("payload at %d", at).isNotZero();
      requireContinuity(pid, segment[at + 3] & 0xF, at);
      int payload = at + 4 + (adapted ? 1 + (segment[at + 4] & 0xFF) : 0);
      assertThat(payload).as("payload's start at %d", at).isLessThan(at + PACKET_BYTES);
      byte[] bytes = Arrays.copyOfRange(segment, payload, at + PACKET_BYTES);
      if (pid == 0 || pid == mapPid) {
        byte[] section = section(bytes);
        tables.add(section);
        if (pid == 0) {
          mapPid = (section[10] & 0x1F) << 8 | (section[11] & 0xFF);
        } else {
          videoPid = (section[13] & 0x1F) << 8 | (section[14] & 0xFF);
        }
      } else {
        assertThat(pid).as("PID at %d", at).isEqualTo(videoPid);
        if (start) {
          pes.add(new ByteArrayOutputStream());
        }
        pes.getLast().writeBytes(bytes);
      }
    }
    List<byte[]> video = pes.stream().map(packet -> body(packet.toByteArray())).toList();
    List<Long> times = pes.stream().map(packet -> time(packet.toByteArray())).toList();
    return new Segment(tables, video, times);
  }

  private void requireContinuity(int pid, int counter, int at) {
    Integer before = counters.put(pid, counter);
    if (before != null) {
      assertThat(counter).as("counter of PID %d at %d", pid, at).isEqualTo((before + 1) % 16);
    }
  }

  /** The section behind the pointer, without the stuffing after it. */
  private static byte[] section(byte[] payload) {
    int from = 1 + (payload[0] & 0xFF);
    int length = 3 + ((payload[from + 1] & 0x0F) << 8 | (payload[from + 2] & 0xFF));
    for (int i = from + length; i < payload.length; i++) {
      assertThat(payload[i]).isEqualTo((byte) 0xFF);
    }
    return Arrays.copyOfRange(payload, from, from + length);
  }

  private static byte[] body(byte[] pes) {
    assertThat(Arrays.copyOf(pes, 4)).containsExactly(0, 0, 1, 0xE0);
    return Arrays.copyOfRange(pes, 9 + (pes[8] & 0xFF), pes.length);
  }

  private static long time(byte[] pes) {
    assertThat(pes[7] & 0x80).as("a time is there").isNotZero();
    long high = (pes[9] >> 1) & 7;
    long middle = ((pes[10] & 0xFFL) << 8 | (pes[11] & 0xFF)) >> 1;
    long low = ((pes[12] & 0xFFL) << 8 | (pes[13] & 0xFF)) >> 1;
    return high << 30 | middle << 15 | low;
  }

  /** CRC-32/MPEG-2 of a section with its CRC, a byte at a time: 0 when it is whole. */
  static int crc(byte[] section) {
    int register = 0xFFFFFFFF;
    for (byte b : section) {
      int index = (register >>> 24) ^ (b & 0xFF);
      int entry = index << 24;
      for (int i = 0; i < 8; i++) {
        entry = (entry << 1) ^ ((entry & 0x80000000) != 0 ? 0x04C11DB7 : 0);
      }
      register = register << 8 ^ entry;
    }
    return register;
  }
}
