package io.peerage.adapter.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.ReplayHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private final SigningRules rules =
      new SigningRules(
          List.of(PathPattern.parse("/**")),
          List.of(),
          0,
          1000,
          Set.of("accept-encoding"),
          Set.of("x-request-id"),
          Duration.ofSeconds(10));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cache-control | private",
        "cache-control | no-store",
        "cdn-cache-control | no-store",
        "set-cookie | a=b",
        "vary | *",
        "vary | accept-encoding, cookie",
      })
  void whatIsNotTheSameForAllIsNotSigned(String name, String value) {
    assertThat(decide(Map.of(name, value))).isInstanceOf(SigningRules.Verdict.Pass.class);
  }

  @Test
  void whatIsTooLongIsNotSigned() {
    assertThat(rules.decide(Map.of(), OptionalLong.of(1001), NOW))
        .isInstanceOf(SigningRules.Verdict.Pass.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | | 60",
        "max-age=60, s-maxage=30 | | 30",
        "max-age=60 | max-age=5 | 5",
        "'' | max-age=5 | 5",
        "no-cache | | 0",
      })
  void freshnessIsWhatTheOriginSays(String control, String targeted, long seconds) {
    SigningRules.Verdict.Sign sign =
        signed(
            Map.of(
                "cache-control", control, "cdn-cache-control", targeted == null ? "" : targeted));
    assertThat(sign.freshness()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void agentsAreToldTheFreshnessThatTheOriginLeavesOpen() {
    assertThat(signed(Map.of()).headers().get("cdn-cache-control")).contains("max-age=10");
    ReplayHeaders open = signed(Map.of("cache-control", "public")).headers();
    assertThat(open.get("cdn-cache-control")).contains("public, max-age=10");
    assertThat(open.get("cache-control")).contains("public");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cache-control | max-age=60",
        "cdn-cache-control | max-age=60",
        "expires | Sat, 21 Nov 2026 12:01:00 GMT",
      })
  void whatTheOriginSaidItselfIsLeftAsItIs(String name, String value) {
    ReplayHeaders headers = signed(Map.of(name, value)).headers();
    assertThat(headers.get(name)).contains(value);
    if (!name.equals("cdn-cache-control")) {
      assertThat(headers.get("cdn-cache-control")).isEmpty();
    }
  }

  @Test
  void fieldsThatDifferFromAnswerToAnswerAreNotReplayed() {
    ReplayHeaders headers =
        signed(
                Map.of(
                    "x-request-id", "1",
                    "content-type", "video/mp2t",
                    "cache-control", "max-age=60",
                    "expires", "Sat, 21 Nov 2026 12:01:00 GMT"))
            .headers();
    assertThat(headers.get("x-request-id")).isEmpty();
    assertThat(headers.get("expires")).isEmpty();
    assertThat(headers.get("content-type")).contains("video/mp2t");
  }

  private SigningRules.Verdict decide(Map<String, String> fields) {
    return rules.decide(fields, OptionalLong.of(100), NOW);
  }

  private SigningRules.Verdict.Sign signed(Map<String, String> fields) {
    return (SigningRules.Verdict.Sign) decide(fields);
  }

  @ParameterizedTest
  @CsvSource({
    "/vod/a.ts, true",
    "/private/a.ts, false",
    "/%70rivate/a.ts, false",
    "/vod/../private/a.ts, false",
    "/private;v=1/a.ts, false",
    "/vod;v=1/a.ts, true",
  })
  void whatIsExcludedIsSoHoweverItIsSpelt(String path, boolean covered) {
    SigningRules some =
        new SigningRules(
            List.of(PathPattern.parse("/**")),
            List.of(PathPattern.parse("/private/**")),
            0,
            1000,
            Set.of(),
            Set.of(),
            Duration.ofSeconds(10));
    assertThat(some.covers(new ObjectPath(path))).isEqualTo(covered);
  }
}
