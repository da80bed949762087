package io.peerage.adapter.spool;

import java.io.IOException;

/** How much of a file was written: one writes, others wait for more. Thread-safe. */
final class Growth {
  // All under the lock of this.
  private long bytes;
  private boolean ended;
  private boolean whole;

  synchronized void grow(int more) {
    bytes += more;
    notifyAll();
  }

  /** Nothing more comes; only the first word on that counts. */
  synchronized void end(boolean isWhole) {
    if (!ended) {
      ended = true;
      whole = isWhole;
      notifyAll();
    }
  }

  /**
   * Waits until there are more than {@code known} bytes.
   *
   * @return how many there are; {@code known} at the end
   * @throws IOException when the rest will not come
   */
  synchronized long awaitMoreThan(long known) throws IOException, InterruptedException {
    while (bytes <= known && !ended) {
      wait();
    }
    if (bytes <= known && !whole) {
      throw new IOException("the rest does not come");
    }
    return bytes;
  }
}
