package io.peerage.agent.undertow;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one virtual thread wait for a channel: the channel's listener, on its I/O thread, wakes it
 * up. Undertow's own blocking streams would hold a carrier thread in a selector instead.
 */
final class Parking {
  private final long timeoutNanos;
  private volatile boolean woken;

  /** Waits no longer than {@code timeout} at once. */
  Parking(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
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
    long deadline = System.nanoTime() + timeoutNanos;
    while (!woken) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        readiness.stop();
        throw new SocketTimeoutException("the client did not " + what + " in time");
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        readiness.stop();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      }
    }
    readiness.stop();
  }
}
