package io.peerage.agent.prefetch;

import io.peerage.agent.prefetch.ContentFetcher.Wanted;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is to be fetched for one player, in order, by one worker at a time. Thread-safe. */
final class WorkQueue {
  private final int limit;
  // All under the lock of this.
  private final Deque<Job> waiting = new ArrayDeque<>();
  private @Nullable Job current;
  private boolean worked;

  /** One object to fetch. */
  static final class Job {
    private final Wanted wanted;
    private volatile boolean dropped;

    Job(Wanted wanted) {
      this.wanted = wanted;
    }

    Wanted wanted() {
      return wanted;
    }

    /**
     * Whether it is of no use any more. Whoever is at it looks now and then; it is not interrupted,
     * since clients may wait for what this thread has begun.
     */
    boolean isDropped() {
      return dropped;
    }

    private String name() {
      return wanted.link().name();
    }
  }

  /**
   * @param limit the most that may wait
   */
  WorkQueue(int limit) {
    this.limit = limit;
  }

  /** Adds what is not there yet; how many there was no room for. */
  synchronized int add(List<Wanted> wanted) {
    int refused = 0;
    for (Wanted one : wanted) {
      boolean known =
          (current != null && !current.dropped && current.name().equals(one.link().name()))
              || waiting.stream().anyMatch(job -> job.name().equals(one.link().name()));
      if (!known && waiting.size() >= limit) {
        refused++;
      } else if (!known) {
        waiting.add(new Job(one));
      }
    }
    return refused;
  }

  /** Whether there is work and nobody at it. */
  synchronized boolean isIdle() {
    return !worked && !waiting.isEmpty();
  }

  /** Forgets the objects of these names, also the one under way; how many. */
  synchronized int drop(Collection<String> names) {
    int before = waiting.size();
    waiting.removeIf(job -> names.contains(job.name()));
    int dropped = before - waiting.size();
    if (current != null && !current.dropped && names.contains(current.name())) {
      current.dropped = true;
      dropped++;
    }
    return dropped;
  }

  /** Forgets all that waits; how many. */
  synchronized int clear() {
    int cleared = waiting.size();
    waiting.clear();
    return cleared;
  }

  /** Works on this thread until nothing is left; not at all if another thread is at it. */
  void work(Consumer<Job> fetch) {
    synchronized (this) {
      if (worked) {
        return;
      }
      worked = true;
    }
    for (Job next = take(); next != null; next = take()) {
      fetch.accept(next);
    }
  }

  private synchronized @Nullable Job take() {
    current = Thread.currentThread().isInterrupted() ? null : waiting.poll();
    worked = current != null;
    return current;
  }
}
