package io.peerage.tracker.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The events that one follower has still to read. It ends when its log does, when it is closed, or
 * when the follower fell too far behind. Thread-safe.
 */
public final class EventStream implements AutoCloseable {
  private final int maxQueued;
  private final Consumer<EventStream> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Under lock.
  private final ArrayDeque<Event> queue;
  private boolean ended;

  EventStream(List<Event> missed, int maxQueued, Consumer<EventStream> onClose) {
    this.queue = new ArrayDeque<>(missed);
    this.maxQueued = missed.size() + maxQueued;
    this.onClose = onClose;
  }

  /** Takes an event in; false when the stream has ended, be it by this very event. */
  boolean offer(Event event) {
    lock.lock();
    try {
      if (queue.size() >= maxQueued) {
        ended = true;
        queue.clear();
      }
      if (!ended) {
        queue.add(event);
      }
      changed.signalAll();
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next event; nothing when none came within {@code wait} or the stream has ended. */
  public Optional<Event> next(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (queue.isEmpty() && !ended && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return Optional.ofNullable(queue.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is, or may come, anything more to read. */
  public boolean isOpen() {
    lock.lock();
    try {
      return !ended || !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    end();
    onClose.accept(this);
  }
}
