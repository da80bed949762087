package io.peerage.tracker.retention;

import io.peerage.protocol.identity.AgentId;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.tracker.accounting.Origins;
import io.peerage.tracker.accounting.Receipts;
import io.peerage.tracker.appeals.Appeals;
import io.peerage.tracker.audit.Auditor;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.enrolment.Enrolled;
import io.peerage.tracker.enrolment.Enrolments;
import io.peerage.tracker.purges.Purges;
import io.peerage.tracker.reports.Reports;
import io.peerage.tracker.swarm.SwarmDirectory;
import io.peerage.tracker.trust.TrustLedger;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what need not be remembered. An identity whose certificate has ended can never come back,
 * so nothing is lost to it. Not thread-safe: one task calls it.
 */
public final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final RetentionParameters parameters;
  private final Enrolments enrolments;
  private final SwarmDirectory swarm;
  private final TrustLedger trust;
  private final Bans bans;
  private final Reports reports;
  private final Auditor auditor;
  private final Purges purges;
  private final Receipts receipts;
  private final Origins origins;
  private final Appeals appeals;
  private final InstantSource clock;

  public Retention(
      RetentionParameters parameters,
      Enrolments enrolments,
      SwarmDirectory swarm,
      TrustLedger trust,
      Bans bans,
      Reports reports,
      Auditor auditor,
      Purges purges,
      Receipts receipts,
      Origins origins,
      Appeals appeals,
      InstantSource clock) {
    this.parameters = parameters;
    this.enrolments = enrolments;
    this.swarm = swarm;
    this.trust = trust;
    this.bans = bans;
    this.reports = reports;
    this.auditor = auditor;
    this.purges = purges;
    this.receipts = receipts;
    this.origins = origins;
    this.appeals = appeals;
    this.clock = clock;
  }

  /** Removes everything that is too old. */
  public void sweep() {
    Instant now = clock.instant();
    int forgotten = 0;
    for (Enrolled one : enrolments.all()) {
      TimeSpan kept =
          bans.state(one.id()).isOffered() ? parameters.identities() : parameters.evidence();
      if (one.certificateUntil().plus(kept.duration()).isBefore(now)) {
        forget(one.id());
        forgotten++;
      }
    }
    if (forgotten > 0) {
      log.info("forgot {} identities whose certificates ended long ago", forgotten);
    }
    bans.removeBefore(now.minus(parameters.evidence().duration()));
    appeals.removeBefore(now.minus(parameters.evidence().duration()));
    enrolments.removeOldTokens();
  }

  /** The identity goes last: what is left after an abrupt end is found again through it. */
  private void forget(AgentId agent) {
    swarm.remove(agent);
    auditor.forget(agent);
    purges.forget(agent);
    reports.forget(agent);
    receipts.forget(agent);
    origins.forget(agent);
    trust.forget(agent);
    bans.forget(agent);
    enrolments.forget(agent);
  }
}
