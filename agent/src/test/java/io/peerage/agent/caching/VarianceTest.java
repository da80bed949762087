package io.peerage.agent.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarianceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Foo | 1 | 1 | true",
        "Foo | 1 | 2 | false",
        "Foo | 1,2 | ' 1, 2 ' | true",
        "Foo | 1, 2 | 2, 1 | false",
        "Foo | Ab | ab | false",
        "Accept-Language | en, de | de, en | true",
        "Accept-Language | en, de | eN , De | true",
        "Accept-Language | en;q=0.5, de | de, en;q=0.5 | true",
        "Accept-Language | en;q=0.5, de | de;q=0.5, en | false",
        "Accept-Encoding | gzip, br | br,gzip | true",
        "Accept-Encoding | gzip | br | false",
      })
  void comparesNormalisedValues(String vary, String first, String second, boolean matches) {
    HeaderFields response = HeaderFields.of("Vary", vary);
    Variance variance = Variance.of(response, HeaderFields.of(vary, first));
    assertThat(variance.matches(HeaderFields.of(vary, second), response)).isEqualTo(matches);
  }

  @Test
  void missingIsNotEmpty() {
    HeaderFields response = HeaderFields.of("Vary", "Foo");
    assertThat(Variance.of(response, HeaderFields.NONE).matches(HeaderFields.NONE, response))
        .isTrue();
    assertThat(
            Variance.of(response, HeaderFields.NONE).matches(HeaderFields.of("Foo", ""), response))
        .isFalse();
  }

  @Test
  void linesAreJoined() {
    HeaderFields response = HeaderFields.of("Vary", "a, b", "Vary", "c");
    Variance variance = Variance.of(response, HeaderFields.of("A", "1, 2", "C", "3"));
    assertThat(variance.matches(HeaderFields.of("a", "1", "a", "2", "c", "3"), response)).isTrue();
    assertThat(variance.matches(HeaderFields.of("a", "1", "a", "2"), response)).isFalse();
  }

  @Test
  void languageThatIsPreferredToAllOthersWillDo() {
    HeaderFields response = HeaderFields.of("Vary", "Accept-Language", "Content-Language", "de");
    Variance variance = Variance.of(response, HeaderFields.of("Accept-Language", "en, de"));
    assertThat(variance.matches(HeaderFields.of("Accept-Language", "fr;q=0.5, de;q=1.0"), response))
        .isTrue();
    assertThat(variance.matches(HeaderFields.of("Accept-Language", "fr, de"), response)).isFalse();
    assertThat(variance.matches(HeaderFields.of("Accept-Language", "de;q=0"), response)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"* | true", "'*, *' | true", "', *' | true", "Foo, * | true", "Foo | false"})
  void starIsSeenWhereverItStands(String vary, boolean star) {
    assertThat(Variance.isStar(HeaderFields.of("Vary", "", "Vary", vary))).isEqualTo(star);
  }
}
