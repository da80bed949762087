package io.peerage.media.h264;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes an H.264 byte stream apart (ITU-T H.264, annex B and section 7.3.1). */
public final class NalUnits {
  private NalUnits() {}

  /** The type of each unit. */
  public static List<Integer> types(byte[] stream) {
    return split(stream).stream().map(unit -> unit[0] & 0x1F).toList();
  }

  /** Each unit: its header, and its payload without emulation prevention. */
  static List<byte[]> split(byte[] stream) {
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i + 3 <= stream.length; i++) {
      if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
        starts.add(i + 3);
      }
    }
    List<byte[]> units = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int from = starts.get(i);
      int to = i + 1 < starts.size() ? starts.get(i + 1) - 3 : stream.length;
      // The zero before a start code of four bytes is no part of the unit before it.
      while (to > from && stream[to - 1] == 0) {
        to--;
      }
      units.add(unescape(Arrays.copyOfRange(stream, from, to)));
    }
    return units;
  }

  private static byte[] unescape(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int zeros = 0;
    for (byte b : bytes) {
      if (zeros >= 2 && b == 3) {
        zeros = 0;
        continue;
      }
      out.write(b);
      zeros = b == 0 ? zeros + 1 : 0;
    }
    return out.toByteArray();
  }
}
