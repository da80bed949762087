package io.peerage.adapter.admission;

import io.peerage.adapter.admission.CircuitBreaker.Decision;
import io.peerage.adapter.admission.CircuitBreaker.State;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Refusal;
import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.site.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One origin's breaker, and what is known of its health. Says in the log when the breaker opens and
 * when it closes again. Thread-safe.
 */
public final class OriginCircuit {
  private static final Logger log = LoggerFactory.getLogger(OriginCircuit.class);

  private final SiteName site;
  private final InstantSource clock;
  private final AdapterMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  // Under lock.
  private final CircuitBreaker breaker;
  private String lastFailure = "";
  private Instant lastFailed = Instant.EPOCH;
  private boolean wasOpen;

  public OriginCircuit(
      SiteName site, BreakerSettings settings, InstantSource clock, AdapterMetrics metrics) {
    this.site = site;
    this.clock = clock;
    this.metrics = metrics;
    this.breaker = new CircuitBreaker(settings, clock.instant());
    for (State state : State.values()) {
      metrics.gauge(
          "peerage.adapter.origin.circuit",
          "1 for the state that the origin's breaker is in",
          () -> state() == state ? 1 : 0,
          "site",
          site.value(),
          "state",
          label(state));
    }
  }

  /**
   * An origin's health, for those who run the adapter.
   *
   * @param site whose origin it is
   * @param state closed, open or half_open
   * @param since when that state was reached
   * @param retryAfterMillis how long nothing is asked yet
   * @param lastFailure the last one since the start, in words; empty when there was none
   * @param lastFailed when that was; 1970 when there was none
   */
  public record Health(
      String site,
      String state,
      String since,
      long retryAfterMillis,
      String lastFailure,
      String lastFailed) {}

  /** A question that goes to the origin. */
  final class Permit implements AutoCloseable {
    private final Decision.Go go;

    private Permit(Decision.Go go) {
      this.go = go;
    }

    /** The origin answered. */
    void succeeded() {
      lock.lock();
      try {
        breaker.succeeded(go.epoch(), clock.instant());
        if (wasOpen && breaker.state() == State.CLOSED) {
          wasOpen = false;
          log.info("the origin of {} answers again", site);
        }
      } finally {
        lock.unlock();
      }
    }

    /** The origin failed, before or after it had begun to answer. */
    void failed(String why) {
      lock.lock();
      try {
        lastFailure = why;
        lastFailed = clock.instant();
        if (breaker.failed(go.epoch(), clock.instant())) {
          metrics.circuitOpened(site.value());
          if (!wasOpen) {
            wasOpen = true;
            log.warn(
                "the origin of {} fails and is left alone for a while: {}; manifests in hand are"
                    + " served until they expire",
                site,
                why);
          }
        }
      } finally {
        lock.unlock();
      }
    }

    /** Ends it; if nothing was said of the origin by then, it stays as it is. */
    @Override
    public void close() {
      lock.lock();
      try {
        breaker.abandoned(go);
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Refuses at once what would be refused anyway.
   *
   * @throws SourceException of kind SUSPENDED
   */
  void requireNotOpen() throws SourceException {
    lock.lock();
    try {
      Duration remaining = breaker.remaining(clock.instant());
      if (remaining.isPositive()) {
        throw suspended(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a question through.
   *
   * @throws SourceException of kind SUSPENDED
   */
  Permit enter() throws SourceException {
    lock.lock();
    try {
      return switch (breaker.ask(clock.instant())) {
        case Decision.Go go -> new Permit(go);
        case Decision.Stop(Duration retryAfter) -> throw suspended(retryAfter);
      };
    } finally {
      lock.unlock();
    }
  }

  private SourceException suspended(Duration retryAfter) {
    metrics.originRefused(site.value(), Refusal.CIRCUIT_OPEN);
    return SourceException.suspended(
        "the origin of %s fails and is left alone for %d ms more; the last failure: %s"
            .formatted(site, retryAfter.toMillis(), lastFailure),
        retryAfter);
  }

  private State state() {
    lock.lock();
    try {
      return breaker.state();
    } finally {
      lock.unlock();
    }
  }

  public Health health() {
    lock.lock();
    try {
      return new Health(
          site.value(),
          label(breaker.state()),
          breaker.since().toString(),
          breaker.remaining(clock.instant()).toMillis(),
          lastFailure,
          lastFailed.toString());
    } finally {
      lock.unlock();
    }
  }

  private static String label(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
