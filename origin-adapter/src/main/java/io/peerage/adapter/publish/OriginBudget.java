package io.peerage.adapter.publish;

import io.peerage.adapter.metrics.AdapterMetrics.Purpose;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many fetches from origins may be under way at once, over all sites. What is passed through
 * may take only a part, so that slow clients never keep signing and chunks from the origin.
 * Thread-safe.
 */
public final class OriginBudget {
  private final int fetches;
  private final Semaphore free;
  private final Semaphore freeForPassing;
  private final Duration maxWait;

  /**
   * @param fetches the most at once
   * @param passing how many of them may be passed through
   * @param maxWait how long a fetch waits for a place
   */
  public OriginBudget(int fetches, int passing, Duration maxWait) {
    this.fetches = fetches;
    this.free = new Semaphore(fetches, true);
    this.freeForPassing = new Semaphore(passing, true);
    this.maxWait = maxWait;
  }

  /** A place that was taken. */
  interface Place extends AutoCloseable {
    /** Gives it back; further calls do nothing. */
    @Override
    void close();
  }

  public int underWay() {
    return fetches - free.availablePermits();
  }

  /**
   * Waits for a place.
   *
   * @throws SourceException of kind BUSY when none was free in time
   */
  Place take(Purpose purpose) throws SourceException, InterruptedException {
    boolean passing = purpose == Purpose.PASS;
    if (passing) {
      acquire(freeForPassing);
    }
    try {
      acquire(free);
    } catch (SourceException | InterruptedException | RuntimeException e) {
      if (passing) {
        freeForPassing.release();
      }
      throw e;
    }
    AtomicBoolean given = new AtomicBoolean();
    return () -> {
      if (!given.getAndSet(true)) {
        free.release();
        if (passing) {
          freeForPassing.release();
        }
      }
    };
  }

  private void acquire(Semaphore semaphore) throws SourceException, InterruptedException {
    if (!semaphore.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new SourceException(
          Kind.BUSY, "%d fetches from origins are under way".formatted(fetches));
    }
  }
}
