package io.peerage.agent.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of a {@code Range} field (RFC 9110 section 14), resolved against a length.
 *
 * @param from first byte
 * @param end one after the last byte; greater than {@code from}
 */
record ByteRange(long from, long end) {
  private static final Pattern SINGLE =
      Pattern.compile("bytes\\s*=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

  ByteRange {
    if (from < 0 || end <= from) {
      throw new IllegalArgumentException("a range has at least one byte: " + from + "-" + end);
    }
  }

  /** What a {@code Range} field asks for. */
  sealed interface Asked {
    /** All of it: there is no field, or one that is to be ignored. */
    record Everything() implements Asked {}

    /** One range. */
    record Part(ByteRange range) implements Asked {}

    /** Bytes that are not there: 416. */
    record Unsatisfiable() implements Asked {}
  }

  /**
   * Reads a field for a representation of {@code length} bytes. Fields that are malformed, of
   * another unit, or of several ranges are ignored, as section 14.2 allows.
   */
  static Asked parse(Optional<String> field, long length) {
    if (field.isEmpty()) {
      return new Asked.Everything();
    }
    Matcher matcher = SINGLE.matcher(field.get());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return new Asked.Everything();
    }
    if (matcher.group(1).isEmpty()) {
      long suffix = Long.parseLong(matcher.group(2));
      if (suffix == 0 || length == 0) {
        return new Asked.Unsatisfiable();
      }
      return new Asked.Part(new ByteRange(Math.max(0, length - suffix), length));
    }
    long from = Long.parseLong(matcher.group(1));
    if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < from) {
      return new Asked.Everything();
    }
    if (from >= length) {
      return new Asked.Unsatisfiable();
    }
    long last =
        matcher.group(2).isEmpty()
            ? length - 1
            : Math.min(Long.parseLong(matcher.group(2)), length - 1);
    return new Asked.Part(new ByteRange(from, last + 1));
  }

  /** How many bytes it has. */
  long length() {
    return end - from;
  }

  /** The {@code Content-Range} field. */
  String toContentRange(long length) {
    return "bytes " + from + "-" + (end - 1) + "/" + length;
  }
}
