package io.peerage.agent.accounting;

import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.ReceiptsRequest.Sent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides at a server, before a byte is sent, whether a ticket whose signature was checked is good,
 * and counts what is sent under it. A ticket is good for its client only, in any number of requests
 * and connections, until its bytes are used up; what was used is remembered for longer than the
 * ticket lasts, so that it can never begin anew. At most {@value #MAX_REMEMBERED} tickets are. Pure
 * but for that memory; not thread-safe.
 */
public final class TicketGate {
  public static final int MAX_REMEMBERED = 10_000;

  /** By how much the clocks of tracker and agents may differ. */
  public static final Duration SKEW = Duration.ofSeconds(30);

  /** What is not told the tracker by then would not count any more. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private final AgentId self;
  private final Map<String, Use> uses = new LinkedHashMap<>();

  private static final class Use {
    final SignedTicket ticket;
    long takenBytes;
    long sentBytes;
    long toldBytes;

    Use(SignedTicket ticket) {
      this.ticket = ticket;
    }
  }

  public TicketGate(AgentId self) {
    this.self = self;
  }

  /** What becomes of a request. */
  public enum Decision {
    ADMITTED,
    NOT_THE_CLIENT,
    NOT_THIS_SERVER,
    NOT_YET,
    EXPIRED,
    /** Fewer bytes are left than are asked for. */
    USED_UP,
    /** More tickets than can be remembered: it may be good, and is refused all the same. */
    TOO_MANY
  }

  /** Decides on {@code signed}, shown by {@code asker}, at {@code now}, and takes the bytes. */
  public Decision take(SignedTicket signed, AgentId asker, long bytes, Instant now) {
    Ticket ticket = signed.ticket();
    if (!ticket.client().equals(asker)) {
      return Decision.NOT_THE_CLIENT;
    }
    if (!ticket.server().equals(self)) {
      return Decision.NOT_THIS_SERVER;
    }
    if (now.isBefore(ticket.issued().minus(SKEW))) {
      return Decision.NOT_YET;
    }
    if (!now.isBefore(ticket.expires().plus(SKEW))) {
      return Decision.EXPIRED;
    }
    Use use = uses.get(ticket.nonce());
    if (use == null) {
      if (uses.size() >= MAX_REMEMBERED) {
        uses.values().removeIf(known -> isOver(known, now));
        if (uses.size() >= MAX_REMEMBERED) {
          return Decision.TOO_MANY;
        }
      }
      use = new Use(signed);
      uses.put(ticket.nonce(), use);
    }
    if (bytes > ticket.maxBytes() - use.takenBytes) {
      return Decision.USED_UP;
    }
    use.takenBytes += bytes;
    return Decision.ADMITTED;
  }

  private static boolean isOver(Use use, Instant now) {
    Instant over = use.ticket.ticket().expires().plus(SKEW);
    return now.isAfter(over.plus(KEPT))
        || (now.isAfter(over) && use.sentBytes == use.toldBytes && use.takenBytes <= use.sentBytes);
  }

  /** Of {@code taken} bytes {@code sent} were sent; the rest may be taken again. */
  public void sent(Ticket ticket, long taken, long sent) {
    Use use = uses.get(ticket.nonce());
    if (use != null) {
      use.takenBytes -= taken - sent;
      use.sentBytes += sent;
    }
  }

  /** What the tracker does not know of, at most {@code max}; {@link #told} follows. */
  public List<Sent> untold(int max) {
    List<Sent> untold = new ArrayList<>();
    for (Use use : uses.values()) {
      if (use.sentBytes > use.toldBytes && untold.size() < max) {
        untold.add(new Sent(use.ticket, use.sentBytes));
      }
    }
    return untold;
  }

  /** The tracker knows of these now. */
  public void told(List<Sent> told, Instant now) {
    for (Sent sent : told) {
      Use use = uses.get(sent.ticket().ticket().nonce());
      if (use != null) {
        use.toldBytes = Math.max(use.toldBytes, sent.bytes());
      }
    }
    uses.values().removeIf(use -> isOver(use, now));
  }
}
