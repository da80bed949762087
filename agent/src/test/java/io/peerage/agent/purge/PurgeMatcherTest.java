package io.peerage.agent.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Purge.Kind;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeMatcherTest {
  private static final SiteName SITE = new SiteName("media.example");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static Function<String, Optional<String>> fields(Map<String, String> fields) {
    return name -> Optional.ofNullable(fields.get(name));
  }

  private static boolean hits(Kind kind, String value, String target, String tags) {
    return PurgeMatcher.hits(
        new Purge(SITE, kind, value, Mode.HARD),
        SITE,
        target,
        fields(Map.of("surrogate-key", tags)));
  }

  @ParameterizedTest
  @CsvSource({
    "URL, /a, /a, true",
    "URL, /a, /a?b=1, false",
    "URL, /a?b=1, /a?b=1, true",
    "URL, /a?b=1, /a, false",
    "URL, /a, /a/, false",
    "URL, /a, /A, false",
    "URL, /%61, /a, false",
    "PREFIX, /a, /a, true",
    "PREFIX, /a, /ab?c, true",
    "PREFIX, /a/, /a/b, true",
    "PREFIX, /a/, /a, false",
    "PREFIX, /a?b, /a?bc=1, true",
    "PREFIX, /, /anything?at=all, true",
    "TAG, /a, /a, false",
  })
  void targetsAreComparedToTheLetter(Kind kind, String value, String target, boolean hit) {
    assertThat(hits(kind, value, target, "")).isEqualTo(hit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "film-1 | film-1 | true",
        "film-1 | film-1 film-2 | true",
        "film-2 | film-1 film-2 | true",
        "film-2 | film-1,film-2 | true",
        "film-2 | film-1, film-2, film-3 | true",
        "film-2 | film-1   film-2\tfilm-3 | true",
        "film | film-1 film-2 | false",
        "film | film-1 film | true",
        "ilm-1 | film-1 | false",
        "Film-1 | film-1 | false",
        "a | aa aaa | false",
        "a | aa aaa a | true",
      })
  void tagsAreWholeWords(String tag, String field, boolean hit) {
    assertThat(hits(Kind.TAG, tag, "/x", field)).isEqualTo(hit);
    assertThat(
            PurgeMatcher.hits(
                new Purge(SITE, Kind.TAG, tag, Mode.HARD),
                SITE,
                "/x",
                fields(Map.of("cache-tag", field))))
        .isEqualTo(hit);
  }

  @Test
  void otherSitesAreNotHit() {
    assertThat(
            PurgeMatcher.hits(
                new Purge(new SiteName("other.example"), Kind.PREFIX, "/", Mode.HARD),
                SITE,
                "/a",
                _ -> Optional.empty()))
        .isFalse();
  }

  /** The search in the field agrees with taking it apart. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tagsAreFoundAsBySplitting(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder field = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        field.append("ab ,".charAt(random.nextInt(4)));
      }
      String tag = random.nextBoolean() ? "a" : random.nextBoolean() ? "ab" : "aa";
      assertThat(hits(Kind.TAG, tag, "/", field.toString()))
          .as("\"%s\" in \"%s\"", tag, field)
          .isEqualTo(List.of(field.toString().split("[ ,]+", -1)).contains(tag));
    }
  }

  @Test
  void hardWinsOverSoftAndTheLastTimeCounts() {
    PurgeLog.Entry soft = entry(7, NOW.plusSeconds(9), Mode.SOFT, "/a");
    PurgeLog.Entry hard = entry(8, NOW, Mode.HARD, "/a");
    assertThat(judge(List.of(soft, hard)))
        .contains(new PurgeMatcher.Hit(Mode.HARD, NOW.plusSeconds(9)));
    assertThat(judge(List.of(soft))).contains(new PurgeMatcher.Hit(Mode.SOFT, soft.at()));
    assertThat(judge(List.of(entry(9, NOW, Mode.HARD, "/b")))).isEmpty();
    assertThat(judge(List.of(new PurgeLog.Entry(9, NOW, Optional.empty()))))
        .contains(new PurgeMatcher.Hit(Mode.SOFT, NOW));
  }

  private static Optional<PurgeMatcher.Hit> judge(List<PurgeLog.Entry> entries) {
    return PurgeMatcher.judge(entries, SITE, "/a", _ -> Optional.empty());
  }

  private static PurgeLog.Entry entry(long id, Instant at, Mode mode, String path) {
    return new PurgeLog.Entry(id, at, Optional.of(new Purge(SITE, Kind.URL, path, mode)));
  }
}
