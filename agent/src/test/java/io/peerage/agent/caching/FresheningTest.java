package io.peerage.agent.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.caching.Freshening.Description;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FresheningTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static StoredHeader stored(String... fields) {
    return StoredHeader.of(
        200, HeaderFields.of(fields), HeaderFields.NONE, NOW, NOW, Duration.ZERO);
  }

  @Test
  void newFieldsReplaceTheirNamesakesButForThoseAboutTheBytes() {
    HeaderFields updated =
        Freshening.update(
            HeaderFields.of("A", "1", "A", "2", "B", "3", "Age", "9", "Content-Encoding", "gzip"),
            HeaderFields.of("a", "4", "C", "5", "Content-Encoding", "br", "Content-Length", "7"));
    assertThat(updated)
        .isEqualTo(HeaderFields.of("B", "3", "Content-Encoding", "gzip", "a", "4", "C", "5"));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"a\"', '\"a\"', true",
    "'\"a\"', '\"b\"', false",
    "'W/\"a\"', '\"a\"', false",
    "'\"a\"', 'W/\"b\"', true",
    "'\"a\"', '', true"
  })
  void notModifiedOfAnotherStrongTagIsAboutSomethingElse(String old, String now, boolean valid) {
    assertThat(
            Freshening.validates(
                stored("ETag", old),
                now.isEmpty() ? HeaderFields.NONE : HeaderFields.of("ETag", now)))
        .isEqualTo(valid);
  }

  @Test
  void headConfirmsOnlyByAValidator() {
    StoredHeader stored = stored("ETag", "\"a\"", "Last-Modified", "x");
    assertThat(Freshening.describe(stored, 10, HeaderFields.of("ETag", "\"a\"")))
        .isEqualTo(Description.SAME);
    assertThat(Freshening.describe(stored, 10, HeaderFields.of("ETag", "\"b\"")))
        .isEqualTo(Description.OTHER);
    assertThat(Freshening.describe(stored, 10, HeaderFields.of("Last-Modified", "y")))
        .isEqualTo(Description.OTHER);
    assertThat(
            Freshening.describe(
                stored, 10, HeaderFields.of("ETag", "\"a\"", "Content-Length", "11")))
        .isEqualTo(Description.OTHER);
    assertThat(Freshening.describe(stored, 10, HeaderFields.of("Content-Length", "10")))
        .isEqualTo(Description.UNKNOWN);
  }
}
