package io.peerage.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Makes segments with ffmpeg: its test picture with a running clock, and a quiet tone; H.264 and
 * AAC in MPEG-TS. Every segment is one closed group of pictures.
 */
final class FfmpegGenerator implements RenditionGenerator {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final int SLOWEST = 10; // times the playing time
  private static final int RICH_BITS_PER_SECOND = 500_000;

  private final Ffmpeg ffmpeg;

  FfmpegGenerator(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  @Override
  public void make(HlsRequest request, Rendition rendition, Path folder, IntConsumer segmentsDone)
      throws IOException, InterruptedException {
    Duration limit = START_LIMIT.plus(request.duration().multipliedBy(SLOWEST));
    ffmpeg.run(
        arguments(request, rendition, folder),
        limit,
        () -> segmentsDone.accept(Math.max(0, segments(folder) - 1))); // the last is being written
    segmentsDone.accept(segments(folder));
  }

  @Override
  public String audioCodec() {
    return "mp4a.40.2"; // AAC-LC, what ffmpeg's encoder makes
  }

  private static List<String> arguments(HlsRequest request, Rendition rendition, Path folder) {
    int frames = request.framesPerSegment(rendition);
    String picture =
        "testsrc2=size=%dx%d:rate=%d"
            .formatted(rendition.width(), rendition.height(), rendition.framesPerSecond());
    long audioBits = rendition.bitsPerSecond() >= RICH_BITS_PER_SECOND ? 96_000 : 24_000;
    String videoBits = Long.toString(videoBits(rendition, audioBits));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", picture));
    arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"));
    arguments.addAll(List.of("-map", "0:v", "-map", "1:a"));
    arguments.addAll(List.of("-frames:v", Long.toString((long) frames * request.segments())));
    arguments.addAll(List.of("-t", decimalSeconds(request.duration())));
    // The fastest preset: it is a test asset, and it has a minute of three videos to make.
    arguments.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"));
    arguments.addAll(List.of("-b:v", videoBits, "-minrate", videoBits, "-maxrate", videoBits));
    arguments.addAll(List.of("-bufsize", videoBits));
    // An IDR picture each segment and nowhere else.
    arguments.addAll(List.of("-g", "" + frames, "-keyint_min", "" + frames));
    arguments.addAll(List.of("-sc_threshold", "0", "-flags:v", "+cgop"));
    arguments.addAll(List.of("-c:a", "aac", "-b:a", Long.toString(audioBits)));
    arguments.addAll(List.of("-f", "hls", "-hls_playlist_type", "vod"));
    arguments.addAll(List.of("-hls_time", decimalSeconds(request.segmentDuration())));
    arguments.addAll(List.of("-hls_flags", "independent_segments"));
    arguments.addAll(List.of("-hls_segment_filename", folder.resolve(SEGMENT).toString()));
    arguments.add(folder.resolve(PLAYLIST).toString());
    return arguments;
  }

  /**
   * What is left for the encoder: less the sound, the packets' heads (4 of 188 bytes), the room
   * that stays empty in a frame's last packet, half of it on average, and the PES heads.
   */
  private static long videoBits(Rendition rendition, long audioBits) {
    long perFrame = (188 / 2 + 22) * 8L * rendition.framesPerSecond();
    long video = rendition.bitsPerSecond() * 184L / 188 - perFrame - audioBits * 110 / 100;
    return Math.max(video, rendition.bitsPerSecond() / 4);
  }

  private static String decimalSeconds(Duration duration) {
    return "%d.%03d".formatted(duration.toSeconds(), duration.toMillisPart());
  }

  private static int segments(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.filter(file -> file.toString().endsWith(".ts")).count();
    } catch (IOException _) {
      return 0; // progress is told as far as it is known
    }
  }
}
