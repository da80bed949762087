package io.peerage.agent.caching;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a response says to a cache like this one. What is said to such caches in particular goes
 * before what is said to all, and stands alone (RFC 9213 section 2.2).
 *
 * @param control the directives that count
 * @param targeted whether they are of {@code CDN-Cache-Control}; then {@code Expires} counts for
 *     nothing
 */
public record CachingPolicy(CacheControl control, boolean targeted) {
  /**
   * Reads it from a response.
   *
   * @param field gives a field's value by its name in lower case, several lines joined with commas
   */
  public static CachingPolicy of(Function<String, Optional<String>> field) {
    return field
        .apply("cdn-cache-control")
        .flatMap(TargetedControl::parse)
        .map(control -> new CachingPolicy(control, true))
        .orElseGet(() ->
            new CachingPolicy(
                field.apply("cache-control").map(CacheControl::parse).orElse(CacheControl.NONE),
                false));
  }
}
