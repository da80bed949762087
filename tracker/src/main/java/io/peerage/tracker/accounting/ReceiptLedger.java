package io.peerage.tracker.accounting;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides at the tracker what is credited to whom. No receipt, no credit; one receipt per ticket;
 * never more than the ticket allows; and only for tickets that the tracker issued. What contradicts
 * this is proof P3 or P2 against whoever signed it. Tickets are remembered for {@code
 * Ticket.MAX_LIFETIME} and the reports' delay by the caller, who drops them by {@link #forget}. Not
 * thread-safe.
 */
public final class ReceiptLedger {
  private final Map<Long, Issued> tickets = new HashMap<>();
  private final Map<AgentId, Long> credited = new HashMap<>();
  private long total;

  /** A ticket, and what was said of it. */
  private static final class Issued {
    final Ticket ticket;
    long receiptBytes = -1;

    Issued(Ticket ticket) {
      this.ticket = ticket;
    }
  }

  /** What becomes of a receipt. */
  public enum Decision {
    CREDITED,
    /** The same receipt again, as after a lost answer: nothing more is credited. */
    REPEATED,
    /** P3: a ticket that the tracker never issued, or to others. */
    FORGED,
    /** P3: more than the ticket allows. */
    EXCESSIVE,
    /** P2: another statement under the same ticket. */
    CONTRADICTORY
  }

  /** A ticket was issued. */
  public void issued(Ticket ticket) {
    if (tickets.putIfAbsent(ticket.nonce(), new Issued(ticket)) != null) {
      throw new IllegalArgumentException("the nonce " + ticket.nonce() + " was issued before");
    }
  }

  /** Decides on {@code receipt}, whose signature was checked. */
  public Decision take(Receipt receipt) {
    Issued issued = tickets.get(receipt.nonce());
    if (issued == null
        || !issued.ticket.client().equals(receipt.signer())
        || !issued.ticket.server().equals(receipt.server())) {
      return Decision.FORGED;
    }
    if (receipt.bytes() > issued.ticket.maxBytes()) {
      return Decision.EXCESSIVE;
    }
    if (issued.receiptBytes >= 0) {
      return issued.receiptBytes == receipt.bytes() ? Decision.REPEATED : Decision.CONTRADICTORY;
    }
    issued.receiptBytes = receipt.bytes();
    credited.merge(receipt.server(), receipt.bytes(), Long::sum);
    total += receipt.bytes();
    return Decision.CREDITED;
  }

  /** Bytes credited to {@code server}. */
  public long credited(AgentId server) {
    return credited.getOrDefault(server, 0L);
  }

  /** Bytes credited to all. */
  public long total() {
    return total;
  }

  /** Drops the tickets that expired before {@code time}: receipts for them come too late. */
  public void forget(Instant time) {
    tickets.values().removeIf(issued -> issued.ticket.expires().isBefore(time));
  }
}
