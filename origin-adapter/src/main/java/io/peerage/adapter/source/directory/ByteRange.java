package io.peerage.adapter.source.directory;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code Range} field asks of a representation (RFC 9110 section 14.2). One range of bytes
 * is understood; several at once, other units and nonsense are passed over, as a server may.
 */
sealed interface ByteRange {
  /** All of it. */
  record Whole() implements ByteRange {}

  /** The {@code length} bytes from {@code from} on, at least one. */
  record Part(long from, long length) implements ByteRange {}

  /** Nothing that is there. */
  record Unsatisfiable() implements ByteRange {}

  /**
   * Reads the field.
   *
   * @param length bytes of the representation
   */
  static ByteRange parse(String field, long length) {
    Matcher matcher = Forms.SINGLE.matcher(field.strip());
    if (!matcher.matches()) {
      return new Whole();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty() && last.isEmpty()) {
      return new Whole();
    }
    if (first.isEmpty()) {
      long suffix = Math.min(number(last), length);
      return suffix == 0 ? new Unsatisfiable() : new Part(length - suffix, suffix);
    }
    long from = number(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
    if (to < from) {
      return new Whole();
    }
    return from >= length
        ? new Unsatisfiable()
        : new Part(from, Math.min(to, length - 1) - from + 1);
  }

  private static long number(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  /** Holds the pattern, which an interface cannot hide. */
  final class Forms {
    private static final Pattern SINGLE =
        Pattern.compile(
            "bytes[ \\t]*=[ \\t]*(\\d{0,1000})-(\\d{0,1000})", Pattern.CASE_INSENSITIVE);

    private Forms() {}
  }
}
