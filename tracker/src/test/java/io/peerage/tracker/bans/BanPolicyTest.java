package io.peerage.tracker.bans;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.message.AgentState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BanPolicyTest {
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final BanPolicy policy = new BanPolicy(BanParameters.DEFAULTS);
  private Instant now = START;

  @ParameterizedTest
  @EnumSource(
      value = AgentState.class,
      names = {"PROBATION", "TRUSTED"})
  void oneMismatchMeansQuarantineWithItsEvidence(AgentState state) {
    Judgement judgement = mismatch(Status.initial(state, START), "ev-1");
    assertThat(judgement.status().state()).isEqualTo(AgentState.QUARANTINE);
    assertThat(judgement.status().until()).isNull();
    Verdict verdict = judgement.verdict().orElseThrow();
    assertThat(verdict.from()).isEqualTo(state);
    assertThat(verdict.to()).isEqualTo(AgentState.QUARANTINE);
    assertThat(verdict.evidence()).containsExactly("ev-1");
    assertThat(verdict.reason()).contains("audit");
  }

  @Test
  void secondMismatchMeansABanOfADayOnBothPiecesOfEvidence() {
    Judgement judgement = mismatch(quarantined(), "ev-2");
    assertThat(judgement.status().state()).isEqualTo(AgentState.BANNED);
    Verdict verdict = judgement.verdict().orElseThrow();
    assertThat(verdict.evidence()).containsExactly("ev-1", "ev-2");
    assertThat(verdict.until()).isEqualTo(now.plus(DAY));
    assertThat(verdict.reason()).contains("ban 1 within 90d").doesNotContain("person");
  }

  @Test
  void banEndsInQuarantineExactlyOnTime() {
    Status banned = mismatch(quarantined(), "ev-2").status();
    now = START.plus(DAY).minusMillis(1);
    assertThat(timePasses(banned).verdict()).isEmpty();
    now = START.plus(DAY);
    Judgement judgement = timePasses(banned);
    assertThat(judgement.status().state()).isEqualTo(AgentState.QUARANTINE);
    assertThat(judgement.status().until()).isNull();
    assertThat(judgement.status().cleanAudits()).isZero();
    assertThat(judgement.verdict().orElseThrow().reason()).contains("ended");
  }

  @Test
  void bansGrowFourfoldAndTheFourthAsksForAPerson() {
    Status status = quarantined();
    for (int n = 1; n <= 4; n++) {
      Judgement judgement = mismatch(status, "ev-" + (n + 1));
      Verdict verdict = judgement.verdict().orElseThrow();
      assertThat(verdict.until()).isEqualTo(now.plus(DAY.multipliedBy((long) Math.pow(4, n - 1))));
      assertThat(verdict.reason().contains("a person should review")).isEqualTo(n == 4);
      now = now.plus(DAY.multipliedBy((long) Math.pow(4, n - 1)));
      status = timePasses(judgement.status()).status();
    }
    assertThat(status.state()).isEqualTo(AgentState.QUARANTINE);
  }

  @Test
  void strikesLapseAfterNinetyDays() {
    Status status = timePassesUntil(mismatch(quarantined(), "ev-2").status(), START.plus(DAY));
    now = START.plus(Duration.ofDays(91));
    Verdict verdict = mismatch(status, "ev-3").verdict().orElseThrow();
    assertThat(verdict.until()).isEqualTo(now.plus(DAY));
    assertThat(verdict.reason()).contains("ban 1 ");
  }

  @Test
  void quarantineEndsAfterFiftyNineCleanAuditsAndNotBefore() {
    Status status = quarantined();
    for (int i = 1; i <= 58; i++) {
      Judgement judgement = policy.judge(status, new Occurrence.AuditClean(), now);
      assertThat(judgement.verdict()).isEmpty();
      status = judgement.status();
      assertThat(status.cleanAudits()).isEqualTo(i);
    }
    Judgement last = policy.judge(status, new Occurrence.AuditClean(), now);
    assertThat(last.status().state()).isEqualTo(AgentState.PROBATION);
    assertThat(last.verdict().orElseThrow().reason()).contains("59 clean audits");
  }

  @Test
  void cleanAuditsDoNotCountOutsideQuarantine() {
    for (AgentState state : new AgentState[] {AgentState.PROBATION, AgentState.TRUSTED}) {
      Status status = Status.initial(state, START);
      assertThat(policy.judge(status, new Occurrence.AuditClean(), now))
          .isEqualTo(new Judgement(status, Optional.empty()));
    }
  }

  @Test
  void mismatchDuringABanAddsEvidenceOnly() {
    Status banned = mismatch(quarantined(), "ev-2").status();
    Judgement late = mismatch(banned, "ev-3");
    assertThat(late.verdict()).isEmpty();
    assertThat(late.status().until()).isEqualTo(banned.until());
    assertThat(late.status().evidence()).containsExactly("ev-1", "ev-2", "ev-3");
  }

  @ParameterizedTest
  @CsvSource({"30, 0.5, 5, true", "29.9, 0.9, 9, false", "99, 0.49, 9, false", "99, 0.9, 4, false"})
  void trustNeedsGoodAndCautionAndIndependentClients(
      double good, double lowerBound, int groups, boolean trusted) {
    Status status = Status.initial(AgentState.PROBATION, START);
    Judgement judgement =
        policy.judge(status, new Occurrence.ScoreReviewed(good, lowerBound, groups), now);
    assertThat(judgement.status().state())
        .isEqualTo(trusted ? AgentState.TRUSTED : AgentState.PROBATION);
    assertThat(judgement.verdict().isPresent()).isEqualTo(trusted);
  }

  @ParameterizedTest
  @EnumSource(
      value = AgentState.class,
      names = {"TRUSTED", "QUARANTINE", "BANNED"})
  void noScoreMovesAnAgentThatIsNotOnProbation(AgentState state) {
    Status status =
        new Status(
            state,
            START,
            state == AgentState.BANNED ? START.plus(DAY) : null,
            0,
            List.of(),
            List.of());
    for (double value : new double[] {0, 1, 1e6}) {
      Judgement judgement =
          policy.judge(status, new Occurrence.ScoreReviewed(value, value / 1e6, 1000), now);
      assertThat(judgement.status()).isEqualTo(status);
      assertThat(judgement.verdict()).isEmpty();
    }
  }

  @Test
  void evidenceBehindAStateIsBounded() {
    Status status = mismatch(quarantined(), "ev-2").status();
    for (int i = 3; i < 40; i++) {
      status = mismatch(status, "ev-" + i).status();
    }
    assertThat(status.evidence()).hasSize(10).endsWith("ev-39");
  }

  private Status quarantined() {
    return mismatch(Status.initial(AgentState.TRUSTED, START), "ev-1").status();
  }

  private Judgement mismatch(Status status, String evidence) {
    return policy.judge(status, new Occurrence.AuditMismatch(evidence), now);
  }

  private Judgement timePasses(Status status) {
    return policy.judge(status, new Occurrence.TimePassed(), now);
  }

  private Status timePassesUntil(Status status, Instant time) {
    now = time;
    return timePasses(status).status();
  }
}
