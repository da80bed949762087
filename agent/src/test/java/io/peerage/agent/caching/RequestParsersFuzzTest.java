package io.peerage.agent.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever stands in a field, the parsers of what clients and origins send give a value within its
 * bounds, in time, and throw nothing. The texts are random mixtures of what the grammars are made
 * of, each from a seed, so that a failure can be had again.
 */
class RequestParsersFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int ROUNDS = 20_000;
  private static final String[] PIECES = {
    "bytes=",
    "bytes",
    "=",
    "-",
    ",",
    ", ",
    "0",
    "1",
    "9",
    "499",
    "9223372036854775807",
    "99999999999999999999",
    "-0",
    "W/",
    "w/",
    "\"",
    "\"a\"",
    "\"\u00e9\"",
    "\\",
    "\\\"",
    "*",
    "max-age",
    "no-cache",
    "s-maxage",
    "stale-if-error",
    "private",
    "?1",
    "?0",
    ":AAA=:",
    "(",
    ")",
    "a;b=c",
    ";",
    "1.5",
    "-7",
    "Sun",
    "Sunday",
    "06",
    " Nov ",
    "Nov",
    "1994",
    "94",
    "08:49:37",
    "GMT",
    "+0000",
    " ",
    "  ",
    "\t",
    "\u0000",
    "\u007f",
    "\u20ac",
    "a",
    "Z",
    "%",
    "@",
    "'",
  };

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append(
          random.nextInt(9) == 0
              ? String.valueOf((char) random.nextInt(256))
              : PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void rangesLieWithinTheRepresentation(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      long length = random.nextInt(4) == 0 ? 0 : random.nextLong(1, 1L << random.nextInt(1, 62));
      String field = (random.nextBoolean() ? "bytes=" : "") + text(random);
      switch (ByteRange.parse(Optional.of(field), length)) {
        case ByteRange.Asked.Parts(List<ByteRange> ranges) -> {
          assertThat(ranges).as(field).isNotEmpty().hasSizeLessThanOrEqualTo(32);
          long total = 0;
          for (ByteRange range : ranges) {
            assertThat(range.from()).as(field).isBetween(0L, range.end() - 1);
            assertThat(range.end()).as(field).isLessThanOrEqualTo(length);
            total += range.length();
          }
          assertThat(total).as(field).isLessThanOrEqualTo(length);
        }
        case ByteRange.Asked.Everything _, ByteRange.Asked.Unsatisfiable _ -> {}
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void directivesTagsAndDatesAreReadOrNot(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      String text = text(random);
      CacheControl control = CacheControl.parse(text);
      for (String directive : new String[] {"max-age", "s-maxage", "stale-if-error"}) {
        control
            .seconds(directive)
            .ifPresent(seconds -> assertThat(seconds).as(text).isNotNegative());
      }
      var _ = control.fieldsOf("private");
      var _ = control.hasWhole("no-cache");
      TargetedControl.parse(text)
          .flatMap(targeted -> targeted.seconds("max-age"))
          .ifPresent(seconds -> assertThat(seconds).as(text).isNotNegative());
      EntityTag.parse(text)
          .ifPresent(tag -> {
            assertThat(tag.matchesWeakly(tag)).isTrue();
            assertThat(tag.matchesStrongly(tag)).isEqualTo(!tag.weak());
          });
      assertThat(EntityTag.parseList(text)).as(text).hasSizeLessThanOrEqualTo(text.length());
      HttpDate.parse(text, NOW)
          .ifPresent(date ->
              assertThat(date)
                  .as(text)
                  .isBetween(
                      Instant.parse("0000-01-01T00:00:00Z"),
                      Instant.parse("9999-12-31T23:59:59Z")));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void requestsAndVariantsAreReadWhateverTheirFields(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS / 4; i++) {
      HeaderFields request =
          HeaderFields.of(
              "Cache-Control",
              text(random),
              "Accept-Encoding",
              text(random),
              "Pragma",
              text(random),
              "Accept",
              text(random));
      HeaderFields response = HeaderFields.of("Vary", "Accept, Accept-Encoding, " + text(random));
      assertThat(CacheRequest.of("GET", request).method()).isEqualTo("GET");
      if (!Variance.isStar(response)) {
        // Who asked is who may have it.
        assertThat(Variance.of(response, request).matches(request, response))
            .as("%s %s", request, response)
            .isTrue();
      }
    }
  }

  /** Long nonsense costs no more than its length: no pattern goes back and forth in it. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "\"", ",", "0-,", "W/\"", " ", "(", "\\", "a=", "\"a\","})
  void longNonsenseIsReadInTime(String piece) {
    String text = piece.repeat(30_000 / piece.length());
    long start = System.nanoTime();
    var _ = ByteRange.parse(Optional.of("bytes=" + text), 1000);
    var _ = CacheControl.parse(text);
    var _ = TargetedControl.parse(text);
    var _ = EntityTag.parse(text);
    var _ = EntityTag.parseList(text);
    var _ = HttpDate.parse(text, NOW);
    // Milliseconds; seconds would be a pattern that explodes.
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }
}
