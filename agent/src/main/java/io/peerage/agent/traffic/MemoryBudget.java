package io.peerage.agent.traffic;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of memory that requests under way may come to need, and says which of them may
 * begin: an agent that has no room for a request says so at once (503), and does not run out of
 * memory in the middle of a hundred others. The figures are the most that a request may hold, not
 * what it holds now. Thread-safe.
 */
public final class MemoryBudget {
  /** A thread's stack, buffers of its connection, and a piece of a body on its way. */
  public static final int REQUEST_BYTES = 64 * 1024;

  /** A request to an origin: the window of a body that is not kept, and the client's buffers. */
  public static final int PASSING_BYTES = 320 * 1024;

  private final long budgetBytes;
  private final AtomicLong takenBytes = new AtomicLong();

  /**
   * @param budgetBytes the most bytes at once
   */
  public MemoryBudget(long budgetBytes) {
    if (budgetBytes < REQUEST_BYTES + PASSING_BYTES) {
      throw new IllegalArgumentException(
          "a budget has room for one request: %d bytes, not %d"
              .formatted(REQUEST_BYTES + PASSING_BYTES, budgetBytes));
    }
    this.budgetBytes = budgetBytes;
  }

  /**
   * The decision: whether {@code wantedBytes} may be taken when {@code takenBytes} of {@code
   * budgetBytes} are.
   */
  static boolean admits(long takenBytes, long wantedBytes, long budgetBytes) {
    return wantedBytes <= budgetBytes - takenBytes;
  }

  /** Takes {@code bytes}, to be given back; false, and nothing is taken, when there is no room. */
  public boolean take(long bytes) {
    while (true) {
      long taken = takenBytes.get();
      if (!admits(taken, bytes, budgetBytes)) {
        return false;
      }
      if (takenBytes.compareAndSet(taken, taken + bytes)) {
        return true;
      }
    }
  }

  /** Gives {@code bytes} back. */
  public void give(long bytes) {
    takenBytes.addAndGet(-bytes);
  }

  /** What is taken now. */
  public long takenBytes() {
    return takenBytes.get();
  }
}
