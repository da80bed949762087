package io.peerage.adapter.publish;

import java.util.concurrent.Semaphore;

/**
 * How many objects are hashed at once: few long ones, and beside them several short ones, so that a
 * live segment never waits behind a film. Thread-safe.
 */
public final class SigningLanes {
  /** Objects from this length on are long. */
  static final long LONG_BYTES = 32L << 20;

  private static final int SHORT_PER_LONG = 4;

  private final Semaphore longOnes;
  private final Semaphore shortOnes;

  public SigningLanes(int concurrency) {
    this.longOnes = new Semaphore(concurrency, true);
    this.shortOnes = new Semaphore(SHORT_PER_LONG * concurrency, true);
  }

  Semaphore longOnes() {
    return longOnes;
  }

  Semaphore shortOnes() {
    return shortOnes;
  }
}
