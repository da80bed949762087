package io.peerage.agent.caching;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * For how long a response is fresh in a shared cache (RFC 9111 section 4.2), and of what use it is
 * after that. Pure.
 *
 * @param lifetime from the moment the origin made or last confirmed the response
 * @param staleWhileRevalidate for how much longer it may be served while it is validated behind the
 *     client's back (RFC 5861 section 3)
 * @param mayServeStale for how much longer it may be served when the origin cannot be asked ({@code
 *     stale-if-error}, RFC 5861 section 4)
 * @param strict whether it must never be served stale ({@code must-revalidate} and its kin); then
 *     both of these are zero
 */
public record Freshness(
    Duration lifetime, Duration staleWhileRevalidate, Duration mayServeStale, boolean strict) {
  private static final Duration MAX_HEURISTIC = Duration.ofDays(1);
  private static final int HEURISTIC_FRACTION = 10;

  /** The statuses for which a lifetime may be guessed (RFC 9110 section 15.1). */
  private static final Set<Integer> HEURISTIC_STATUSES =
      Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

  /** Decides for a 200; see {@link #of(int, Function, Instant, Duration)}. */
  public static Freshness of(
      Function<String, Optional<String>> field, Instant date, Duration staleByDefault) {
    return of(200, field, date, staleByDefault);
  }

  /**
   * Decides by the fields of a response.
   *
   * @param field gives a field's value by its name in lower case
   * @param date when the origin made or last confirmed it
   * @param staleByDefault how long after its end it may be served stale if it says nothing of that
   */
  public static Freshness of(
      int status, Function<String, Optional<String>> field, Instant date, Duration staleByDefault) {
    CachingPolicy policy = CachingPolicy.of(field);
    CacheControl control = policy.control();
    boolean strict =
        control.has("must-revalidate")
            || control.has("proxy-revalidate")
            || control.has("s-maxage")
            || control.hasWhole("no-cache");
    return new Freshness(
        lifetime(status, policy, field, date),
        strict
            ? Duration.ZERO
            : control
                .seconds("stale-while-revalidate")
                .map(Duration::ofSeconds)
                .orElse(Duration.ZERO),
        strict
            ? Duration.ZERO
            : control.seconds("stale-if-error").map(Duration::ofSeconds).orElse(staleByDefault),
        strict);
  }

  /** The same, but fresh to the age of {@code age} at most. */
  public Freshness endedAt(Duration age) {
    return new Freshness(
        age.compareTo(lifetime) < 0 ? age : lifetime, staleWhileRevalidate, mayServeStale, strict);
  }

  /** The same, but of no use once it is stale. */
  public Freshness neverStale() {
    return new Freshness(lifetime, Duration.ZERO, Duration.ZERO, true);
  }

  /** Whether a response gives its lifetime itself; else it is guessed, or none. */
  static boolean isExplicit(CachingPolicy policy, HeaderFields fields) {
    CacheControl control = policy.control();
    return control.has("s-maxage")
        || control.has("max-age")
        || (!policy.targeted() && fields.has("expires"));
  }

  /** Whether a lifetime may be guessed for a response that gives none. */
  static boolean isGuessable(int status, CachingPolicy policy) {
    return HEURISTIC_STATUSES.contains(status) || policy.control().has("public");
  }

  private static Duration lifetime(
      int status, CachingPolicy policy, Function<String, Optional<String>> field, Instant date) {
    CacheControl control = policy.control();
    // Who understands the status may pass over no-store where must-understand stands (RFC 9111
    // section 5.2.2.3); whether it is understood was decided when the response was stored.
    if (control.hasWhole("no-cache")
        || control.hasWhole("private")
        || (control.has("no-store") && !control.has("must-understand"))) {
      return Duration.ZERO;
    }
    Optional<Long> seconds = control.seconds("s-maxage").or(() -> control.seconds("max-age"));
    if (seconds.isPresent()) {
      return Duration.ofSeconds(seconds.get());
    }
    Optional<String> expires = policy.targeted() ? Optional.empty() : field.apply("expires");
    if (expires.isPresent()) {
      return HttpDate.parse(expires.get(), date)
          .filter(end -> end.isAfter(date))
          .map(end -> Duration.between(date, end))
          .orElse(Duration.ZERO);
    }
    if (!isGuessable(status, policy)) {
      return Duration.ZERO;
    }
    return field
        .apply("last-modified")
        .flatMap(modified -> HttpDate.parse(modified, date))
        .filter(modified -> modified.isBefore(date))
        .map(modified -> Duration.between(modified, date).dividedBy(HEURISTIC_FRACTION))
        .map(heuristic -> heuristic.compareTo(MAX_HEURISTIC) < 0 ? heuristic : MAX_HEURISTIC)
        .orElse(Duration.ZERO);
  }
}
