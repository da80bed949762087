package io.peerage.adapter.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The directives of a {@code Cache-Control} field (RFC 9111 section 5.2), names in lower case,
 * values without quotes. Of a directive that comes twice the first counts.
 */
record CacheControl(Map<String, String> directives) {
  private static final Duration MAX_AGE_LIMIT = Duration.ofDays(3650);

  static CacheControl parse(String field) {
    Map<String, String> directives = new HashMap<>();
    int at = 0;
    while (at < field.length()) {
      int end = endOfDirective(field, at);
      String directive = field.substring(at, end).strip();
      int equals = directive.indexOf('=');
      String name = (equals < 0 ? directive : directive.substring(0, equals)).strip();
      String value = equals < 0 ? "" : directive.substring(equals + 1).strip();
      if (!name.isEmpty()) {
        directives.putIfAbsent(name.toLowerCase(Locale.ROOT), value.replace("\"", ""));
      }
      at = end + 1;
    }
    return new CacheControl(directives);
  }

  /** The comma after the directive at {@code from}; one within quotes is part of it. */
  private static int endOfDirective(String field, int from) {
    boolean quoted = false;
    for (int i = from; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return field.length();
  }

  boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /** Whether no shared cache may keep the response. */
  boolean forbidsSharing() {
    return has("private") || has("no-store");
  }

  /**
   * How long a shared cache may use the response without asking; nothing when this does not say. A
   * value that is no number counts as zero.
   */
  Optional<Duration> sharedFreshness() {
    if (has("no-cache")) {
      return Optional.of(Duration.ZERO);
    }
    String seconds = directives.get(has("s-maxage") ? "s-maxage" : "max-age");
    if (seconds == null) {
      return Optional.empty();
    }
    if (!seconds.matches("\\d{1,1000}")) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(
        seconds.length() > 9
            ? MAX_AGE_LIMIT
            : min(Duration.ofSeconds(Long.parseLong(seconds)), MAX_AGE_LIMIT));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
