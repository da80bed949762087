package io.peerage.tracker.accounting;

import io.peerage.protocol.accounting.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * What both ends say of a ticket so far. Immutable.
 *
 * @param epoch of the client's last receipt; null before the first
 * @param epochBytes that the client received in that epoch, and {@code earlierBytes} in those
 *     before it; likewise transfers
 * @param sentBytes that the server sent, -1 before it said anything
 */
public record TicketAccount(
    Ticket ticket,
    @Nullable String epoch,
    long epochBytes,
    int epochTransfers,
    long earlierBytes,
    int earlierTransfers,
    long sentBytes) {
  /** Of these a server's figure is the greater, by what was on its way when the client left. */
  private static final double LEAST_AGREED = 0.75;

  static TicketAccount of(Ticket ticket) {
    return new TicketAccount(ticket, null, 0, 0, 0, 0, -1);
  }

  /** With a receipt; a smaller one of the same epoch changes nothing. */
  TicketAccount received(String inEpoch, long bytes, int transfers) {
    if (inEpoch.equals(epoch)) {
      return new TicketAccount(
          ticket,
          epoch,
          Math.max(epochBytes, bytes),
          Math.max(epochTransfers, transfers),
          earlierBytes,
          earlierTransfers,
          sentBytes);
    }
    return new TicketAccount(
        ticket,
        inEpoch,
        bytes,
        transfers,
        capped(earlierBytes + epochBytes),
        Math.min(Integer.MAX_VALUE / 2, earlierTransfers + epochTransfers),
        sentBytes);
  }

  /** With what the server says; less than before changes nothing. */
  TicketAccount sent(long bytes) {
    return new TicketAccount(
        ticket,
        epoch,
        epochBytes,
        epochTransfers,
        earlierBytes,
        earlierTransfers,
        Math.max(sentBytes, capped(bytes)));
  }

  private long capped(long bytes) {
    return Math.min(bytes, ticket.maxBytes());
  }

  /** By the client's word; never more than the ticket. */
  long receivedBytes() {
    return capped(earlierBytes + epochBytes);
  }

  /** By the server's word, 0 when it said nothing. */
  long serverBytes() {
    return Math.max(0, sentBytes);
  }

  /** Whether both ends said something. */
  boolean bothSpoke() {
    return epoch != null && sentBytes >= 0;
  }

  /** What both say, and the ticket allows. */
  long creditedBytes() {
    return Math.min(receivedBytes(), serverBytes());
  }

  /** Transfers that count: none before bytes do. */
  int creditedTransfers() {
    return creditedBytes() == 0 ? 0 : earlierTransfers + epochTransfers;
  }

  /** Whether both say nearly the same. */
  boolean agrees() {
    return receivedBytes() <= serverBytes() && receivedBytes() >= LEAST_AGREED * serverBytes();
  }
}
