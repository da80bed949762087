package io.peerage.tracker.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.TrustChanges;
import io.peerage.tracker.trust.TrustEvent;
import io.peerage.tracker.trust.TrustParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowTest {
  private static final AgentId AGENT = new AgentId("agent");

  /** Two clean audits lead out of quarantine. */
  private static final BanParameters LENIENT =
      new BanParameters(
          2,
          BanParameters.DEFAULTS.firstBan(),
          BanParameters.DEFAULTS.banGrowth(),
          BanParameters.DEFAULTS.strikeWindow(),
          BanParameters.DEFAULTS.strikesForReview(),
          BanParameters.DEFAULTS.trustedGood(),
          BanParameters.DEFAULTS.trustedLowerBound(),
          BanParameters.DEFAULTS.trustedClientGroups(),
          BanParameters.DEFAULTS.degradedScore(),
          BanParameters.DEFAULTS.restoredScore(),
          BanParameters.DEFAULTS.contestedDoubt(),
          BanParameters.DEFAULTS.contestedGroups(),
          BanParameters.DEFAULTS.contestedCleanAudits(),
          BanParameters.DEFAULTS.contestedFor(),
          BanParameters.DEFAULTS.proofWindow());

  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private final Map<AgentId, Status> active = new HashMap<>();
  private final Shadow shadow =
      new Shadow(
          new ShadowParameters(true, TrustParameters.DEFAULTS, LENIENT),
          BrakeParameters.DEFAULTS,
          TrustChanges.NONE,
          Map.of(),
          () -> now);

  @Test
  void agentThatOnlyTheShadowLetsOutOfQuarantineIsSeenToDifferWithBothReasons() {
    quarantined();
    assertThat(view().differing()).isZero();

    shadow.happened(AGENT, new Occurrence.AuditClean());
    shadow.happened(AGENT, new Occurrence.AuditClean());
    endRound();
    assertThat(view().compared()).isEqualTo(1);
    assertThat(view().differing()).isEqualTo(1);
    Divergence divergence = view().open().getFirst();
    assertThat(divergence.agent()).isEqualTo(AGENT);
    assertThat(divergence.since()).isEqualTo(now);
    assertThat(divergence.until()).isNull();
    assertThat(divergence.active()).isEqualTo(AgentState.QUARANTINE);
    assertThat(divergence.activeWhy()).isEqualTo("why QUARANTINE");
    assertThat(divergence.shadow()).isEqualTo(AgentState.PROBATION);
    assertThat(divergence.shadowWhy()).startsWith("2 clean audits in a row");
  }

  @Test
  void divergenceThatLastsIsOneAndEndsWhenTheTwoAgreeAgain() {
    quarantined();
    shadow.happened(AGENT, new Occurrence.AuditClean());
    shadow.happened(AGENT, new Occurrence.AuditClean());
    endRound();
    Instant since = now;
    endRound();
    assertThat(shadow.begun()).isEqualTo(1);
    assertThat(view().open().getFirst().since()).isEqualTo(since);

    active.put(AGENT, Status.initial(AgentState.PROBATION, now));
    endRound();
    assertThat(view().open()).isEmpty();
    assertThat(view().ended()).extracting(Divergence::until).containsExactly(now);
    assertThat(shadow.begun()).isEqualTo(1);
    assertThat(shadow.differing()).isZero();
  }

  @Test
  void shadowHasScoresOfItsOwnOfTheSameEvidence() {
    for (int i = 0; i < 8; i++) {
      place(new AgentId("client-" + i), i);
    }
    place(AGENT, 99);
    active.put(AGENT, Status.initial(AgentState.TRUSTED, now));
    endRound();
    for (int i = 0; i < 8; i++) {
      shadow.heard(
          new TrustEvent.Observed(
              new AgentId("client-" + i), List.of(new Observation(AGENT, 0, 0, 5, 0, 0))));
    }
    endRound();
    assertThat(view().open().getFirst().shadow()).isEqualTo(AgentState.DEGRADED);
    assertThat(view().open().getFirst().shadowWhy()).startsWith("its score fell to");
  }

  @Test
  void forgottenAgentDiffersNoMore() {
    quarantined();
    shadow.happened(AGENT, new Occurrence.AuditClean());
    shadow.happened(AGENT, new Occurrence.AuditClean());
    endRound();
    shadow.heard(new TrustEvent.Forgotten(AGENT));
    active.remove(AGENT);
    endRound();
    assertThat(view().differing()).isZero();
    assertThat(view().ended()).hasSize(1);
  }

  @Test
  void trackerWithoutAShadowSaysSo() {
    assertThat(Shadow.view(Optional.empty(), 10).enabled()).isFalse();
  }

  private void quarantined() {
    active.put(AGENT, Status.initial(AgentState.PROBATION, now));
    endRound();
    shadow.happened(AGENT, new Occurrence.AuditMismatch("ev-1"));
    active.put(AGENT, Status.initial(AgentState.QUARANTINE, now));
    endRound();
  }

  private void place(AgentId agent, int number) {
    shadow.heard(
        new TrustEvent.Placed(
            new Caller(
                agent,
                new Account("account-" + number),
                new NetworkGroup("10.0." + number + ".0/24"))));
  }

  private void endRound() {
    now = now.plus(Duration.ofMinutes(1));
    shadow.endRound(active, agent -> "why " + stateOf(agent));
  }

  private AgentState stateOf(AgentId agent) {
    Status status = active.get(agent);
    return status == null ? AgentState.BANNED : status.state();
  }

  private ShadowView view() {
    return Shadow.view(Optional.of(shadow), 10);
  }
}
