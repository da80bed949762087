package io.peerage.adapter.publish;

import java.time.Duration;

/**
 * How far the signing of a tree is.
 *
 * @param files seen so far
 * @param signed of them, newly signed
 * @param unchanged of them, signed before
 * @param skipped of them, that the rules or their names keep from having a manifest
 * @param failed of them
 * @param bytes of the files that were newly signed
 */
public record TreeProgress(
    long files,
    long signed,
    long unchanged,
    long skipped,
    long failed,
    long bytes,
    Duration elapsed,
    boolean finished) {
  /** Bytes hashed a second, on average since the start. */
  public double bytesPerSecond() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds > 0 ? bytes / seconds : 0;
  }

  /** Who is told. Called by one thread at a time, a few times a second and at the end. */
  public interface Listener {
    void progressed(TreeProgress progress);
  }
}
