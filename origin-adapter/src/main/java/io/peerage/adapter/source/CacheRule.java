package io.peerage.adapter.source;

import java.util.List;
import java.util.Optional;

/**
 * The {@code Cache-Control} of objects whose name ends with {@code suffix}, where the origin gives
 * none.
 */
public record CacheRule(String suffix, String value) {
  /** What the first rule that fits {@code name} says. */
  public static Optional<String> of(List<CacheRule> rules, String name) {
    return rules.stream()
        .filter(rule -> name.endsWith(rule.suffix()))
        .findFirst()
        .map(CacheRule::value);
  }
}
