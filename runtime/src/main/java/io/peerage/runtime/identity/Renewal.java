package io.peerage.runtime.identity;

import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a process's certificate fresh: renews it from its half-life on, and tries again every tenth
 * of what is left of it while the tracker cannot be reached. {@link #tend} is called by a periodic
 * task and decides by the clock it was given.
 */
public final class Renewal {
  private static final Logger log = LoggerFactory.getLogger(Renewal.class);
  private static final Duration MIN_PAUSE = Duration.ofSeconds(1);

  private final CurrentIdentity identity;
  private final IdentityFiles files;
  private final Enrolment enrolment;
  private final URI tracker;
  private final FleetClient client;
  private final InstantSource clock;
  private Instant nextAttempt;
  private volatile boolean trackerAway;

  public Renewal(
      CurrentIdentity identity,
      IdentityFiles files,
      URI tracker,
      FleetClient client,
      InstantSource clock) {
    this.identity = identity;
    this.files = files;
    this.enrolment = new Enrolment(clock);
    this.tracker = tracker;
    this.client = client;
    this.clock = clock;
    this.nextAttempt = identity.get().halfLife();
  }

  /** Whether the last attempt did not reach the tracker. Thread-safe. */
  public boolean isTrackerAway() {
    return trackerAway;
  }

  /** Renews if it is time. Not thread-safe: one task calls it. */
  public void tend() {
    Instant now = clock.instant();
    if (now.isBefore(nextAttempt)) {
      return;
    }
    try {
      Identity renewed = enrolment.renew(identity.get(), tracker, client);
      files.save(renewed);
      identity.replace(renewed);
      nextAttempt = renewed.halfLife();
      trackerAway = false;
      log.info("renewed the certificate of {}", renewed);
    } catch (IOException e) {
      Duration pause = Duration.between(now, identity.get().expires()).dividedBy(10);
      trackerAway = !(e instanceof RefusedException);
      nextAttempt = now.plus(pause.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : pause);
      log.warn(
          "cannot renew the certificate of {}: {}; trying again at {}",
          identity.get(),
          e.getMessage(),
          nextAttempt);
    }
  }
}
