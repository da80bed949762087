package io.peerage.agent.caching;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/**
 * For how long a response is fresh in a shared cache (RFC 9111 section 4.2). Pure.
 *
 * @param lifetime from the moment the origin made or last confirmed the response
 * @param mayServeStale for how much longer it may be served when the origin cannot be asked ({@code
 *     stale-if-error}, RFC 5861; none with {@code must-revalidate} and its kin)
 */
public record Freshness(Duration lifetime, Duration mayServeStale) {
  private static final Duration MAX_HEURISTIC = Duration.ofDays(1);
  private static final int HEURISTIC_FRACTION = 10;

  /**
   * Decides by the fields of a response.
   *
   * @param field gives a field's value by its name in lower case
   * @param date when the origin made or last confirmed it
   * @param staleByDefault how long after its end it may be served stale if it says nothing of that
   */
  public static Freshness of(
      Function<String, Optional<String>> field, Instant date, Duration staleByDefault) {
    Optional<String> targeted = field.apply("cdn-cache-control");
    // What is said to caches like this one goes before what is said to all (RFC 9213 section 2.2).
    CacheControl control =
        targeted
            .or(() -> field.apply("cache-control"))
            .map(CacheControl::parse)
            .orElse(CacheControl.NONE);
    boolean strict =
        control.has("must-revalidate")
            || control.has("proxy-revalidate")
            || control.has("s-maxage")
            || control.has("no-cache");
    Duration stale =
        strict
            ? Duration.ZERO
            : control.seconds("stale-if-error").map(Duration::ofSeconds).orElse(staleByDefault);
    return new Freshness(
        lifetime(control, targeted.isPresent() ? _ -> Optional.empty() : field, date), stale);
  }

  private static Duration lifetime(
      CacheControl control, Function<String, Optional<String>> field, Instant date) {
    if (control.has("no-cache") || control.has("no-store") || control.has("private")) {
      return Duration.ZERO;
    }
    Optional<Long> seconds = control.seconds("s-maxage").or(() -> control.seconds("max-age"));
    if (seconds.isPresent()) {
      return Duration.ofSeconds(seconds.get());
    }
    Optional<String> expires = field.apply("expires");
    if (expires.isPresent()) {
      return httpDate(expires.get())
          .filter(end -> end.isAfter(date))
          .map(end -> Duration.between(date, end))
          .orElse(Duration.ZERO);
    }
    return field
        .apply("last-modified")
        .flatMap(Freshness::httpDate)
        .filter(modified -> modified.isBefore(date))
        .map(modified -> Duration.between(modified, date).dividedBy(HEURISTIC_FRACTION))
        .map(heuristic -> heuristic.compareTo(MAX_HEURISTIC) < 0 ? heuristic : MAX_HEURISTIC)
        .orElse(Duration.ZERO);
  }

  /** Reads an HTTP date in its preferred form (RFC 9110 section 5.6.7). */
  public static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
