package io.peerage.adapter.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.adapter.admission.CircuitBreaker.Decision;
import io.peerage.adapter.admission.CircuitBreaker.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final BreakerSettings SETTINGS =
      new BreakerSettings(
          3, 50, 10, Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(8));

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final CircuitBreaker breaker = new CircuitBreaker(SETTINGS, now);

  @Test
  void opensAfterSoManyFailuresInARow() {
    fail(2);
    succeed(1);
    fail(2);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail(1);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(stopped()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void opensWhenFailuresAreTooLargeAShareOfWhatWasAskedLately() {
    for (int i = 0; i < 4; i++) {
      succeed(1);
      fail(1);
    }
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    succeed(1);
    fail(1);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void failuresBeforeTheWindowCountForNothing() {
    for (int i = 0; i < 100; i++) {
      fail(1);
      succeed(1);
      pass(Duration.ofSeconds(3));
    }
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void afterThePauseOneTrialDecides() {
    fail(3);
    pass(Duration.ofMillis(1999));
    assertThat(stopped()).isEqualTo(Duration.ofMillis(1));
    pass(Duration.ofMillis(1));
    Decision.Go trial = go();
    assertThat(trial.trial()).isTrue();
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.ask(now)).isInstanceOf(Decision.Stop.class);
    breaker.succeeded(trial.epoch(), now);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    fail(2);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void pauseDoublesWithEachTrialThatFailsUpToTheLongestAndIsForgottenAfterSuccess() {
    fail(3);
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pauses.add(stopped());
      pass(stopped());
      breaker.failed(go().epoch(), now);
    }
    assertThat(pauses)
        .containsExactly(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(8));
    pass(stopped());
    breaker.succeeded(go().epoch(), now);
    fail(3);
    assertThat(stopped()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void trialThatSaysNothingLetsAnotherThrough() {
    fail(3);
    pass(Duration.ofSeconds(2));
    breaker.abandoned(go());
    Decision.Go lost = go();
    // Nobody ever tells of it.
    assertThat(breaker.ask(now)).isInstanceOf(Decision.Stop.class);
    pass(SETTINGS.maxPause());
    Decision.Go next = go();
    assertThat(next.epoch()).isEqualTo(lost.epoch());
  }

  @Test
  void resultsFromBeforeTheLastChangeCountForNothing() {
    Decision.Go early = go();
    fail(3);
    breaker.succeeded(early.epoch(), now);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    pass(Duration.ofSeconds(2));
    Decision.Go trial = go();
    breaker.failed(early.epoch(), now);
    breaker.abandoned(early);
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.ask(now)).isInstanceOf(Decision.Stop.class);
    breaker.succeeded(trial.epoch(), now);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void clockThatIsSetBackDoesNotMakeThePauseLonger() {
    fail(3);
    now = now.minus(Duration.ofDays(1));
    assertThat(stopped()).isEqualTo(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));
    assertThat(breaker.ask(now)).isInstanceOf(Decision.Go.class);
  }

  @Test
  void offItNeverOpens() {
    CircuitBreaker off = new CircuitBreaker(BreakerSettings.OFF, now);
    for (int i = 0; i < 1000; i++) {
      Decision.Go go = (Decision.Go) off.ask(now);
      assertThat(off.failed(go.epoch(), now)).isFalse();
    }
  }

  /** An origin that dies and comes back: how much it is asked while dead, and how soon after. */
  @Test
  void deadOriginIsHardlyAskedAndSoonFoundAgain() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      CircuitBreaker simulated = new CircuitBreaker(SETTINGS, now);
      Instant died = now.plusSeconds(60);
      Instant back = died.plusSeconds(60);
      int askedWhileDead = 0;
      int refusedWhileWell = 0;
      Instant at = now;
      Instant found = Instant.MAX;
      while (at.isBefore(back.plusSeconds(60))) {
        at = at.plusMillis(1 + random.nextInt(20));
        boolean dead = !at.isBefore(died) && at.isBefore(back);
        switch (simulated.ask(at)) {
          case Decision.Go go -> {
            if (dead) {
              askedWhileDead++;
              simulated.failed(go.epoch(), at);
            } else {
              simulated.succeeded(go.epoch(), at);
              if (!at.isBefore(back) && at.isBefore(found)) {
                found = at;
              }
            }
          }
          case Decision.Stop _ -> {
            if (at.isBefore(died)) {
              refusedWhileWell++;
            }
          }
        }
      }
      assertThat(refusedWhileWell).as("seed " + seed).isZero();
      assertThat(askedWhileDead).as("seed " + seed).isLessThan(15);
      assertThat(found).as("seed " + seed).isBefore(back.plusSeconds(9));
      assertThat(simulated.state()).isEqualTo(State.CLOSED);
    }
  }

  @Test
  void wrongSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(3, 0, 1, 1000, 1000))
        .withMessageContaining("percent of 1 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(-1, 50, 1, 1000, 1000))
        .withMessageContaining("failures of 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(3, 50, 1, 2000, 1000))
        .withMessageContaining("maxPause");
  }

  private static BreakerSettings settings(
      int failures, int percent, int calls, long pauseMillis, long maxPauseMillis) {
    return new BreakerSettings(
        failures,
        percent,
        calls,
        Duration.ofSeconds(1),
        Duration.ofMillis(pauseMillis),
        Duration.ofMillis(maxPauseMillis));
  }

  private Decision.Go go() {
    return (Decision.Go) breaker.ask(now);
  }

  private Duration stopped() {
    return ((Decision.Stop) breaker.ask(now)).retryAfter();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(go().epoch(), now);
    }
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      breaker.succeeded(go().epoch(), now);
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
