package io.peerage.tracker.appeals;

import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.trust.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides what the program may decide on an appeal. Pure.
 *
 * <p>It only ever upholds. A quarantine or ban falls when none of its evidence holds any more. A
 * rank that was lost to what clients say comes back when nothing was ever proved, the audits are
 * clean, and the score was lost to complaints and nothing else. That may also be what an agent
 * wants that knows the auditor: so the program does it once in a while only, and people thereafter.
 */
public final class AppealRule {
  /** The most files that a reason names. */
  private static final int MAX_TOLD = 5;

  private final BanParameters bans;
  private final Duration setAside;

  public AppealRule(BanParameters bans, AppealParameters parameters) {
    this.bans = bans;
    this.setAside = parameters.setAside().duration();
  }

  /**
   * What is known when an appeal is examined.
   *
   * @param against the state appealed against
   * @param present the agent's state now
   * @param evidence of the files on which that rests; where it rests on none, of all on the agent
   * @param trust why its score is what it is; nothing when it never announced itself
   * @param lastSetAside when complaints against it were last set aside
   */
  public record Facts(
      AgentState against,
      AgentState present,
      List<EvidenceCheck> evidence,
      Optional<Explanation> trust,
      Optional<Instant> lastSetAside,
      Instant now) {
    /** Whether it is about proofs; else about what clients say. */
    boolean aboutProofs() {
      return !against.isOffered() || !present.isOffered();
    }
  }

  /**
   * What the program makes of an appeal.
   *
   * @param upheld false when a person has to decide
   */
  public record Finding(boolean upheld, String reason) {}

  /** Judges an appeal. */
  public Finding judge(Facts facts) {
    List<EvidenceCheck> holding = facts.evidence().stream().filter(EvidenceCheck::holds).toList();
    if (!holding.isEmpty()) {
      return new Finding(
          false,
          "%d of %d evidence files hold when they are checked again: %s"
              .formatted(
                  holding.size(),
                  facts.evidence().size(),
                  holding.stream()
                      .limit(MAX_TOLD)
                      .map(EvidenceCheck::id)
                      .collect(Collectors.joining(", "))));
    }
    if (facts.aboutProofs()) {
      return new Finding(
          true,
          facts.evidence().isEmpty()
              ? "it rests on no evidence"
              : "none of the evidence holds when it is checked again: "
                  + facts.evidence().stream()
                      .limit(MAX_TOLD)
                      .map(check -> check.id() + ": " + check.detail())
                      .collect(Collectors.joining("; ")));
    }
    return facts
        .trust()
        .map(trust -> testimony(facts, trust))
        .orElseGet(() -> new Finding(false, "nothing is known of what clients say"));
  }

  private Finding testimony(Facts facts, Explanation trust) {
    double clean = trust.score().cleanAudits();
    if (Math.round(clean) < bans.contestedCleanAudits()) {
      return new Finding(
          false,
          "%.0f audits were clean lately; complaints are set aside from %d on"
              .formatted(clean, bans.contestedCleanAudits()));
    }
    if (facts.lastSetAside().filter(at -> facts.now().isBefore(at.plus(setAside))).isPresent()) {
      return new Finding(
          false,
          "complaints were set aside already at "
              + facts.lastSetAside().get()
              + ", and came again");
    }
    if (facts.against() == AgentState.DEGRADED
        && trust.withoutComplaints() < bans.degradedScore()) {
      return new Finding(
          false,
          "without any complaint its score would be %.2f, which is below %s as well"
              .formatted(trust.withoutComplaints(), bans.degradedScore()));
    }
    return new Finding(
        true,
        "nothing is proved, and %.0f audits were clean: what clients said against it is set aside"
            .formatted(clean));
  }
}
