package io.peerage.adapter.publish;

import io.peerage.adapter.source.HttpDate;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.ReplayHeaders;
import io.peerage.protocol.manifest.UnderstoodPath;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which objects of a site get a manifest. Never one that is not the same for everybody: that the
 * origin says is private or not to be stored, that sets a cookie, or that varies. Pure.
 *
 * @param include paths that are signed
 * @param exclude paths that are not, even if included
 * @param minLength shorter objects are passed through, in bytes
 * @param maxLength longer ones too
 * @param ignoreVary request fields, in lower case, that an answer may vary by and still count as
 *     one content
 * @param dropFields response fields, in lower case, that differ from answer to answer and are not
 *     replayed
 * @param defaultFreshness how long an object is fresh when the origin does not say
 */
public record SigningRules(
    List<PathPattern> include,
    List<PathPattern> exclude,
    long minLength,
    long maxLength,
    Set<String> ignoreVary,
    Set<String> dropFields,
    Duration defaultFreshness) {
  public SigningRules {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    ignoreVary = Set.copyOf(ignoreVary);
    dropFields = Set.copyOf(dropFields);
  }

  /** What is to be done with an answer of the origin's. */
  public sealed interface Verdict {
    /**
     * It gets a manifest.
     *
     * @param freshness from the time that the origin last knew it to be current
     * @param age how long ago that was when the answer came
     */
    record Sign(ReplayHeaders headers, Duration freshness, Duration age) implements Verdict {}

    /** It is passed through. */
    record Pass(String why) implements Verdict {}
  }

  /** Whether the path may have a manifest at all. */
  public boolean covers(ObjectPath path) {
    UnderstoodPath understood = UnderstoodPath.of(path.value());
    return include.stream().anyMatch(pattern -> pattern.matches(understood))
        && !isExcluded(understood)
        && !isExcluded(understood.withoutParameters());
  }

  private boolean isExcluded(UnderstoodPath path) {
    return exclude.stream().anyMatch(pattern -> pattern.matches(path));
  }

  /** Whether objects of this length are signed. */
  public boolean coversLength(long length) {
    return length >= minLength && length <= maxLength;
  }

  /**
   * Decides on an answer by its header.
   *
   * @param fields names in lower case
   * @param length bytes of the content, if known
   * @param now when the answer came
   */
  public Verdict decide(Map<String, String> fields, OptionalLong length, Instant now) {
    CacheControl control = CacheControl.parse(fields.getOrDefault("cache-control", ""));
    // RFC 9213: meant for caches like the agents.
    CacheControl targeted = CacheControl.parse(fields.getOrDefault("cdn-cache-control", ""));
    if (control.forbidsSharing() || targeted.forbidsSharing()) {
      return new Verdict.Pass("the origin says that it is not to be shared");
    }
    if (fields.containsKey("set-cookie") || fields.containsKey("set-cookie2")) {
      return new Verdict.Pass("the origin sets a cookie with it");
    }
    if (!Arrays.stream(fields.getOrDefault("vary", "").split(",", -1))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .allMatch(name -> name.isEmpty() || ignoreVary.contains(name))) {
      return new Verdict.Pass("the origin varies it");
    }
    if (length.isPresent() && !coversLength(length.getAsLong())) {
      return new Verdict.Pass("its length is not one that is signed");
    }
    boolean ageGiven = control.has("max-age") || control.has("s-maxage");
    Map<String, String> replayed = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      // Expires moves with every answer, and counts for nothing beside a maximal age.
      if (ReplayHeaders.isReplayable(name, value)
          && !dropFields.contains(name)
          && !(ageGiven && name.equals("expires"))) {
        replayed.put(name, value);
      }
    });
    if (targeted.sharedFreshness().or(control::sharedFreshness).isEmpty()
        && !fields.containsKey("expires")) {
      // Agents are to believe it for as long as we do, not for as long as they would guess.
      String said =
          fields.getOrDefault("cdn-cache-control", fields.getOrDefault("cache-control", ""));
      String freshness = "max-age=" + defaultFreshness.toSeconds();
      replayed.put("cdn-cache-control", said.isBlank() ? freshness : said + ", " + freshness);
    }
    ReplayHeaders headers;
    try {
      headers = new ReplayHeaders(replayed);
    } catch (IllegalArgumentException e) {
      return new Verdict.Pass("its header does not fit a manifest: " + e.getMessage());
    }
    return new Verdict.Sign(headers, freshness(control, targeted, fields, now), age(fields));
  }

  private Duration freshness(
      CacheControl control, CacheControl targeted, Map<String, String> fields, Instant now) {
    return targeted
        .sharedFreshness()
        .or(control::sharedFreshness)
        .or(() -> expiresIn(fields, now))
        .orElse(defaultFreshness);
  }

  private static Optional<Duration> expiresIn(Map<String, String> fields, Instant now) {
    String expires = fields.get("expires");
    if (expires == null) {
      return Optional.empty();
    }
    Instant date = Optional.ofNullable(fields.get("date")).flatMap(HttpDate::parse).orElse(now);
    // What is no date, such as 0, is in the past (RFC 9111 section 5.3).
    return Optional.of(
        HttpDate.parse(expires)
            .map(at -> Duration.between(date, at))
            .filter(duration -> !duration.isNegative())
            .orElse(Duration.ZERO));
  }

  private static Duration age(Map<String, String> fields) {
    String age = fields.getOrDefault("age", "0");
    return age.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(age)) : Duration.ZERO;
  }
}
