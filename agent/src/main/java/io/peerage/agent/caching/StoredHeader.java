package io.peerage.agent.caching;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The header of a stored response, and what follows from it. Immutable; pure.
 *
 * @param fields without those of a connection
 * @param limited names, in lower case, of fields that are for the first client only ({@code
 *     private="..."}), or need the origin's word each time ({@code no-cache="..."})
 * @param variance which requests it answers
 * @param freshness from the moment the origin made or last confirmed it
 * @param initialAge how old it was when it arrived (RFC 9111 section 4.2.3)
 * @param arrived when that was
 */
public record StoredHeader(
    int status,
    HeaderFields fields,
    Set<String> limited,
    Variance variance,
    Freshness freshness,
    Duration initialAge,
    Instant arrived) {
  /**
   * Of a response that has just come.
   *
   * @param fields without those of a connection
   * @param asked when its request was sent
   * @param staleByDefault how long it may be served stale on errors if it says nothing of that
   */
  public static StoredHeader of(
      int status,
      HeaderFields fields,
      HeaderFields request,
      Instant asked,
      Instant arrived,
      Duration staleByDefault) {
    Instant date =
        fields.first("date").flatMap(text -> HttpDate.parse(text, arrived)).orElse(arrived);
    CacheControl control = CachingPolicy.of(fields::joined).control();
    return new StoredHeader(
        status,
        fields,
        limited(control),
        Variance.of(fields, request),
        Freshness.of(status, fields::joined, date, staleByDefault),
        initialAge(fields, date, asked, arrived),
        arrived);
  }

  private static Set<String> limited(CacheControl control) {
    return Stream.concat(
            control.fieldsOf("no-cache").stream(), control.fieldsOf("private").stream())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Duration initialAge(
      HeaderFields fields, Instant date, Instant asked, Instant arrived) {
    Duration apparent = Duration.between(date, arrived);
    Duration told = ageField(fields).plus(Duration.between(asked, arrived));
    return apparent.compareTo(told) > 0 ? apparent : told;
  }

  /**
   * The age that the response came with: the first member of the first line (RFC 9111 section 5.1),
   * zero where that is no number.
   */
  private static Duration ageField(HeaderFields fields) {
    return fields
        .first("age")
        .map(value -> value.split(",", -1)[0].strip())
        .flatMap(CacheControl::deltaSeconds)
        .map(Duration::ofSeconds)
        .orElse(Duration.ZERO);
  }

  /** How old it is. */
  public Duration age(Instant now) {
    Duration resident = Duration.between(arrived, now);
    return resident.isNegative() ? initialAge : initialAge.plus(resident);
  }

  /** For how much longer it is fresh; zero or less when it is stale. */
  public Duration timeToLive(Instant now) {
    return freshness.lifetime().minus(age(now));
  }

  public boolean isFresh(Instant now) {
    return timeToLive(now).isPositive();
  }

  /** The same, but stale from {@code now} on, if it is not yet. */
  public StoredHeader staleFrom(Instant now) {
    return new StoredHeader(
        status, fields, limited, variance, freshness.endedAt(age(now)), initialAge, arrived);
  }

  /** The strong entity tag, if it has one. */
  public Optional<EntityTag> strongTag() {
    return fields.first("etag").flatMap(EntityTag::parse).filter(tag -> !tag.weak());
  }

  /** Whether the origin can be asked if it still holds. */
  public boolean hasValidator() {
    return fields.has("etag") || fields.has("last-modified");
  }
}
