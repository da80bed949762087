package io.peerage.tracker.bans;

import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.Prospect.Condition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what would change an agent's state, by the rules of {@link BanPolicy}. Pure. A test holds
 * the two to each other: what the policy does with a score is what has all its conditions met here.
 */
final class Prospects {
  private static final int SHOWN_DIGITS = 3;

  private final BanParameters parameters;
  private final BanPolicy policy;

  Prospects(BanParameters parameters, BanPolicy policy) {
    this.parameters = parameters;
    this.policy = policy;
  }

  /** What may come next, the better first. */
  List<Prospect> of(Status status, Occurrence.ScoreReviewed score, Instant now) {
    List<Prospect> all = new ArrayList<>();
    switch (status.state()) {
      case PROBATION -> {
        all.add(trust(status, score));
        all.add(contest(status, score));
      }
      case TRUSTED -> {
        Condition fallen = Condition.below("S", parameters.degradedScore(), score.score());
        all.add(prospect(status, AgentState.DEGRADED, List.of(fallen), null, null));
        all.add(contest(status, score));
      }
      case DEGRADED -> {
        Condition back = Condition.atLeast("S", parameters.restoredScore(), score.score());
        all.add(prospect(status, AgentState.TRUSTED, List.of(back), null, null));
        all.add(contest(status, score));
        all.add(appeal(status));
      }
      case CONTESTED -> {
        Condition calm = Condition.below("doubt Q", parameters.contestedDoubt() / 2, score.doubt());
        Instant from = status.since().plus(parameters.contestedFor().duration());
        all.add(prospect(status, AgentState.PROBATION, List.of(calm), from, null));
        all.add(appeal(status));
      }
      case QUARANTINE -> {
        Condition clean =
            Condition.atLeast(
                "clean audits in a row", parameters.cleanAuditsToLeave(), status.cleanAudits());
        all.add(prospect(status, AgentState.PROBATION, List.of(clean), null, null));
        all.add(appeal(status));
        all.add(ban(status, "another mismatch in an audit", now));
      }
      case BANNED -> addBanned(all, status, now);
    }
    if (status.state().isOffered()) {
      all.add(
          prospect(
              status,
              AgentState.QUARANTINE,
              List.of(),
              null,
              "a mismatch in an audit, or a first proof of what may be a mistake once"));
    }
    if (status.state() != AgentState.BANNED) {
      all.add(
          ban(
              status,
              "a second proof within %s of what may be a mistake once%s, or one of contradiction or"
                      .formatted(
                          parameters.proofWindow(), policy.hasProof(status, now) ? " (one is)" : "")
                  + " false accounts",
              now));
    }
    return all;
  }

  private Prospect trust(Status status, Occurrence.ScoreReviewed score) {
    List<Condition> conditions =
        List.of(
            Condition.atLeast("g", parameters.trustedGood(), score.good()),
            Condition.atLeast("L", parameters.trustedLowerBound(), score.lowerBound()),
            Condition.atLeast(
                "independent clients", parameters.trustedClientGroups(), score.clientGroups()));
    return prospect(status, AgentState.TRUSTED, conditions, null, null);
  }

  private Prospect contest(Status status, Occurrence.ScoreReviewed score) {
    List<Condition> conditions =
        List.of(
            Condition.atLeast("doubt Q", parameters.contestedDoubt(), score.doubt()),
            Condition.atLeast(
                "independent clients that speak of it",
                parameters.contestedGroups(),
                score.suspicionGroups()),
            Condition.atLeast(
                "clean audits",
                parameters.contestedCleanAudits(),
                (double) Math.round(score.cleanAudits())));
    return prospect(status, AgentState.CONTESTED, conditions, null, null);
  }

  private void addBanned(List<Prospect> all, Status status, Instant now) {
    Instant until = status.until();
    if (until != null) {
      all.add(prospect(status, AgentState.QUARANTINE, List.of(), until, null));
    }
    all.add(appeal(status));
    if (policy.objectionToPermanence(status, now).isEmpty()) {
      all.add(
          prospect(
              status,
              AgentState.BANNED,
              List.of(),
              null,
              "a person's review, which makes it last"));
    }
  }

  private static Prospect appeal(Status status) {
    return prospect(status, AgentState.PROBATION, List.of(), null, "an appeal that is upheld");
  }

  private Prospect ban(Status status, String event, Instant now) {
    Duration length = policy.nextBan(status, now);
    return prospect(
        status,
        AgentState.BANNED,
        List.of(),
        null,
        event + "; for " + (length.toHours() < 1 ? length : length.toHours() + " h"));
  }

  private static Prospect prospect(
      Status status,
      AgentState to,
      List<Condition> conditions,
      @Nullable Instant notBefore,
      @Nullable String event) {
    List<String> needs = new ArrayList<>();
    conditions.forEach(condition -> needs.add(text(condition)));
    if (event != null) {
      needs.add(event);
    }
    String when = notBefore == null ? "" : (needs.isEmpty() ? " at " : ", not before ") + notBefore;
    String text =
        status.state()
            + " -> "
            + to
            + (needs.isEmpty() ? "" : " needs " + String.join(", ", needs))
            + when;
    return new Prospect(to, conditions, notBefore, event, text);
  }

  private static String text(Condition condition) {
    return "%s %s %s (is %s)"
        .formatted(
            condition.what(),
            condition.relation(),
            text(condition.needed()),
            text(condition.present()));
  }

  /** Rounded down, so that what is not reached does not look as if it were. */
  private static String text(double number) {
    BigDecimal rounded =
        BigDecimal.valueOf(number).setScale(SHOWN_DIGITS, RoundingMode.DOWN).stripTrailingZeros();
    return rounded.toPlainString();
  }
}
