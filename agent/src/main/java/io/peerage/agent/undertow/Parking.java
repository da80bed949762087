package io.peerage.agent.undertow;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one virtual thread wait for a channel: the channel's listener, on its I/O thread, wakes it
 * up. Undertow's own blocking streams would hold a carrier thread in a selector instead.
 */
final class Parking {
  private final Patience patience;
  private volatile boolean woken;
  // Of the waiting thread.
  private long waitedNanos;
  private long movedBytes;

  /** Waits no longer than {@code patience} at once, and no longer than {@link Patience} in all. */
  Parking(Duration patience) {
    this.patience = new Patience(patience);
  }

  /** Says that {@code bytes} went to or came from the client. */
  void moved(long bytes) {
    movedBytes += bytes;
  }

  /** What the thread waits for, and how to start and stop waiting for it. */
  interface Readiness {
    void listen(Runnable wakeUp);

    void stop();
  }

  void await(Readiness readiness, String what) throws IOException {
    Thread waiter = Thread.currentThread();
    woken = false;
    readiness.listen(() -> {
      woken = true;
      LockSupport.unpark(waiter);
    });
    long start = System.nanoTime();
    long deadline = start + patience.left(waitedNanos, movedBytes);
    while (!woken) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        readiness.stop();
        throw new SlowClientException("the client did not " + what + " in time");
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        readiness.stop();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      }
    }
    readiness.stop();
    waitedNanos += System.nanoTime() - start;
  }
}
