package io.peerage.adapter.admission;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Purpose;
import io.peerage.adapter.metrics.AdapterMetrics.Refusal;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.site.SiteName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many fetches from origins may be under way at once, over all sites. What is passed through
 * may take only a part, so that slow clients never keep signing and chunks from the origin; and one
 * site only a part, so that an origin that hangs leaves places to the others. A place that becomes
 * free goes to the site that holds the fewest of those that wait, and within a site to whoever
 * waits longest. Thread-safe.
 */
public final class OriginBudget {
  private final Limits limits;
  private final AdapterMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();

  // Under lock. As long as a waiter could have a place, it is given one: so whoever comes and finds
  // a place that he may have, takes it from nobody.
  private int underWay;
  private int passing;
  private int waiting;
  private long arrivals;
  private final Map<SiteName, Share> shares = new HashMap<>();

  /**
   * The limits.
   *
   * @param fetches the most at once
   * @param passing how many of them may be passed through
   * @param perSite how many of them one site may have
   * @param queue how many may wait for a place
   * @param maxWait how long a fetch waits for a place
   */
  public record Limits(int fetches, int passing, int perSite, int queue, Duration maxWait) {
    public Limits {
      if (fetches < 1 || passing < 1 || perSite < 1 || queue < 0) {
        throw new IllegalArgumentException(
            "fetches, passing and perSite are at least 1, queue at least 0; not %d, %d, %d, %d"
                .formatted(fetches, passing, perSite, queue));
      }
    }
  }

  /** What a site has and wants. */
  private static final class Share {
    private int held;
    private final Deque<Waiter> own = new ArrayDeque<>();
    private final Deque<Waiter> passing = new ArrayDeque<>();

    Deque<Waiter> queue(boolean passes) {
      return passes ? passing : own;
    }
  }

  private record Waiter(Share share, boolean passes, long arrival, Condition granted) {}

  public OriginBudget(Limits limits, AdapterMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  /** A place that was taken. */
  interface Place extends AutoCloseable {
    /** Gives it back; further calls do nothing. */
    @Override
    void close();
  }

  public int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait for a place. */
  public int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a place.
   *
   * @throws SourceException of kind BUSY when too many wait already, or none was free in time
   */
  Place take(SiteName site, Purpose purpose) throws SourceException, InterruptedException {
    boolean passes = purpose == Purpose.PASS;
    lock.lockInterruptibly();
    try {
      Share share = shares.computeIfAbsent(site, _ -> new Share());
      if (fits(share, passes)) {
        grant(share, passes);
      } else if (waiting >= limits.queue()) {
        throw refused(site, Refusal.QUEUE_FULL, waiting + " others wait for one");
      } else {
        await(site, new Waiter(share, passes, arrivals++, lock.newCondition()));
      }
      return place(share, passes);
    } finally {
      lock.unlock();
    }
  }

  /** Returns with a place, or throws without one. */
  private void await(SiteName site, Waiter waiter) throws SourceException, InterruptedException {
    Deque<Waiter> queue = waiter.share().queue(waiter.passes());
    queue.addLast(waiter);
    waiting++;
    long left = limits.maxWait().toNanos();
    try {
      while (queue.contains(waiter)) {
        if (left <= 0) {
          leave(queue, waiter);
          throw refused(
              site, Refusal.WAITED, "none was free within " + limits.maxWait().toMillis() + " ms");
        }
        left = waiter.granted().awaitNanos(left);
      }
    } catch (InterruptedException e) {
      if (queue.contains(waiter)) {
        leave(queue, waiter);
      } else {
        giveBack(waiter.share(), waiter.passes());
      }
      throw e;
    }
  }

  private void leave(Deque<Waiter> queue, Waiter waiter) {
    queue.remove(waiter);
    waiting--;
  }

  private boolean fits(Share share, boolean passes) {
    return underWay < limits.fetches()
        && share.held < limits.perSite()
        && (!passes || passing < limits.passing());
  }

  private void grant(Share share, boolean passes) {
    underWay++;
    share.held++;
    if (passes) {
      passing++;
    }
  }

  private void giveBack(Share share, boolean passes) {
    underWay--;
    share.held--;
    if (passes) {
      passing--;
    }
    for (Waiter next = next(); next != null; next = next()) {
      leave(next.share().queue(next.passes()), next);
      grant(next.share(), next.passes());
      next.granted().signal();
    }
  }

  /** Who is to have a place, of those that may. */
  private @Nullable Waiter next() {
    Waiter best = null;
    for (Share share : shares.values()) {
      for (boolean passes : new boolean[] {false, true}) {
        Waiter first = share.queue(passes).peekFirst();
        if (first != null && fits(share, passes) && (best == null || precedes(first, best))) {
          best = first;
        }
      }
    }
    return best;
  }

  private static boolean precedes(Waiter a, Waiter b) {
    return a.share().held != b.share().held
        ? a.share().held < b.share().held
        : a.arrival() < b.arrival();
  }

  private Place place(Share share, boolean passes) {
    return new Place() {
      private boolean given;

      @Override
      public void close() {
        lock.lock();
        try {
          if (!given) {
            given = true;
            giveBack(share, passes);
          }
        } finally {
          lock.unlock();
        }
      }
    };
  }

  private SourceException refused(SiteName site, Refusal reason, String why) {
    metrics.originRefused(site.value(), reason);
    return new SourceException(
        Kind.BUSY,
        "no place for another fetch from an origin (%d of %d are taken, %d by %s): %s"
            .formatted(
                underWay,
                limits.fetches(),
                shares.getOrDefault(site, new Share()).held,
                site,
                why));
  }
}
