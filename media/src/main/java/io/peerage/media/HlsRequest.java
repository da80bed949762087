package io.peerage.media;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What asset to make.
 *
 * @param renditions 1 to 8, each with a name of its own, in the order of the master playlist
 * @param segments how many segments each rendition has, 1 to 10,000
 * @param segmentDuration 1 to 30 s, in whole milliseconds, and a whole number of frames of every
 *     rendition
 * @param generator what must make it; if empty, ffmpeg does where it can, else the built-in one
 */
public record HlsRequest(
    List<Rendition> renditions,
    int segments,
    Duration segmentDuration,
    Optional<Generator> generator) {
  private static final int MAX_RENDITIONS = 8;
  private static final int MAX_SEGMENTS = 10_000;
  private static final Duration MIN_DURATION = Duration.ofSeconds(1);
  private static final Duration MAX_DURATION = Duration.ofSeconds(30);

  public HlsRequest {
    renditions = List.copyOf(renditions);
    if (renditions.isEmpty() || renditions.size() > MAX_RENDITIONS) {
      throw new IllegalArgumentException(
          "renditions has %d entries: give 1 to %d".formatted(renditions.size(), MAX_RENDITIONS));
    }
    Set<String> names = new HashSet<>();
    for (Rendition rendition : renditions) {
      if (!names.add(rendition.name())) {
        throw new IllegalArgumentException(
            "renditions has the name %s twice: give each a name of its own"
                .formatted(rendition.name()));
      }
    }
    if (segments < 1 || segments > MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "segments %d is not in 1 to %d: use 21 for a demo of 42 s"
              .formatted(segments, MAX_SEGMENTS));
    }
    checkDuration(segmentDuration, renditions);
  }

  /** An asset for a demo: 3 renditions of 21 segments of 2 s, some 60 MB. */
  public static HlsRequest demo() {
    return new HlsRequest(
        List.of(
            new Rendition("720p", 1280, 720, 25, 6_000_000),
            new Rendition("540p", 960, 540, 25, 3_500_000),
            new Rendition("360p", 640, 360, 25, 1_800_000)),
        21,
        Duration.ofSeconds(2),
        Optional.empty());
  }

  /** The same asset, but made by this generator and no other. */
  public HlsRequest madeBy(Generator only) {
    return new HlsRequest(renditions, segments, segmentDuration, Optional.of(only));
  }

  /** How long the asset plays. */
  public Duration duration() {
    return segmentDuration.multipliedBy(segments);
  }

  /** How many bytes all segments should have. */
  public long targetBytes() {
    long bitsPerSecond = renditions.stream().mapToLong(Rendition::bitsPerSecond).sum();
    return Math.ceilDiv(bitsPerSecond * duration().toMillis(), 8000L);
  }

  /** How many frames a segment of this rendition has. */
  int framesPerSegment(Rendition rendition) {
    return Math.toIntExact(segmentDuration.toMillis() * rendition.framesPerSecond() / 1000);
  }

  private static void checkDuration(Duration duration, List<Rendition> renditions) {
    if (duration.compareTo(MIN_DURATION) < 0
        || duration.compareTo(MAX_DURATION) > 0
        || duration.toNanosPart() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          "segmentDuration %s s is not in 1 s to 30 s, in whole milliseconds: use 2 s, 4 s or 6 s"
              .formatted(seconds(duration)));
    }
    for (Rendition rendition : renditions) {
      if (duration.toMillis() * rendition.framesPerSecond() % 1000 != 0) {
        throw new IllegalArgumentException(
            "segmentDuration %s s is not a whole number of frames of rendition %s, at %d a second: use whole seconds"
                .formatted(seconds(duration), rendition.name(), rendition.framesPerSecond()));
      }
    }
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
  }
}
