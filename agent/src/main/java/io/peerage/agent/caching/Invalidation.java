package io.peerage.agent.caching;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a response to an unsafe request makes invalid (RFC 9111 section 4.4). Pure. */
public final class Invalidation {
  private Invalidation() {}

  /**
   * The targets, as path and query, that are no longer what they were; nothing after an error.
   *
   * @param host the request's host, with its port if it has one
   * @param target the request's path and query
   */
  public static List<String> targets(
      CacheRequest request, String host, String target, int status, HeaderFields response) {
    if (request.isSafe() || status < 200 || status >= 400) {
      return List.of();
    }
    List<String> targets = new ArrayList<>();
    targets.add(target);
    for (String name : new String[] {"location", "content-location"}) {
      response
          .first(name)
          .flatMap(reference -> resolve(host, target, reference))
          .ifPresent(targets::add);
    }
    return targets;
  }

  /** Path and query of {@code reference}, if it is of the same host. */
  public static Optional<String> resolve(String host, String target, String reference) {
    try {
      URI base = new URI("http://" + host + target);
      URI resolved = base.resolve(new URI(reference.strip()));
      boolean sameHost =
          resolved.getRawAuthority() != null
              && resolved.getRawAuthority().equalsIgnoreCase(base.getRawAuthority())
              && ("http".equals(resolved.getScheme()) || "https".equals(resolved.getScheme()));
      if (!sameHost) {
        return Optional.empty();
      }
      String path = resolved.getRawPath().isEmpty() ? "/" : resolved.getRawPath();
      return Optional.of(
          resolved.getRawQuery() == null ? path : path + "?" + resolved.getRawQuery());
    } catch (java.net.URISyntaxException e) {
      return Optional.empty();
    }
  }
}
