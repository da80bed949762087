package io.peerage.tracker.bans;

import io.peerage.protocol.message.AgentState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether an agent's state changes. Pure.
 *
 * <pre>
 * PROBATION           -> TRUSTED      g, L and client groups are enough
 * PROBATION, TRUSTED  -> QUARANTINE   a mismatch in an audit
 * QUARANTINE          -> PROBATION    enough clean audits
 * QUARANTINE          -> BANNED       another mismatch; for firstBan * banGrowth^(n-1), n strikes
 * BANNED              -> QUARANTINE   the ban's time is over
 * </pre>
 */
public final class BanPolicy {
  private static final int MAX_EVIDENCE = 10;

  private final BanParameters parameters;

  public BanPolicy(BanParameters parameters) {
    this.parameters = parameters;
  }

  /** Judges {@code what} at {@code now}. */
  public Judgement judge(Status status, Occurrence what, Instant now) {
    return switch (what) {
      case Occurrence.AuditMismatch mismatch -> mismatch(status, mismatch.evidence(), now);
      case Occurrence.AuditClean _ -> clean(status, now);
      case Occurrence.ScoreReviewed review -> review(status, review, now);
      case Occurrence.TimePassed _ -> timePassed(status, now);
    };
  }

  private Judgement mismatch(Status status, String evidence, Instant now) {
    List<String> all = appended(status.evidence(), evidence);
    return switch (status.state()) {
      case PROBATION, TRUSTED ->
          change(
              status,
              AgentState.QUARANTINE,
              now,
              null,
              status.bans(),
              List.of(evidence),
              "an audit received something else than the content has: see the evidence");
      case QUARANTINE -> {
        List<Instant> bans = new ArrayList<>(strikes(status, now));
        bans.add(now);
        yield change(
            status,
            AgentState.BANNED,
            now,
            now.plus(banLength(bans.size())),
            bans,
            all,
            "another audit, in quarantine, received something else than the content has; "
                + strikeText(bans.size()));
      }
      // An audit that was under way when the ban came.
      case BANNED ->
          new Judgement(
              new Status(
                  status.state(),
                  status.since(),
                  status.until(),
                  status.cleanAudits(),
                  status.bans(),
                  all),
              Optional.empty());
    };
  }

  private Judgement clean(Status status, Instant now) {
    if (status.state() != AgentState.QUARANTINE) {
      return new Judgement(status, Optional.empty());
    }
    int clean = status.cleanAudits() + 1;
    if (clean >= parameters.cleanAuditsToLeave()) {
      return change(
          status,
          AgentState.PROBATION,
          now,
          null,
          status.bans(),
          List.of(),
          clean + " clean audits in a row since " + status.since());
    }
    return new Judgement(
        new Status(status.state(), status.since(), null, clean, status.bans(), status.evidence()),
        Optional.empty());
  }

  private Judgement review(Status status, Occurrence.ScoreReviewed review, Instant now) {
    boolean enough =
        review.good() >= parameters.trustedGood()
            && review.lowerBound() >= parameters.trustedLowerBound()
            && review.clientGroups() >= parameters.trustedClientGroups();
    return status.state() == AgentState.PROBATION && enough
        ? change(
            status,
            AgentState.TRUSTED,
            now,
            null,
            status.bans(),
            List.of(),
            "good %.1f, cautious bound %.2f, %d independent client%s"
                .formatted(
                    review.good(),
                    review.lowerBound(),
                    review.clientGroups(),
                    review.clientGroups() == 1 ? "" : "s"))
        : new Judgement(status, Optional.empty());
  }

  private static Judgement timePassed(Status status, Instant now) {
    Instant until = status.until();
    return status.state() == AgentState.BANNED && until != null && !now.isBefore(until)
        ? change(
            status,
            AgentState.QUARANTINE,
            now,
            null,
            status.bans(),
            status.evidence(),
            "the ban ended at " + until + "; audits decide what follows")
        : new Judgement(status, Optional.empty());
  }

  private static Judgement change(
      Status before,
      AgentState to,
      Instant now,
      @Nullable Instant until,
      List<Instant> bans,
      List<String> evidence,
      String reason) {
    return new Judgement(
        new Status(to, now, until, 0, bans, evidence),
        Optional.of(new Verdict(now, before.state(), to, reason, evidence, until)));
  }

  private List<Instant> strikes(Status status, Instant now) {
    Instant from = now.minus(parameters.strikeWindow().duration());
    return status.bans().stream().filter(ban -> ban.isAfter(from)).toList();
  }

  private Duration banLength(int strikes) {
    Duration length = parameters.firstBan().duration();
    for (int i = 1; i < Math.min(strikes, parameters.strikesForReview()); i++) {
      length = length.multipliedBy(parameters.banGrowth());
    }
    return length;
  }

  private String strikeText(int strikes) {
    String text = "ban %d within %s".formatted(strikes, parameters.strikeWindow());
    return strikes >= parameters.strikesForReview()
        ? text + "; a person should review whether it is for good"
        : text;
  }

  private static List<String> appended(List<String> evidence, String id) {
    List<String> all = new ArrayList<>(evidence);
    all.add(id);
    return all.size() <= MAX_EVIDENCE ? all : all.subList(all.size() - MAX_EVIDENCE, all.size());
  }
}
