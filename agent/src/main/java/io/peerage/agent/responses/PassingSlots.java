package io.peerage.agent.responses;

import io.peerage.agent.traffic.MemoryBudget;
import java.util.concurrent.Semaphore;

/**
 * How many requests may be on their way to origins, and the memory that each may need. Thread-safe.
 */
final class PassingSlots {
  private final Semaphore slots;
  private final MemoryBudget memory;

  /**
   * @param max the most at once
   * @param memory what they take theirs from
   */
  PassingSlots(int max, MemoryBudget memory) {
    this.slots = new Semaphore(max);
    this.memory = memory;
  }

  /** Takes one, unless there is none or no memory for it; does not wait. */
  boolean take() {
    if (!slots.tryAcquire()) {
      return false;
    }
    if (!memory.take(MemoryBudget.PASSING_BYTES)) {
      slots.release();
      return false;
    }
    return true;
  }

  /** Gives one back that was taken. */
  void give() {
    memory.give(MemoryBudget.PASSING_BYTES);
    slots.release();
  }
}
