package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsePlanTest {
  private static final String MODIFIED = "Sat, 21 Nov 2026 12:00:00 GMT";

  /** Requests for 1000 bytes with ETag "v1" and the date above. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Whole[]",
        "Range: bytes=0-99 | Part[range=ByteRange[from=0, end=100]]",
        "Range: BYTES=0-99 | Part[range=ByteRange[from=0, end=100]]",
        "Range: bytes=990-5000 | Part[range=ByteRange[from=990, end=1000]]",
        "Range: bytes=-5000 | Part[range=ByteRange[from=0, end=1000]]",
        "Range: bytes=999- | Part[range=ByteRange[from=999, end=1000]]",
        "Range: bytes=1000- | Unsatisfiable[]",
        "Range: bytes=-0 | Unsatisfiable[]",
        "Range: bytes=5-4 | Whole[]",
        "Range: bytes=- | Whole[]",
        "Range: bytes=a-b | Whole[]",
        "Range: lines=1-2 | Whole[]",
        "Range: bytes=0-1,5-6 | "
            + "Parts[ranges=[ByteRange[from=0, end=2], ByteRange[from=5, end=7]]]",
        "Range: bytes=5-6, 0-1 | "
            + "Parts[ranges=[ByteRange[from=5, end=7], ByteRange[from=0, end=2]]]",
        "Range: bytes=0-4,5-9 | Part[range=ByteRange[from=0, end=10]]",
        "Range: bytes=0-4,2000- | Part[range=ByteRange[from=0, end=5]]",
        "Range: bytes=2000-,3000- | Unsatisfiable[]",
        "Range: bytes=,,0-4, | Part[range=ByteRange[from=0, end=5]]",
        "Range: bytes=99999999999999999999- | Whole[]",
        "If-None-Match: \"v1\" | NotModified[]",
        "If-None-Match: W/\"v1\" | NotModified[]",
        "If-None-Match: * | NotModified[]",
        "If-None-Match: \"v0\", \"v1\" | NotModified[]",
        "If-None-Match: \"v0\" | Whole[]",
        "If-None-Match: v1 | Whole[]",
        "If-None-Match: \"v0\";If-Modified-Since: Sat, 21 Nov 2026 12:00:00 GMT | Whole[]",
        "If-Modified-Since: Sat, 21 Nov 2026 12:00:00 GMT | NotModified[]",
        "If-Modified-Since: Sat, 21 Nov 2026 11:59:59 GMT | Whole[]",
        "If-Modified-Since: yesterday | Whole[]",
        "If-Match: \"v1\" | Whole[]",
        "If-Match: W/\"v1\" | PreconditionFailed[]",
        "If-Match: \"v0\" | PreconditionFailed[]",
        "If-Match: * | Whole[]",
        "If-Unmodified-Since: Sat, 21 Nov 2026 12:00:00 GMT | Whole[]",
        "If-Unmodified-Since: Sat, 21 Nov 2026 11:00:00 GMT | PreconditionFailed[]",
        "If-Match: \"v1\";If-Unmodified-Since: Sat, 21 Nov 2026 11:00:00 GMT | Whole[]",
        "Range: bytes=0-9;If-Range: \"v1\" | Part[range=ByteRange[from=0, end=10]]",
        "Range: bytes=0-9;If-Range: W/\"v1\" | Whole[]",
        "Range: bytes=0-9;If-Range: \"v0\" | Whole[]",
        "Range: bytes=0-9;If-Range: Sat, 21 Nov 2026 12:00:00 GMT | "
            + "Part[range=ByteRange[from=0, end=10]]",
        "Range: bytes=0-9;If-Range: Sat, 21 Nov 2026 12:00:01 GMT | Whole[]",
        "Range: bytes=0-9;If-None-Match: \"v1\" | NotModified[]",
      })
  void decidesAsRfc9110Says(String fields, String plan) {
    Map<String, String> request = new HashMap<>();
    for (String field : fields.split(";", -1)) {
      int colon = field.indexOf(':');
      if (colon > 0) {
        request.put(field.substring(0, colon), field.substring(colon + 1).strip());
      }
    }
    assertThat(decide(request, false).toString()).isEqualTo(plan);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyRangeFieldGivesARangeWithinTheLengthOrNone(long seed) {
    Random random = new Random(seed);
    String letters = "bytes=0123456789-, *";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder field = new StringBuilder(random.nextBoolean() ? "bytes=" : "");
      for (int n = random.nextInt(12); n > 0; n--) {
        field.append(letters.charAt(random.nextInt(letters.length())));
      }
      if (decide(Map.of("Range", field.toString()), false) instanceof ResponsePlan.Part part) {
        assertThat(part.range().end()).isLessThanOrEqualTo(1000);
      }
    }
  }

  private static ResponsePlan decide(Map<String, String> request, boolean isHead) {
    return ResponsePlan.decide(
        name -> Optional.ofNullable(request.get(name)),
        Optional.of("\"v1\""),
        Optional.of(MODIFIED),
        1000,
        isHead,
        Instant.EPOCH);
  }
}
