package io.peerage.media;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The playlist of one rendition, complete and never to change (RFC 8216, section 4.3):
 *
 * <pre>
 * #EXTM3U
 * #EXT-X-VERSION:3              as fractions of seconds need (section 7)
 * #EXT-X-TARGETDURATION:2
 * #EXT-X-MEDIA-SEQUENCE:0
 * #EXT-X-PLAYLIST-TYPE:VOD
 * #EXT-X-INDEPENDENT-SEGMENTS
 * #EXTINF:2.000000,
 * segment-00000.ts
 * #EXT-X-ENDLIST
 * </pre>
 */
record MediaPlaylist(List<Segment> segments) {
  private static final String DURATION_TAG = "#EXTINF:";
  private static final String END_TAG = "#EXT-X-ENDLIST";
  private static final int MAX_DURATION_CHARS = 32;

  /** A segment: its file's name, next to the playlist, and how long it plays. */
  record Segment(String name, Duration duration) {}

  MediaPlaylist {
    segments = List.copyOf(segments);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:").append(targetSeconds());
    text.append("\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n");
    text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (Segment segment : segments) {
      text.append(DURATION_TAG).append(seconds(segment.duration())).append(",\n");
      text.append(segment.name()).append('\n');
    }
    return text.append(END_TAG).append('\n').toString();
  }

  /** Reads a playlist that ffmpeg or {@link #text} wrote. */
  static MediaPlaylist parse(String text) throws IOException {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals("#EXTM3U") || !lines.contains(END_TAG)) {
      throw new IOException("no complete media playlist: it needs #EXTM3U and " + END_TAG);
    }
    List<Segment> segments = new ArrayList<>();
    Duration next = Duration.ZERO;
    for (String line : lines) {
      if (line.startsWith(DURATION_TAG)) {
        next = duration(line);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        segments.add(new Segment(line, next));
        next = Duration.ZERO;
      }
    }
    return new MediaPlaylist(segments);
  }

  private static Duration duration(String line) throws IOException {
    int comma = line.indexOf(',');
    String number = line.substring(DURATION_TAG.length(), comma < 0 ? line.length() : comma);
    try {
      if (number.length() > MAX_DURATION_CHARS) {
        throw new NumberFormatException("too long");
      }
      BigDecimal nanos = new BigDecimal(number).movePointRight(9);
      return Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IOException("no duration of a segment: " + line, e);
    }
  }

  /** No segment is longer than this, when rounded to a whole second (section 4.3.3.1). */
  private long targetSeconds() {
    return segments.stream()
        .mapToLong(segment -> (segment.duration().toMillis() + 500) / 1000)
        .max()
        .orElse(1);
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9)
        .setScale(6, RoundingMode.HALF_UP)
        .toPlainString();
  }
}
