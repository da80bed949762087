package io.peerage.tracker.http;

import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;

/**
 * The operators' listener.
 *
 * @param listen plain HTTP: leave it on the loopback address, or behind a proxy that speaks TLS
 * @param sessionLifetime how long a browser stays signed in
 * @param maxSessions signed-in browsers; one more ends the oldest
 * @param wrongTokensPerMinute wrong tokens that one address may try
 * @param eventStreams browsers and programs that may follow events at once
 * @param eventQueue events that one of those may be behind before it is dropped
 * @param eventHeartbeat how often a stream of events says that it is still there
 */
public record AdminSettings(
    ListenAddress listen,
    TimeSpan sessionLifetime,
    int maxSessions,
    int wrongTokensPerMinute,
    int eventStreams,
    int eventQueue,
    TimeSpan eventHeartbeat) {
  public static final AdminSettings DEFAULTS =
      new AdminSettings(
          ListenAddress.parse("127.0.0.1:7440"),
          TimeSpan.parse("12h"),
          100,
          10,
          32,
          256,
          TimeSpan.parse("15s"));

  public AdminSettings {
    if (sessionLifetime.toMillis() < 1000 || sessionLifetime.duration().toDays() > 30) {
      throw new IllegalArgumentException("sessionLifetime is 1s to 30d, not " + sessionLifetime);
    }
    require("maxSessions", maxSessions, 1, 10_000);
    require("wrongTokensPerMinute", wrongTokensPerMinute, 1, 1000);
    require("eventStreams", eventStreams, 1, 1000);
    require("eventQueue", eventQueue, 1, 10_000);
    if (eventHeartbeat.toMillis() < 10 || eventHeartbeat.toMillis() > 50_000) {
      throw new IllegalArgumentException("eventHeartbeat is 10ms to 50s, not " + eventHeartbeat);
    }
  }

  private static void require(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("%s is %d to %d, not %d".formatted(name, min, max, value));
    }
  }
}
