package io.peerage.adapter.source.s3;

import io.peerage.adapter.source.Backoff;
import io.peerage.adapter.source.CacheRule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Which bucket is read, and how.
 *
 * @param prefix stands before every key, usually with a slash at its end; may be empty
 * @param region such as eu-central-1; nothing takes it from the SDK's standard chain
 * @param endpoint of a store that is not Amazon's
 * @param pathStyle whether the bucket is named in the path of URLs, not in the host
 * @param cacheRules what stands in for a {@code Cache-Control} that an object does not have
 * @param connectTimeout for a connection, TLS included
 * @param silence the longest time without a byte
 * @param attempts how often a request is sent at most, and a body resumed without progress
 * @param pause before the second attempt; doubled before each further one
 * @param connections the most at a time
 */
public record S3Settings(
    String bucket,
    String prefix,
    Optional<String> region,
    Optional<URI> endpoint,
    boolean pathStyle,
    List<CacheRule> cacheRules,
    Duration connectTimeout,
    Duration silence,
    int attempts,
    Duration pause,
    int connections) {
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  public S3Settings {
    cacheRules = List.copyOf(cacheRules);
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "s3.bucket is the name of a bucket, such as media-origin, not \"" + bucket + '"');
    }
    if (prefix.startsWith("/") || prefix.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "s3.prefix is the start of keys, such as vod/, without a slash before it, not \""
              + prefix
              + '"');
    }
    endpoint.ifPresent(S3Settings::requireEndpoint);
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is at least 1, not " + attempts);
    }
  }

  private static void requireEndpoint(URI endpoint) {
    String scheme = endpoint.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme))
        || endpoint.getHost() == null
        || endpoint.getRawQuery() != null
        || endpoint.getRawFragment() != null
        || endpoint.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "s3.endpoint is a URL such as https://s3.store.internal:9000, not \"" + endpoint + '"');
    }
  }

  /** Counts the attempts of one request. */
  Backoff backoff(RandomGenerator random) {
    return new Backoff(attempts, pause, random);
  }
}
