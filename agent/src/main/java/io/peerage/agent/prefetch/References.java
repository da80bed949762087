package io.peerage.agent.prefetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** URI references of playlists and players, as request targets. */
final class References {
  private static final int MAX_LENGTH = 2048;

  private References() {}

  /**
   * The target in origin form that {@code reference} means when it stands in what was asked for as
   * {@code base}; nothing when it leads to another host, or is malformed.
   */
  static Optional<String> resolve(String base, String reference) {
    if (reference.length() > MAX_LENGTH || reference.startsWith("//")) {
      return Optional.empty();
    }
    try {
      URI given = new URI(reference);
      URI resolved = new URI(base).resolve(given).normalize();
      String path = resolved.getRawPath();
      if (given.isAbsolute() || given.getRawAuthority() != null || path == null) {
        return Optional.empty();
      }
      // What leads above the root stays below it (RFC 3986 section 5.2.4).
      while (path.startsWith("/../")) {
        path = path.substring(3);
      }
      if (!path.startsWith("/") || path.startsWith("//")) {
        return Optional.empty();
      }
      return Optional.of(
          resolved.getRawQuery() == null ? path : path + '?' + resolved.getRawQuery());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
