package io.peerage.agent.http;

import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;

/**
 * The edge that players and apps talk to.
 *
 * @param listen where it listens
 * @param name how this cache calls itself in {@code Cache-Status} and {@code Via}
 * @param clientPatience how long a client may take or send nothing in the middle of a body
 * @param maxPassing requests that may pass through to origins at once; more get 503
 */
public record EdgeConfig(
    ListenAddress listen, String name, TimeSpan clientPatience, int maxPassing) {
  public static final EdgeConfig DEFAULTS =
      new EdgeConfig(ListenAddress.parse("127.0.0.1:8080"), "peerage", TimeSpan.ofSeconds(30), 512);

  public EdgeConfig {
    if (!name.matches("[a-zA-Z][a-zA-Z0-9_.-]{0,62}")) {
      throw new IllegalArgumentException(
          "name is a letter, then up to 62 letters, digits, dots, hyphens and underscores");
    }
    if (maxPassing < 1 || maxPassing > 100_000) {
      throw new IllegalArgumentException("maxPassing is 1 to 100000, not " + maxPassing);
    }
  }
}
