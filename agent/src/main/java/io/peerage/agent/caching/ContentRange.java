package io.peerage.agent.caching;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes a 206 carries (RFC 9110 section 14.4).
 *
 * @param from the first byte
 * @param end one after the last
 * @param length of the whole representation
 */
public record ContentRange(long from, long end, long length) {
  private static final Pattern FORM =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})", Pattern.CASE_INSENSITIVE);

  public ContentRange {
    if (from < 0 || end <= from || length < end) {
      throw new IllegalArgumentException("no range: " + from + "-" + (end - 1) + "/" + length);
    }
  }

  /** Reads a field; nothing when it is malformed, or does not say how long the whole is. */
  public static Optional<ContentRange> parse(String field) {
    Matcher matcher = FORM.matcher(field.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long from = Long.parseLong(matcher.group(1));
    long end = Long.parseLong(matcher.group(2)) + 1;
    long length = Long.parseLong(matcher.group(3));
    return from < end && end <= length
        ? Optional.of(new ContentRange(from, end, length))
        : Optional.empty();
  }
}
