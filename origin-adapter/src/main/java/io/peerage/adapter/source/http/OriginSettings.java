package io.peerage.adapter.source.http;

import io.peerage.adapter.source.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How an HTTP origin is spoken to.
 *
 * @param base scheme, host and port; a path here stands before every object's path
 * @param host the {@code Host} to send; when empty, the client's own, and the site's where there is
 *     no client
 * @param siteHost the first host that the site answers to
 * @param connectTimeout for a connection, TLS included
 * @param silence the longest time without a byte
 * @param attempts how often a request is sent at most, and a body resumed without progress
 * @param pause before the second attempt; doubled before each further one
 * @param connections the most at a time
 */
public record OriginSettings(
    URI base,
    String host,
    String siteHost,
    Duration connectTimeout,
    Duration silence,
    int attempts,
    Duration pause,
    int connections) {
  public OriginSettings {
    String scheme = base.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme))
        || base.getHost() == null
        || base.getRawQuery() != null
        || base.getRawFragment() != null
        || base.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "an origin is a URL such as http://origin.internal:8080, not \"" + base + '"');
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is at least 1, not " + attempts);
    }
  }

  /** The path before every object's, without a slash at its end. */
  String prefix() {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Counts the attempts of one request. */
  Backoff backoff(RandomGenerator random) {
    return new Backoff(attempts, pause, random);
  }
}
