package io.peerage.agent.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetedControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | 60",
        "foobar, max-age=60 | 60",
        "max-age=1,max-age=60 | 60",
        "max-age=99999999999 | 2147483648",
        "a;b=1;c, max-age=60;x=\"y\" | 60",
        "a=(1 2 \"x\";q);p, max-age=60 | 60",
        "a=:aGk=:, b=?0, c=1.5, d=*tok/en, max-age=60 | 60",
        "max-age=60,  private=\"a, b\" | 60",
      })
  void readsADictionary(String value, long maxAge) {
    assertThat(TargetedControl.parse(value).orElseThrow().seconds("max-age")).contains(maxAge);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "max-age =100",
        "max-age= 100",
        "MaX-aGe=3600",
        "max-age=10000, &&&&&",
        "max-age=\"10000\"",
        "max-age",
        "max-age=-1",
        "max-age=1.5",
        "max-age=ten",
        "max-age=1,",
        "max-age=1;;",
        "a=(1, max-age=1",
        "a=\"x, max-age=1",
        "a=\"\\x\", max-age=1",
        "a=:x, max-age=1",
        "a=?2, max-age=1",
        "a=1234567890123456, max-age=1",
        "a=1., max-age=1",
        "a max-age=1",
      })
  void passesOverWhatIsNotOne(String value) {
    assertThat(TargetedControl.parse(value)).isEmpty();
  }

  @Test
  void anyTextIsReadOrPassedOver() {
    Random random = new Random(1);
    String letters = "max-age=60,;()\"\\:?* \t1a.-é";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThatCode(() -> TargetedControl.parse(text.toString())).doesNotThrowAnyException();
    }
  }
}
