package io.peerage.tracker.accounting;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides at a server, before a byte is sent, whether a ticket that the tracker signed is good. A
 * ticket is good once: its nonce is remembered until it has expired, and expired tickets are
 * refused, so at most a minute's tickets are remembered, and at most {@value #MAX_REMEMBERED}. Pure
 * but for that memory; not thread-safe.
 */
public final class TicketGate {
  static final int MAX_REMEMBERED = 100_000;

  private final AgentId self;
  private final Map<Long, Instant> seen = new HashMap<>();

  public TicketGate(AgentId self) {
    this.self = self;
  }

  /** What becomes of a request. */
  public enum Decision {
    ADMITTED,
    NOT_THE_CLIENT,
    NOT_THIS_SERVER,
    EXPIRED,
    USED_BEFORE,
    /** More tickets than can be remembered: it may be good, and is refused all the same. */
    TOO_MANY
  }

  /** Decides on {@code ticket}, shown by {@code asker}, at {@code now}. */
  public Decision check(Ticket ticket, AgentId asker, Instant now) {
    if (!ticket.client().equals(asker)) {
      return Decision.NOT_THE_CLIENT;
    }
    if (!ticket.server().equals(self)) {
      return Decision.NOT_THIS_SERVER;
    }
    if (!now.isBefore(ticket.expires())) {
      return Decision.EXPIRED;
    }
    if (seen.containsKey(ticket.nonce())) {
      return Decision.USED_BEFORE;
    }
    if (seen.size() >= MAX_REMEMBERED) {
      seen.values().removeIf(expires -> !now.isBefore(expires));
      if (seen.size() >= MAX_REMEMBERED) {
        return Decision.TOO_MANY;
      }
    }
    seen.put(ticket.nonce(), ticket.expires());
    return Decision.ADMITTED;
  }
}
