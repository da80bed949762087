package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.caching.ByteRange;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassingBodyTest {
  @Test
  void wholeResponseHasAllBytes() {
    assertThat(of(200, Map.of("ETag", "\"a\"", "Content-Length", "100")))
        .contains(new PassingBody("\"a\"", "", new ByteRange(0, 100), 100));
  }

  @Test
  void partialResponseHasItsRange() {
    assertThat(of(206, Map.of("ETag", "\"a\"", "Content-Range", "bytes 10-19/100")))
        .contains(new PassingBody("\"a\"", "", new ByteRange(10, 20), 100));
  }

  @ParameterizedTest
  @CsvSource({
    "200, W/\"weak\", 100, ''",
    "200, '', 100, ''",
    "200, \"a\", '', ''",
    "200, \"a\", 0, ''",
    "200, \"a\", 1e3, ''",
    "404, \"a\", 100, ''",
    "206, \"a\", 10, 'bytes 10-9/100'",
    "206, \"a\", 10, 'bytes 10-100/100'",
    "206, \"a\", 10, 'bytes 10-19/*'",
    "206, \"a\", 10, ''"
  })
  void othersMayNotBeContinued(int status, String etag, String length, String range) {
    assertThat(of(status, Map.of("ETag", etag, "Content-Length", length, "Content-Range", range)))
        .isEmpty();
  }

  private static Optional<PassingBody> of(int status, Map<String, String> fields) {
    return PassingBody.of(status, name -> Optional.ofNullable(fields.get(name)));
  }
}
