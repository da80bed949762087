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
  private final Deque<Wanted> waiting = new ArrayDeque<>();
  private @Nullable Wanted current;
  private @Nullable Thread worker;

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
          (current != null && current.target().equals(one.target()))
              || waiting.stream().anyMatch(other -> other.target().equals(one.target()));
      if (!known && waiting.size() >= limit) {
        refused++;
      } else if (!known) {
        waiting.add(one);
      }
    }
    return refused;
  }

  /** Whether there is work and nobody at it. */
  synchronized boolean isIdle() {
    return worker == null && !waiting.isEmpty();
  }

  /** Forgets these targets, and breaks off the one under way if it is among them; how many. */
  synchronized int drop(Collection<String> targets) {
    int before = waiting.size();
    waiting.removeIf(wanted -> targets.contains(wanted.target()));
    int dropped = before - waiting.size();
    if (current != null && worker != null && targets.contains(current.target())) {
      worker.interrupt();
      current = null;
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

  /** Works on this thread until nothing is left; at once if another thread is at it. */
  void work(Consumer<Wanted> fetch) {
    for (Wanted next = take(); next != null; next = take()) {
      fetch.accept(next);
    }
  }

  private synchronized @Nullable Wanted take() {
    Thread here = Thread.currentThread();
    if (worker == null) {
      worker = here;
    } else if (!worker.equals(here)) {
      return null;
    } else if (current == null) {
      // The last one was dropped, and this thread interrupted for that alone.
      var _ = Thread.interrupted();
    }
    current = here.isInterrupted() ? null : waiting.poll();
    if (current == null) {
      worker = null;
    }
    return current;
  }
}
