package io.peerage.agent.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
  private static final Instant DATE = Instant.parse("2026-11-21T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | 60",
        "MAX-AGE=60 | 60",
        "max-age=\"60\" | 60",
        "public, max-age=60, s-maxage=5 | 5",
        "max-age=60, max-age=5 | 60",
        "max-age=99999999999999999999 | 2147483648",
        "max-age=-5 | 0",
        "max-age=x | 0",
        "max-age=60, no-cache | 0",
        "max-age=60, no-store | 0",
        "max-age=60, private | 0",
        "x=\"max-age=60\" | 0",
        "foo, bar=\"a,b\", max-age=7 | 7",
      })
  void lifetimeComesFromTheDirectives(String control, long seconds) {
    assertThat(of(Map.of("cache-control", control)).lifetime())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void expiresCountsOnlyWithoutMaxAge() {
    String inAMinute = "Sat, 21 Nov 2026 12:01:00 GMT";
    assertThat(of(Map.of("expires", inAMinute)).lifetime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(of(Map.of("expires", inAMinute, "cache-control", "max-age=5")).lifetime())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(of(Map.of("expires", "0")).lifetime()).isZero();
    assertThat(of(Map.of("expires", "Sat, 21 Nov 2026 11:00:00 GMT")).lifetime()).isZero();
  }

  @Test
  void whatIsSaidToSharedCachesGoesBeforeWhatIsSaidToAll() {
    assertThat(
            of(Map.of("cdn-cache-control", "max-age=5", "cache-control", "max-age=60")).lifetime())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(
            of(Map.of("cdn-cache-control", "public", "expires", "Sat, 21 Nov 2026 12:01:00 GMT"))
                .lifetime())
        .isZero();
  }

  @Test
  void heuristicIsATenthOfTheAgeAndAtMostADay() {
    assertThat(of(Map.of("last-modified", "Sat, 21 Nov 2026 02:00:00 GMT")).lifetime())
        .isEqualTo(Duration.ofHours(1));
    assertThat(of(Map.of("last-modified", "Mon, 01 Jan 2001 00:00:00 GMT")).lifetime())
        .isEqualTo(Duration.ofDays(1));
    assertThat(of(Map.of()).lifetime()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=1 | 3600",
        "max-age=1, stale-if-error=30 | 30",
        "max-age=1, must-revalidate | 0",
        "max-age=1, proxy-revalidate, stale-if-error=30 | 0",
        "s-maxage=1, stale-if-error=30 | 0",
        "no-cache | 0",
      })
  void staleIsServedOnErrorOnlyAsFarAsAllowed(String control, long seconds) {
    assertThat(of(Map.of("cache-control", control)).mayServeStale())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  private static Freshness of(Map<String, String> fields) {
    return Freshness.of(name -> Optional.ofNullable(fields.get(name)), DATE, Duration.ofHours(1));
  }
}
