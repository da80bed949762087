package io.peerage.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.testing.FakeClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T09:00:00Z"));

  @Test
  void callerMayCallInABurstAndThenAtItsRate() {
    RequestRate<String> rate = new RequestRate<>(60, 5, nanos::get);
    for (int i = 0; i < 5; i++) {
      assertThat(rate.hasRoom("a")).isTrue();
      assertThat(rate.admit("a")).isTrue();
    }
    assertThat(rate.hasRoom("a")).isFalse();
    assertThat(rate.admit("a")).isFalse();
    assertThat(rate.admit("b")).isTrue();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(rate.admit("a")).isTrue();
    assertThat(rate.admit("a")).isFalse();
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    for (int i = 0; i < 5; i++) {
      assertThat(rate.admit("a")).isTrue();
    }
    assertThat(rate.admit("a")).isFalse();
  }

  @Test
  void sessionEndsAfterItsLifetimeOrWhenSignedOut() {
    Sessions sessions = new Sessions(Duration.ofHours(1), 10, clock, new SecureRandom());
    String session = sessions.start();
    assertThat(session).matches("[0-9a-f]{64}");
    assertThat(sessions.isOpen(session)).isTrue();
    assertThat(sessions.isOpen("other")).isFalse();
    clock.advance(Duration.ofHours(1));
    assertThat(sessions.isOpen(session)).isFalse();
    String other = sessions.start();
    sessions.end(other);
    assertThat(sessions.isOpen(other)).isFalse();
  }

  @Test
  void sessionOverTheLimitEndsTheOldest() {
    Sessions sessions = new Sessions(Duration.ofHours(1), 2, clock, new SecureRandom());
    String first = sessions.start();
    String second = sessions.start();
    String third = sessions.start();
    assertThat(sessions.isOpen(first)).isFalse();
    assertThat(sessions.isOpen(second)).isTrue();
    assertThat(sessions.isOpen(third)).isTrue();
  }
}
