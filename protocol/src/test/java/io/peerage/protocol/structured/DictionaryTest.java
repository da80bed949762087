package io.peerage.protocol.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.json.MalformedMessageException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {
  /** Most of them are examples of RFC 8941. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "en=\"Applepie\", da=:w4ZibGV0w6ZydGU=:|en=\"Applepie\", da=:w4ZibGV0w6ZydGU=:",
        "a=?0, b, c; foo=bar|a=?0, b, c;foo=bar",
        "rating=1.50, feelings=(joy sadness)|rating=1.5, feelings=(joy sadness)",
        "a=(1 2), b=3, c=4;aa=bb, d=(5 6);valid|a=(1 2), b=3, c=4;aa=bb, d=(5 6);valid",
        "a=(\"foo\"; a=1;b=2);lvl=5 , b=( )|a=(\"foo\";a=1;b=2);lvl=5, b=()",
        "a=1;x;x=2|a=1;x=2",
        "a=1,\tb=2,a=3|a=3, b=2",
        "a=0042, b=-7, c=-0.250|a=42, b=-7, c=-0.25",
        "a=2.0|a=2.0",
        "a=\"say \\\"\\\\\\\"\"|a=\"say \\\"\\\\\\\"\"",
        "*k_-.1=*to:ken/x, z=?1|*k_-.1=*to:ken/x, z",
      })
  void readsWhatIsADictionaryAndWritesItInOneWay(String value, String written) throws Exception {
    assertThat(Dictionary.parse("F", value).serialise()).isEqualTo(written);
    assertThat(Dictionary.parse("F", written)).isEqualTo(Dictionary.parse("F", value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=",
        "a=1,",
        "a=1,,b",
        "A=1",
        "a =1",
        "a=(1",
        "a=(1,2)",
        "a=(1(2))",
        "a=(1\"x\")",
        "a=\"x",
        "a=\"\\x\"",
        "a=\"\u00e9\"",
        "a=:x",
        "a=:x:",
        "a=?2",
        "a=1234567890123456",
        "a=1234567890123.1",
        "a=1.",
        "a=1.2345",
        "a=-",
        "a=--1",
        "a=@1",
        "a;",
        "a;B",
        "a b",
      })
  void saysWhereItIsNone(String value) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Dictionary.parse("Signature-Input", value))
        .withMessageStartingWith("Signature-Input: at character ");
  }

  @Test
  void longerThanTheLimitIsRefused() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Dictionary.parse("F", "a".repeat(Dictionary.MAX_CHARS + 1)))
        .withMessageContaining("limit");
  }

  @Test
  void whatIsReadIsWrittenSoThatItIsReadAgainAlike() throws Exception {
    Random random = new Random(1);
    String letters = "ab=,;()\"\\:?*0 12.-\tw4Z";
    int read = 0;
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder("a=");
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      Dictionary value;
      try {
        value = Dictionary.parse("F", text.toString());
      } catch (MalformedMessageException e) {
        continue;
      }
      read++;
      String written = value.serialise();
      assertThat(Dictionary.parse("F", written).serialise()).as(text.toString()).isEqualTo(written);
    }
    assertThat(read).isGreaterThan(1000);
  }
}
