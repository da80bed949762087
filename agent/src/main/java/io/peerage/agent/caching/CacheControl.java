package io.peerage.agent.caching;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directives of a {@code Cache-Control} field (RFC 9111 section 5.2): names without regard to
 * case, arguments as tokens or quoted strings. Where a directive stands twice, the first counts.
 * Immutable.
 */
public final class CacheControl {
  /** No directives. */
  public static final CacheControl NONE = new CacheControl(Map.of());

  private static final long MAX_SECONDS = 1L << 31;

  private final Map<String, String> directives;

  CacheControl(Map<String, String> directives) {
    this.directives = Map.copyOf(directives);
  }

  /** Reads a field value; what has no name is passed over. */
  public static CacheControl parse(String value) {
    Map<String, String> directives = new HashMap<>();
    int from = 0;
    while (from < value.length()) {
      int end = endOfDirective(value, from);
      String directive = value.substring(from, end).strip();
      int equals = directive.indexOf('=');
      String name = equals < 0 ? directive : directive.substring(0, equals);
      if (!name.isEmpty()) {
        directives.putIfAbsent(
            name.toLowerCase(Locale.ROOT),
            equals < 0 ? "" : unquoted(directive.substring(equals + 1)));
      }
      from = end + 1;
    }
    return new CacheControl(directives);
  }

  /** The comma after the directive at {@code from}, or the end; a comma in quotes is part of it. */
  private static int endOfDirective(String value, int from) {
    boolean quoted = false;
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return value.length();
  }

  private static String unquoted(String argument) {
    return argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"")
        ? argument.substring(1, argument.length() - 1).replaceAll("\\\\(.)", "$1")
        : argument;
  }

  public boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /** Whether {@code directive} stands there for the whole message, not for some fields of it. */
  public boolean hasWhole(String directive) {
    String argument = directives.get(directive);
    return argument != null && argument.isBlank();
  }

  /** The field names that {@code directive} is limited to; none when it is not there, or whole. */
  public List<String> fieldsOf(String directive) {
    return Stream.of(directives.getOrDefault(directive, "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * The seconds that a directive gives. One that is not a number counts as 0, so as stale (RFC 9111
   * section 4.2.1); one that is too large as 2^31 (section 1.2.2).
   */
  public Optional<Long> seconds(String directive) {
    String argument = directives.get(directive);
    return argument == null ? Optional.empty() : Optional.of(deltaSeconds(argument).orElse(0L));
  }

  /** Reads delta-seconds; nothing when {@code text} is no such number. */
  static Optional<Long> deltaSeconds(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    String digits = text.replaceFirst("^0+(?=.)", "");
    return Optional.of(
        digits.length() > 10 ? MAX_SECONDS : Math.min(Long.parseLong(digits), MAX_SECONDS));
  }
}
