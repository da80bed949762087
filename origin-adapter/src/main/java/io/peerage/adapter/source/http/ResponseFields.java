package io.peerage.adapter.source.http;

import io.peerage.adapter.source.HttpDate;
import io.peerage.adapter.source.ObjectVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** What the header fields of an origin's answer say about a version. */
final class ResponseFields {
  /** RFC 9110 section 8.8.2.2: a date is a strong validator only some time after the change. */
  private static final Duration DATE_IS_STRONG = Duration.ofSeconds(2);

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private ResponseFields() {}

  /** All fields, names in lower case, those that came several times joined with commas. */
  static Map<String, String> joined(ClassicHttpResponse response) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue().strip();
      fields.merge(header.getName().toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b);
    }
    return fields;
  }

  /**
   * What a 304 may say anew: not the fields that describe the body, which servers get wrong there.
   */
  static Map<String, String> fresher(Map<String, String> fields) {
    Map<String, String> fresher = new LinkedHashMap<>(fields);
    fresher
        .keySet()
        .removeIf(name ->
            name.startsWith("content-")
                || name.equals("etag")
                || name.equals("last-modified")
                || name.equals("transfer-encoding"));
    return fresher;
  }

  /**
   * The version that {@code fields} tell.
   *
   * @param length bytes of the whole content; -1 when not known
   */
  static ObjectVersion version(Map<String, String> fields, long length, Instant now) {
    String etag = fields.getOrDefault("etag", "");
    String lastModified = fields.getOrDefault("last-modified", "");
    Instant date = Optional.ofNullable(fields.get("date")).flatMap(HttpDate::parse).orElse(now);
    boolean old =
        HttpDate.parse(lastModified)
            .filter(modified -> !modified.plus(DATE_IS_STRONG).isAfter(date))
            .isPresent();
    return new ObjectVersion(etag, old ? lastModified : "", length);
  }

  /**
   * A {@code Content-Range}.
   *
   * @param total bytes of the whole; -1 when not said
   */
  record ContentRange(long from, long to, long total) {}

  static Optional<ContentRange> contentRange(Map<String, String> fields) {
    Matcher matcher = CONTENT_RANGE.matcher(fields.getOrDefault("content-range", ""));
    return matcher.matches()
        ? Optional.of(
            new ContentRange(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                matcher.group(3).equals("*") ? -1 : Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }
}
