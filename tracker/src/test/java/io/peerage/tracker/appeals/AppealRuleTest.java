package io.peerage.tracker.appeals;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.trust.Explanation;
import io.peerage.tracker.trust.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppealRuleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final EvidenceCheck HOLDS = new EvidenceCheck("ev-1", true, "block 5");
  private static final EvidenceCheck FORGED = new EvidenceCheck("ev-2", false, "not signed");

  private final AppealRule rule = new AppealRule(BanParameters.DEFAULTS, AppealParameters.DEFAULTS);

  @ParameterizedTest
  @EnumSource(
      value = AgentState.class,
      names = {"QUARANTINE", "BANNED"})
  void banFallsByTheProgramOnlyWhenNoneOfItsEvidenceHolds(AgentState state) {
    assertThat(judge(state, List.of(FORGED), 0).upheld()).isTrue();
    assertThat(judge(state, List.of(FORGED), 0).reason()).contains("ev-2: not signed");
    assertThat(judge(state, List.of(), 0).upheld()).isTrue();
    assertThat(judge(state, List.of(HOLDS), 99).upheld()).isFalse();
    assertThat(judge(state, List.of(HOLDS, FORGED), 99).reason())
        .contains("1 of 2 evidence files hold")
        .contains("ev-1");
  }

  @ParameterizedTest
  @EnumSource(
      value = AgentState.class,
      names = {"CONTESTED", "DEGRADED"})
  void slanderedAgentWithCleanAuditsAndNoProofIsUpheld(AgentState state) {
    assertThat(judge(state, List.of(), 5).upheld()).isTrue();
    assertThat(judge(state, List.of(FORGED), 5).upheld()).isTrue();
    assertThat(judge(state, List.of(), 4.4).upheld()).isFalse();
    assertThat(judge(state, List.of(HOLDS), 50).upheld()).isFalse();
  }

  @Test
  void stateThatGotWorseMeanwhileRestsOnItsEvidence() {
    AppealRule.Facts facts =
        new AppealRule.Facts(
            AgentState.CONTESTED,
            AgentState.QUARANTINE,
            List.of(HOLDS),
            Optional.of(trust(9, 0.9)),
            Optional.empty(),
            NOW);
    assertThat(rule.judge(facts).upheld()).isFalse();
  }

  @Test
  void complaintsAreSetAsideByTheProgramOnceInAWhile() {
    Instant lately = NOW.minus(Duration.ofDays(7)).plusMillis(1);
    assertThat(contested(Optional.of(lately)).upheld()).isFalse();
    assertThat(contested(Optional.of(lately)).reason()).contains("already");
    assertThat(contested(Optional.of(lately.minusMillis(1))).upheld()).isTrue();
  }

  @Test
  void scoreThatFadedIsNoSlander() {
    AppealRule.Facts facts =
        new AppealRule.Facts(
            AgentState.DEGRADED,
            AgentState.DEGRADED,
            List.of(),
            Optional.of(trust(9, 0.2)),
            Optional.empty(),
            NOW);
    assertThat(rule.judge(facts).upheld()).isFalse();
    assertThat(rule.judge(facts).reason()).contains("0.20");
  }

  @Test
  void ofAStrangerThePersonDecides() {
    AppealRule.Facts facts =
        new AppealRule.Facts(
            AgentState.CONTESTED,
            AgentState.CONTESTED,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            NOW);
    assertThat(rule.judge(facts).upheld()).isFalse();
  }

  private AppealRule.Finding contested(Optional<Instant> lastSetAside) {
    return rule.judge(
        new AppealRule.Facts(
            AgentState.CONTESTED,
            AgentState.CONTESTED,
            List.of(),
            Optional.of(trust(9, 0.9)),
            lastSetAside,
            NOW));
  }

  private AppealRule.Finding judge(
      AgentState state, List<EvidenceCheck> evidence, double cleanAudits) {
    return rule.judge(
        new AppealRule.Facts(
            state, state, evidence, Optional.of(trust(cleanAudits, 0.9)), Optional.empty(), NOW));
  }

  private static Explanation trust(double cleanAudits, double withoutComplaints) {
    Score score = new Score(0.2, 0.9, 0.8, 9, 1, 1, 5, 5, cleanAudits, 0.1, 0.5, 0.25);
    return new Explanation(score, 1, 1, 0, 5, withoutComplaints, List.of());
  }
}
