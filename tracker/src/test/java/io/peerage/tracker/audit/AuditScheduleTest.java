package io.peerage.tracker.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.protocol.message.AgentState;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditScheduleTest {
  private static final long NOW = 1_763_710_000_000L;
  private static final long MINUTE = 60_000;
  private final AuditSchedule schedule = new AuditSchedule(AuditParameters.DEFAULTS);
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void ordinaryAuditsComeAtTheirMeanRateAndTellNothingByTheirTimes() {
    int n = 20_000;
    double sum = 0;
    int withinMean = 0;
    AuditPlan due = new AuditPlan(NOW, 30 * MINUTE, 0, AuditPlan.NEVER);
    for (int i = 0; i < n; i++) {
      long wait = schedule.audited(due, AgentState.TRUSTED, NOW, random).nextMillis() - NOW;
      sum += wait;
      withinMean += wait < 30 * MINUTE ? 1 : 0;
    }
    assertThat(sum / n / MINUTE).isCloseTo(30, within(1.0));
    // Exponential: 1 - 1/e are shorter than the mean.
    assertThat((double) withinMean / n).isCloseTo(1 - Math.exp(-1), within(0.02));
  }

  @ParameterizedTest
  @EnumSource(
      value = AgentState.class,
      names = {"QUARANTINE", "CONTESTED"})
  void whoIsInDoubtIsAuditedMoreOftenFromTheMomentThatBegins(AgentState state) {
    AuditPlan plan = quiet();
    assertThat(schedule.adapt(plan, AgentState.TRUSTED, NOW, random)).isEqualTo(plan);
    assertThat(schedule.adapt(plan, AgentState.PROBATION, NOW, random)).isEqualTo(plan);
    double sum = 0;
    for (int i = 0; i < 5000; i++) {
      sum += schedule.adapt(plan, state, NOW, random).nextMillis() - NOW;
    }
    assertThat(sum / 5000 / MINUTE).isCloseTo(5, within(0.3));
  }

  @ParameterizedTest
  @EnumSource(
      value = AgentState.class,
      names = {"QUARANTINE", "CONTESTED"})
  void whoComesIntoDoubtIsNotAuditedLaterForIt(AgentState state) {
    AuditPlan soon = new AuditPlan(NOW + MINUTE, 30 * MINUTE, 0, AuditPlan.NEVER);
    for (int i = 0; i < 1000; i++) {
      assertThat(schedule.adapt(soon, state, NOW, random).nextMillis())
          .isBetween(NOW, soon.nextMillis());
    }
  }

  @Test
  void ofAContestedAgentOneClientsSuspicionIsEnough() {
    assertThat(schedule.suspected(quiet(), AgentState.CONTESTED, 0.3, 1, NOW, random).extra())
        .isEqualTo(5);
    assertThat(schedule.suspected(quiet(), AgentState.CONTESTED, 1, 0, NOW, random))
        .isEqualTo(quiet());
  }

  @Test
  void suspicionDrawsFiveAuditsAtOnce() {
    AuditPlan plan = schedule.suspected(quiet(), AgentState.TRUSTED, 0.3, 5, NOW, random);
    for (int i = 0; i < 5; i++) {
      assertThat(plan.isDue(NOW)).isTrue();
      plan = schedule.audited(plan, AgentState.TRUSTED, NOW, random);
    }
    assertThat(plan.isDue(NOW)).isFalse();
    assertThat(plan.nextMillis()).isEqualTo(quiet().nextMillis());
  }

  @Test
  void firstAuditComesSoon() {
    double sum = 0;
    for (int i = 0; i < 5000; i++) {
      sum += schedule.first(AgentState.PROBATION, NOW, random).nextMillis() - NOW;
    }
    assertThat(sum / 5000 / MINUTE).isCloseTo(1, within(0.1));
  }

  @Test
  void slightSuspicionHasTheNextAuditWithinTenMinutes() {
    AuditPlan plan = schedule.suspected(quiet(), AgentState.TRUSTED, 0.06, 5, NOW, random);
    assertThat(plan.extra()).isZero();
    assertThat(plan.nextMillis()).isBetween(NOW, NOW + 10 * MINUTE);
    assertThat(schedule.suspected(plan, AgentState.TRUSTED, 0.06, 5, NOW, random)).isEqualTo(plan);
  }

  @Test
  void suspicionOfTooFewOrTooLittleDrawsNone() {
    assertThat(schedule.suspected(quiet(), AgentState.TRUSTED, 1, 4, NOW, random))
        .isEqualTo(quiet());
    assertThat(schedule.suspected(quiet(), AgentState.TRUSTED, 0.049, 50, NOW, random))
        .isEqualTo(quiet());
  }

  @Test
  void suspicionDrawsAuditsOnceAnHour() {
    AuditPlan plan = schedule.suspected(quiet(), AgentState.TRUSTED, 1, 5, NOW, random);
    for (int i = 0; i < 5; i++) {
      plan = schedule.audited(plan, AgentState.TRUSTED, NOW, random);
    }
    assertThat(
            schedule.suspected(plan, AgentState.TRUSTED, 1, 5, NOW + 59 * MINUTE, random).extra())
        .isZero();
    assertThat(
            schedule.suspected(plan, AgentState.TRUSTED, 1, 5, NOW + 60 * MINUTE, random).extra())
        .isEqualTo(5);
  }

  @Test
  void afterAnOrdinaryAuditTheNextIsDrawnAnew() {
    AuditPlan due = new AuditPlan(NOW, 30 * MINUTE, 0, AuditPlan.NEVER);
    assertThat(due.isDue(NOW)).isTrue();
    AuditPlan next = schedule.audited(due, AgentState.TRUSTED, NOW, random);
    assertThat(next.nextMillis()).isBetween(NOW, NOW + 300 * MINUTE);
    assertThat(next.isDue(NOW)).isFalse();
  }

  private static AuditPlan quiet() {
    return new AuditPlan(NOW + 1000 * MINUTE, 30 * MINUTE, 0, AuditPlan.NEVER);
  }
}
