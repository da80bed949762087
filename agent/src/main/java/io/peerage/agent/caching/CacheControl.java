package io.peerage.agent.caching;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directives of a {@code Cache-Control} field (RFC 9111 section 5.2): names without regard to
 * case, arguments as tokens or quoted strings. Where a directive stands twice, the first counts.
 * Immutable.
 */
public final class CacheControl {
  /** No directives. */
  public static final CacheControl NONE = new CacheControl(Map.of());

  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]*)))?\\s*(?:,|$)");

  private final Map<String, String> directives;

  private CacheControl(Map<String, String> directives) {
    this.directives = directives;
  }

  /** Reads a field value; what cannot be read is passed over. */
  public static CacheControl parse(String value) {
    Map<String, String> directives = new HashMap<>();
    Matcher matcher = DIRECTIVE.matcher(value);
    while (matcher.find()) {
      String argument = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      directives.putIfAbsent(
          matcher.group(1).toLowerCase(Locale.ROOT), argument == null ? "" : argument);
    }
    return new CacheControl(directives);
  }

  public boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /**
   * The seconds that a directive gives. One that is not a number counts as 0, so as stale (RFC 9111
   * section 4.2.1); one that is too large as 2^31 (section 1.2.2).
   */
  public Optional<Long> seconds(String directive) {
    String argument = directives.get(directive);
    if (argument == null) {
      return Optional.empty();
    }
    if (!argument.matches("\\d+")) {
      return Optional.of(0L);
    }
    return Optional.of(
        argument.length() > 10 ? MAX_SECONDS : Math.min(Long.parseLong(argument), MAX_SECONDS));
  }

  private static final long MAX_SECONDS = 1L << 31;
}
