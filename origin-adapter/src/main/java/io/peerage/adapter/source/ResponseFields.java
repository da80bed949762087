package io.peerage.adapter.source;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the header fields of an origin's answer say about a version; names in lower case, as in
 * {@link Answer}.
 */
public final class ResponseFields {
  /** RFC 9110 section 8.8.2.2: a date is a strong validator only some time after the change. */
  private static final Duration DATE_IS_STRONG = Duration.ofSeconds(2);

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private ResponseFields() {}

  /**
   * What a 304 may say anew: not the fields that describe the body, which servers get wrong there.
   */
  public static Map<String, String> fresher(Map<String, String> fields) {
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
  public static ObjectVersion version(Map<String, String> fields, long length, Instant now) {
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
  public record ContentRange(long from, long to, long total) {}

  public static Optional<ContentRange> contentRange(Map<String, String> fields) {
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
