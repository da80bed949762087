package io.peerage.agent.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorabilityTest {
  private static final String MODIFIED = "Fri, 20 Nov 2026 12:00:00 GMT";
  private static final CacheRequest GET = CacheRequest.of("GET", HeaderFields.NONE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | max-age=60 | true",
        "200 | max-age=0 | true",
        "200 | s-maxage=60 | true",
        "200 | no-store | false",
        "200 | No-StOrE, max-age=60 | false",
        "200 | private, max-age=60 | false",
        "200 | private=\"x\", max-age=60 | true",
        "200 | foo | false",
        "200 | public | false",
        "299 | max-age=60 | true",
        "599 | max-age=60 | true",
        "404 | max-age=5 | true",
        "503 | max-age=5 | true",
        "304 | max-age=60 | false",
        "103 | max-age=60 | false",
        "200 | max-age=60, no-store, must-understand | true",
        "599 | max-age=60, no-store, must-understand | false",
        "599 | max-age=60, must-understand | false",
      })
  void goesByTheResponse(int status, String control, boolean may) {
    assertThat(Storability.mayStore(GET, status, HeaderFields.of("Cache-Control", control)))
        .isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource({
    "200, true",
    "203, true",
    "204, true",
    "404, true",
    "410, true",
    "501, true",
    "201, false",
    "202, false",
    "302, false",
    "403, false",
    "500, false",
    "503, false",
    "599, false"
  })
  void guessesOnlyForSomeStatuses(int status, boolean may) {
    assertThat(Storability.mayStore(GET, status, HeaderFields.of("Last-Modified", MODIFIED)))
        .isEqualTo(may);
  }

  @Test
  void nothingIsStoredWithoutLifetimeAndValidator() {
    assertThat(Storability.mayStore(GET, 200, HeaderFields.NONE)).isFalse();
    assertThat(Storability.mayStore(GET, 200, HeaderFields.of("ETag", "\"x\""))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "max-age=60, false",
    "'max-age=60, public', true",
    "'max-age=60, must-revalidate', true",
    "s-maxage=60, true"
  })
  void authorisedResponsesNeedLeave(String control, boolean may) {
    CacheRequest request = CacheRequest.of("GET", HeaderFields.of("Authorization", "x"));
    assertThat(Storability.mayStore(request, 200, HeaderFields.of("Cache-Control", control)))
        .isEqualTo(may);
  }

  @Test
  void whatIsSaidToCdnsStandsAlone() {
    assertThat(
            Storability.mayStore(
                GET,
                200,
                HeaderFields.of("Cache-Control", "no-store", "CDN-Cache-Control", "max-age=9")))
        .isTrue();
    assertThat(
            Storability.mayStore(
                GET,
                200,
                HeaderFields.of("Cache-Control", "max-age=9", "CDN-Cache-Control", "no-store")))
        .isFalse();
    assertThat(
            Storability.mayStore(
                GET,
                200,
                HeaderFields.of("Cache-Control", "no-store", "CDN-Cache-Control", "max-age=\"9\"")))
        .isFalse();
  }

  @Test
  void requestsMayForbidIt() {
    CacheRequest request = CacheRequest.of("GET", HeaderFields.of("Cache-Control", "no-store"));
    assertThat(Storability.mayStore(request, 200, HeaderFields.of("Cache-Control", "max-age=9")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Location: /b | /a,/b",
        "Content-Location: b?x | /a,/b?x",
        "Location: http://x:1/b | /a,/b",
        "Location: https://x:1 | /a,/",
        "Location: http://y/b | /a",
        "Location: //y/b | /a",
        "Location: mailto:x | /a",
        "Location: :::: | /a",
      })
  void unsafeMethodsInvalidateWhatIsOfTheSameHost(String field, String targets) {
    CacheRequest put = CacheRequest.of("PUT", HeaderFields.NONE);
    int colon = field.indexOf(':');
    HeaderFields response =
        HeaderFields.of(field.substring(0, colon), field.substring(colon + 1).strip());
    assertThat(String.join(",", Invalidation.targets(put, "x:1", "/a", 201, response)))
        .isEqualTo(targets);
    assertThat(Invalidation.targets(put, "x:1", "/a", 500, response)).isEmpty();
    assertThat(Invalidation.targets(GET, "x:1", "/a", 200, response)).isEmpty();
  }
}
