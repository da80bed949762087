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
  private static final ProofKind P1 = ProofKind.SIGNED_MISMATCH;

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
        policy.judge(
            status, new Occurrence.ScoreReviewed(good, lowerBound, groups, 1, 0, 0, 0), now);
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
            List.of(),
            List.of());
    for (double value : new double[] {0, 1, 1e6}) {
      Judgement judgement =
          policy.judge(
              status, new Occurrence.ScoreReviewed(value, value / 1e6, 1000, 1, 0.1, 9, 9), now);
      assertThat(judgement.status()).isEqualTo(status);
      assertThat(judgement.verdict()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ProofKind.class,
      names = {"EQUIVOCATION", "FALSE_ACCOUNTING"})
  void contradictionsAndFalseAccountsBanAtOnce(ProofKind kind) {
    for (AgentState state : AgentState.values()) {
      if (state != AgentState.BANNED) {
        Judgement judgement = proof(Status.initial(state, START), kind, "ev-p");
        assertThat(judgement.status().state()).isEqualTo(AgentState.BANNED);
        assertThat(judgement.verdict().orElseThrow().evidence()).containsExactly("ev-p");
        assertThat(judgement.status().until()).isEqualTo(START.plus(DAY));
      }
    }
  }

  @Test
  void secondSignedMismatchWithinThirtyDaysBansWhereverItFindsTheAgent() {
    Status status = proof(Status.initial(AgentState.TRUSTED, START), P1, "ev-1").status();
    assertThat(status.state()).isEqualTo(AgentState.QUARANTINE);
    for (int i = 0; i < 59; i++) {
      status = policy.judge(status, new Occurrence.AuditClean(), now).status();
    }
    assertThat(status.state()).isEqualTo(AgentState.PROBATION);
    now = START.plus(Duration.ofDays(31));
    assertThat(proof(status, P1, "ev-2").status().state()).isEqualTo(AgentState.QUARANTINE);
    now = START.plus(Duration.ofDays(29));
    assertThat(proof(status, P1, "ev-2").status().state()).isEqualTo(AgentState.BANNED);
  }

  @Test
  void fallenScoreDegradesAndARisenOneRestores() {
    Status trusted = Status.initial(AgentState.TRUSTED, START);
    assertThat(review(trusted, 0.3, 0, 0).verdict()).isEmpty();
    Status degraded = review(trusted, 0.29, 0, 0).status();
    assertThat(degraded.state()).isEqualTo(AgentState.DEGRADED);
    assertThat(review(degraded, 0.49, 0, 0).verdict()).isEmpty();
    assertThat(review(degraded, 0.5, 0, 0).status().state()).isEqualTo(AgentState.TRUSTED);
  }

  @Test
  void complaintsAgainstCleanAuditsContestForSixHours() {
    Status trusted = Status.initial(AgentState.TRUSTED, START);
    assertThat(review(trusted, 1, 0.3, 4).verdict()).isEmpty();
    assertThat(review(trusted, 1, 0.29, 5).verdict()).isEmpty();
    Status contested = review(trusted, 1, 0.3, 4.6).status();
    assertThat(contested.state()).isEqualTo(AgentState.CONTESTED);
    now = START.plus(Duration.ofHours(6)).minusMillis(1);
    assertThat(review(contested, 1, 0, 5).verdict()).isEmpty();
    now = START.plus(Duration.ofHours(6));
    assertThat(review(contested, 1, 0.15, 5).verdict()).isEmpty();
    assertThat(review(contested, 1, 0.14, 5).status().state()).isEqualTo(AgentState.PROBATION);
  }

  @Test
  void noScoreQuarantinesOrBans() {
    for (AgentState state : AgentState.values()) {
      for (double doubt : new double[] {0, 0.5, 1}) {
        AgentState to = review(Status.initial(state, START), 0, doubt, 100).status().state();
        assertThat(to.isOffered()).isEqualTo(state.isOffered());
      }
    }
  }

  @Test
  void upheldAppealTakesTheStrikeBack() {
    Status banned = mismatch(quarantined(), "ev-2").status();
    Judgement judgement =
        policy.judge(banned, new Occurrence.Overturned(START, "the content was at fault"), now);
    assertThat(judgement.status().state()).isEqualTo(AgentState.PROBATION);
    assertThat(judgement.status().bans()).isEmpty();
    assertThat(judgement.verdict().orElseThrow().reason()).contains("the content was at fault");
  }

  @Test
  void upheldAppealTakesBackTheStrikeOfABanThatIsOver() {
    Status banned = mismatch(quarantined(), "ev-2").status();
    now = START.plus(DAY);
    Status after = timePasses(banned).status();
    Occurrence upheld = new Occurrence.Overturned(START, "the content was at fault");
    assertThat(policy.judge(after, upheld, now).status().bans()).isEmpty();
    for (int i = 0; i < 59; i++) {
      after = policy.judge(after, new Occurrence.AuditClean(), now).status();
    }
    Judgement late = policy.judge(after, upheld, now);
    assertThat(late.verdict()).isEmpty();
    assertThat(late.status().state()).isEqualTo(AgentState.PROBATION);
    assertThat(late.status().bans()).isEmpty();
  }

  @Test
  void appealTakesNothingBackFromBeforeItsMatter() {
    Status banned = mismatch(quarantined(), "ev-2").status();
    now = START.plus(DAY);
    Status again = mismatch(timePasses(banned).status(), "ev-3").status();
    Occurrence upheld = new Occurrence.Overturned(now, "the second was wrong");
    assertThat(policy.judge(again, upheld, now).status().bans()).containsExactly(START);
  }

  @ParameterizedTest
  @EnumSource(AgentState.class)
  void complaintsSetAsideMoveOnlyThoseWhomComplaintsMoved(AgentState state) {
    Judgement judgement =
        policy.judge(
            Status.initial(state, START), new Occurrence.ComplaintsSetAside("slander"), now);
    boolean moved = state == AgentState.DEGRADED || state == AgentState.CONTESTED;
    assertThat(judgement.verdict().isPresent()).isEqualTo(moved);
    assertThat(judgement.status().state()).isEqualTo(moved ? AgentState.PROBATION : state);
  }

  @Test
  void banIsPermanentOnlyByAPersonAndOnlyFromTheFourth() {
    Status status = quarantined();
    for (int n = 1; n <= 4; n++) {
      status = mismatch(status, "ev-" + n).status();
      Judgement judgement = policy.judge(status, new Occurrence.MadePermanent("reviewed"), now);
      assertThat(judgement.verdict().isPresent()).isEqualTo(n == 4);
      if (n < 4) {
        now = now.plus(Duration.ofDays((long) Math.pow(4, n - 1)));
        status = timePasses(status).status();
      } else {
        now = now.plus(Duration.ofDays(10_000));
        assertThat(timePasses(judgement.status()).status().state()).isEqualTo(AgentState.BANNED);
      }
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

  private Judgement proof(Status status, ProofKind kind, String evidence) {
    return policy.judge(status, new Occurrence.Proof(kind, evidence), now);
  }

  private Judgement review(Status status, double score, double doubt, double cleanAudits) {
    return policy.judge(
        status, new Occurrence.ScoreReviewed(0, 0, 0, score, doubt, 5, cleanAudits), now);
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
