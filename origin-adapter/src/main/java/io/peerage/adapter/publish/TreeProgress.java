package io.peerage.adapter.publish;

import java.time.Duration;

/**
 * How far the signing of a tree is.
 *
 * @param totalFiles in the tree when the signing began
 * @param totalBytes of them
 * @param files done so far
 * @param doneBytes of them, and of those being read the part that was read
 * @param signed of the files done, newly signed
 * @param unchanged of them, signed before
 * @param skipped of them, that the rules or their names keep from having a manifest
 * @param failed of them
 * @param signedBytes of the files that were newly signed
 */
public record TreeProgress(
    long totalFiles,
    long totalBytes,
    long files,
    long doneBytes,
    long signed,
    long unchanged,
    long skipped,
    long failed,
    long signedBytes,
    Duration elapsed) {
  /** Bytes newly signed a second, on average since the start. */
  public double bytesPerSecond() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds > 0 ? signedBytes / seconds : 0;
  }

  /** Who is told: by the thread that publishes, a few times a second and at the end. */
  public interface Listener {
    void progressed(TreeProgress progress);
  }
}
