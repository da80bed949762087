package io.peerage.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Finds out what a generator has made: sizes, durations, bit rates, codec. So the master playlist
 * tells what is there, whatever made it.
 */
final class RenditionReader {
  private static final int HEAD_BYTES = 64 * 1024; // the parameter sets stand far before its end
  private static final int SEQUENCE_PARAMETER_SET = 7;

  private RenditionReader() {}

  /**
   * Reads a rendition.
   *
   * @throws IOException if it has not the segments that were asked for, or no H.264
   */
  static MadeRendition read(HlsRequest request, Rendition rendition, Path folder, String audioCodec)
      throws IOException {
    Path playlist = folder.resolve(RenditionGenerator.PLAYLIST);
    List<MediaPlaylist.Segment> listed = MediaPlaylist.parse(Files.readString(playlist)).segments();
    if (listed.size() != request.segments()) {
      throw new IOException(
          "%s lists %d segments, not %d".formatted(playlist, listed.size(), request.segments()));
    }
    List<MediaFile> files = new ArrayList<>();
    Duration duration = Duration.ZERO;
    long bytes = 0;
    for (MediaPlaylist.Segment segment : listed) {
      MediaFile file = MediaFile.of(folder.resolve(segment.name()));
      files.add(file);
      duration = duration.plus(segment.duration());
      bytes += file.bytes();
    }
    String codecs = videoCodec(files.getFirst().path()) + (audioCodec.isEmpty() ? "" : ",");
    return new MadeRendition(
        rendition,
        MediaFile.of(playlist),
        files,
        codecs + audioCodec,
        duration,
        peak(listed, files),
        bitsPerSecond(bytes, duration));
  }

  /**
   * The peak segment bit rate: that of the busiest run of segments that lasts 0.5 to 1.5 times the
   * target duration (RFC 8216, section 4.1). All segments but perhaps the last last about as long
   * as the target, so the runs are the single segments; a short last one counts as if it were full.
   */
  private static long peak(List<MediaPlaylist.Segment> listed, List<MediaFile> files) {
    Duration usual = listed.getFirst().duration();
    long peak = 0;
    for (int i = 0; i < files.size(); i++) {
      Duration duration = listed.get(i).duration();
      boolean isShort = duration.compareTo(usual.dividedBy(2)) < 0;
      peak = Math.max(peak, bitsPerSecond(files.get(i).bytes(), isShort ? usual : duration));
    }
    return peak;
  }

  private static long bitsPerSecond(long bytes, Duration duration) {
    return (long) Math.ceil(bytes * 8.0 / (duration.toNanos() / 1e9));
  }

  /**
   * The codec in the form of RFC 6381, section 3.3: profile, constraints and level as the sequence
   * parameter set has them. It stands at the start of the first packet with video, whole.
   */
  private static String videoCodec(Path segment) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(segment)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    for (int i = 0; i + 7 <= head.length; i++) {
      boolean startCode = head[i] == 0 && head[i + 1] == 0 && head[i + 2] == 1;
      if (startCode && (head[i + 3] & 0x9F) == SEQUENCE_PARAMETER_SET) {
        return "avc1." + HexFormat.of().withUpperCase().formatHex(head, i + 4, i + 7);
      }
    }
    throw new IOException(segment + " does not start with an H.264 sequence parameter set");
  }
}
