package io.peerage.tracker.accounting;

import io.peerage.protocol.identity.AgentId;
import java.time.Duration;
import java.time.Instant;

/**
 * Entitles one client to fetch from one server.
 *
 * @param nonce names it, once and for all
 * @param maxBytes the most bytes that may be fetched and credited under it
 * @param expires at most {@link #MAX_LIFETIME} after it was issued
 */
public record Ticket(
    long nonce, AgentId client, AgentId server, long maxBytes, Instant issued, Instant expires) {
  public static final Duration MAX_LIFETIME = Duration.ofSeconds(60);

  public Ticket {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes is at least 1, not " + maxBytes);
    }
    if (!expires.isAfter(issued) || expires.isAfter(issued.plus(MAX_LIFETIME))) {
      throw new IllegalArgumentException("a ticket is valid for at most " + MAX_LIFETIME);
    }
    if (client.equals(server)) {
      throw new IllegalArgumentException("nobody fetches from himself");
    }
  }
}
