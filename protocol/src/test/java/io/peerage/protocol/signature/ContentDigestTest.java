package io.peerage.protocol.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.json.MalformedMessageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDigestTest {
  /** RFC 9530, sections B.1, 2 and B.2: the contents end with a line feed, but the second. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"hello\": \"world\"}\\n|sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        "{\"hello\": \"world\"}|sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
        "|sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
      })
  void isTheRfcsDigest(String content, String field) throws Exception {
    String body = content == null ? "" : content.replace("\\n", "\n");
    ContentDigest digest = ContentDigest.of(body.getBytes(UTF_8));
    assertThat(digest.toField()).isEqualTo(field);
    assertThat(ContentDigest.parse("Content-Digest", field)).isEqualTo(digest);
  }

  @Test
  void otherAlgorithmsArePassedOver() throws Exception {
    ContentDigest digest = ContentDigest.of(new byte[] {1});
    assertThat(ContentDigest.parse("Content-Digest", "md5=:AAAA:, " + digest.toField() + ", x=1"))
        .isEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha-512=:AAAA:", "sha-256=:AAAA:", "sha-256=1", "sha-256=(1)", "="})
  void whatIsNoneIsRefusedByName(String value) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ContentDigest.parse("Content-Digest", value))
        .withMessageStartingWith("Content-Digest: ");
  }
}
