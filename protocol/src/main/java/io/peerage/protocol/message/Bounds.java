package io.peerage.protocol.message;

import java.util.Collection;

/** The checks of the messages' limits; each error names the field, the value and what is right. */
final class Bounds {
  private Bounds() {}

  static void check(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s is %d to %d, not %d".formatted(field, min, max, value));
    }
  }

  static void checkSize(String field, Collection<?> values, int max) {
    if (values.size() > max) {
      throw new IllegalArgumentException(
          "%s has at most %d entries, not %d".formatted(field, max, values.size()));
    }
  }

  static void checkText(String field, String value, int min, int max) {
    if (value.length() < min || value.length() > max) {
      throw new IllegalArgumentException(
          "%s has %d to %d characters, not %d".formatted(field, min, max, value.length()));
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(field + " is printable ASCII");
    }
  }
}
