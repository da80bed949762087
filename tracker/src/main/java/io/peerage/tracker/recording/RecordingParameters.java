package io.peerage.tracker.recording;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * Whether evidence is recorded, and how much of it.
 *
 * @param enabled whether it is
 * @param kept how long, at least 1d; a file goes within a day after, also when nothing is recorded
 *     any longer
 * @param maxBytes of all files together, at least 1MiB; when they are more, the oldest goes
 * @param queue lines that may wait for the disk, 100 to 1000000; when there are more, there is a
 *     gap
 */
public record RecordingParameters(boolean enabled, TimeSpan kept, ByteSize maxBytes, int queue) {
  private static final ByteSize LEAST_BYTES = ByteSize.ofMiB(1);
  private static final TimeSpan LEAST_KEPT = TimeSpan.parse("1d");
  private static final TimeSpan MOST_KEPT = TimeSpan.parse("3650d");
  private static final int LEAST_QUEUE = 100;
  private static final int MOST_QUEUE = 1_000_000;

  /** Behind the bounds that it is checked against. */
  public static final RecordingParameters DEFAULTS =
      new RecordingParameters(false, TimeSpan.parse("30d"), ByteSize.parse("10GiB"), 20_000);

  public RecordingParameters {
    if (kept.toMillis() < LEAST_KEPT.toMillis() || kept.toMillis() > MOST_KEPT.toMillis()) {
      throw new IllegalArgumentException(
          "kept is %s to %s, not %s".formatted(LEAST_KEPT, MOST_KEPT, kept));
    }
    if (maxBytes.bytes() < LEAST_BYTES.bytes()) {
      throw new IllegalArgumentException(
          "maxBytes is at least %s, not %s".formatted(LEAST_BYTES, maxBytes));
    }
    if (queue < LEAST_QUEUE || queue > MOST_QUEUE) {
      throw new IllegalArgumentException(
          "queue is %d to %d, not %d".formatted(LEAST_QUEUE, MOST_QUEUE, queue));
    }
  }
}
