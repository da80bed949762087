package io.peerage.agent.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheDecisionTest {
  private static final Instant ARRIVED = Instant.parse("2026-11-21T12:00:00Z");
  private static final String DATE = "Sat, 21 Nov 2026 12:00:00 GMT";

  private static StoredHeader stored(String control) {
    return StoredHeader.of(
        200,
        HeaderFields.of("Date", DATE, "Cache-Control", control),
        HeaderFields.NONE,
        ARRIVED,
        ARRIVED,
        Duration.ofSeconds(100));
  }

  private static CacheRequest request(String control) {
    return CacheRequest.of(
        "GET", control.isEmpty() ? HeaderFields.NONE : HeaderFields.of("Cache-Control", control));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        // what the response says | what the request says | seconds later | decision
        "max-age=10 | '' | 9 | Serve[]",
        "max-age=10 | '' | 10 | Revalidate[why=STALE]",
        "max-age=10, no-cache | '' | 1 | Revalidate[why=STALE]",
        "max-age=10, no-cache=\"x\" | '' | 1 | Serve[]",
        "max-age=10 | no-cache | 1 | Revalidate[why=REQUEST]",
        "max-age=10 | no-store | 1 | Fetch[]",
        "max-age=10 | max-age=5 | 4 | Serve[]",
        "max-age=10 | max-age=5 | 5 | Revalidate[why=REQUEST]",
        "max-age=10 | max-age=0 | 0 | Revalidate[why=REQUEST]",
        "max-age=10 | min-fresh=5 | 5 | Serve[]",
        "max-age=10 | min-fresh=5 | 6 | Revalidate[why=REQUEST]",
        "max-age=10 | max-stale=5 | 14 | Serve[]",
        "max-age=10 | max-stale=5 | 15 | Revalidate[why=STALE]",
        "max-age=10 | max-stale | 9999 | Serve[]",
        "max-age=10, must-revalidate | max-stale | 11 | Revalidate[why=STALE]",
        "max-age=10, stale-while-revalidate=5 | '' | 14 | ServeWhileRevalidating[]",
        "max-age=10, stale-while-revalidate=5 | '' | 15 | Revalidate[why=STALE]",
        "s-maxage=10, stale-while-revalidate=5 | '' | 14 | Revalidate[why=STALE]",
        "max-age=10 | only-if-cached | 9 | Serve[]",
        "max-age=10 | only-if-cached | 11 | NotStored[]",
        "null | only-if-cached | 0 | NotStored[]",
        "null | '' | 0 | Fetch[]",
      })
  void decides(String response, String request, long seconds, String decision) {
    assertThat(
            CacheDecision.decide(
                    request(request),
                    Optional.ofNullable(response).map(CacheDecisionTest::stored),
                    ARRIVED.plusSeconds(seconds))
                .toString())
        .isEqualTo(decision);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=10 | '' | 109 | true",
        "max-age=10 | '' | 110 | false",
        "max-age=10, stale-if-error=5 | '' | 14 | true",
        "max-age=10, stale-if-error=5 | '' | 15 | false",
        "max-age=10, stale-if-error=5 | stale-if-error=50 | 59 | true",
        "max-age=10, must-revalidate | '' | 11 | false",
        "max-age=10, proxy-revalidate, stale-if-error=50 | '' | 11 | false",
        "s-maxage=10 | '' | 11 | false",
        "no-cache | '' | 0 | false",
        "max-age=10 | no-cache | 11 | false",
      })
  void saysWhatMayBeServedWhenTheOriginFails(
      String response, String request, long seconds, boolean may) {
    assertThat(
            CacheDecision.mayServeOnError(
                request(request), stored(response), ARRIVED.plusSeconds(seconds)))
        .isEqualTo(may);
  }

  @Test
  void whatMustBeValidatedIsNeverServedStale() {
    Random random = new Random(7);
    String[] strict = {"must-revalidate", "proxy-revalidate", "s-maxage=5", "no-cache"};
    String[] wants = {"", "max-stale", "max-stale=999", "stale-if-error=999", "max-age=999"};
    for (int i = 0; i < 10_000; i++) {
      StoredHeader stored =
          stored(
              "max-age=5, stale-while-revalidate=999, stale-if-error=999, "
                  + strict[random.nextInt(strict.length)]);
      CacheRequest request = request(wants[random.nextInt(wants.length)]);
      Instant now = ARRIVED.plusSeconds(5 + random.nextInt(1000));
      assertThat(CacheDecision.decide(request, Optional.of(stored), now))
          .isInstanceOf(CacheDecision.Revalidate.class);
      assertThat(CacheDecision.mayServeOnError(request, stored, now)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7200 | 7200",
        "'7200, 0' | 7200",
        "'0, 7200' | 0",
        "abc | 0",
        "-7200 | 0",
        "7200.0 | 0",
        "2147483649 | 2147483648",
        "7200;a=b | 0",
      })
  void ageIsTheFirstNumberIfItIsOne(String field, long seconds) {
    StoredHeader header =
        StoredHeader.of(
            200,
            HeaderFields.of("Date", DATE, "Age", field, "Age", "5"),
            HeaderFields.NONE,
            ARRIVED,
            ARRIVED,
            Duration.ZERO);
    assertThat(header.age(ARRIVED)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(header.age(ARRIVED.plusSeconds(3))).isEqualTo(Duration.ofSeconds(seconds + 3));
  }

  @Test
  void slowAnswerIsOlderThanItsFieldSays() {
    StoredHeader header =
        StoredHeader.of(
            200,
            HeaderFields.of("Date", DATE, "Age", "10"),
            HeaderFields.NONE,
            ARRIVED.minusSeconds(4),
            ARRIVED,
            Duration.ZERO);
    assertThat(header.age(ARRIVED)).isEqualTo(Duration.ofSeconds(14));
  }
}
