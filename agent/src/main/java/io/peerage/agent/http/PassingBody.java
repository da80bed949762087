package io.peerage.agent.http;

import io.peerage.agent.caching.ByteRange;
import io.peerage.protocol.manifest.Manifest;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of which version a response that passes through carries.
 *
 * @param entityTag a strong one (RFC 9110 section 8.8.3): whatever has it is the same, byte by byte
 * @param encoding its content coding, "" for none
 * @param range the bytes of the representation that the body has
 * @param length of the representation
 */
record PassingBody(String entityTag, String encoding, ByteRange range, long length) {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /** Reads the header of a response to GET; nothing when it does not say. */
  static Optional<PassingBody> of(int status, Function<String, Optional<String>> fields) {
    String tag = fields.apply("ETag").orElse("");
    if (!tag.startsWith("\"")) {
      return Optional.empty();
    }
    String encoding = fields.apply("Content-Encoding").orElse("");
    if (status == 200) {
      return fields
          .apply("Content-Length")
          .filter(length -> length.matches("[1-9]\\d{0,17}"))
          .map(Long::parseLong)
          .map(length -> new PassingBody(tag, encoding, new ByteRange(0, length), length));
    }
    Matcher range = CONTENT_RANGE.matcher(fields.apply("Content-Range").orElse(""));
    if (status != 206 || !range.matches()) {
      return Optional.empty();
    }
    long from = Long.parseLong(range.group(1));
    long end = Long.parseLong(range.group(2)) + 1;
    long length = Long.parseLong(range.group(3));
    return from < end && end <= length
        ? Optional.of(new PassingBody(tag, encoding, new ByteRange(from, end), length))
        : Optional.empty();
  }

  /** Whether the rest of the body may be taken from what {@code manifest} describes. */
  boolean isOf(Manifest manifest) {
    return manifest.length() == length
        && manifest.headers().get("etag").equals(Optional.of(entityTag))
        && manifest.headers().get("content-encoding").orElse("").equals(encoding);
  }
}
