package io.peerage.tracker.accounting;

import io.peerage.protocol.accounting.Ticket;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * How tickets are issued and receipts taken.
 *
 * @param ticketBytes the most bytes that one client may fetch from one server, and have credited,
 *     within half a minute; what goes beyond is served as without a ticket
 * @param receiptsWithin how long after its ticket expired a receipt still counts: no longer than a
 *     tracker is likely to be away, since all tickets of that time are remembered
 */
public record AccountingParameters(ByteSize ticketBytes, TimeSpan receiptsWithin) {
  public static final AccountingParameters DEFAULTS =
      new AccountingParameters(ByteSize.parse("4GiB"), TimeSpan.parse("10m"));

  public AccountingParameters {
    if (ticketBytes.bytes() < 1 || ticketBytes.bytes() > Ticket.MOST_BYTES) {
      throw new IllegalArgumentException(
          "ticketBytes is 1B to %s, not %s"
              .formatted(new ByteSize(Ticket.MOST_BYTES), ticketBytes));
    }
    if (receiptsWithin.toMillis() < 1000 || receiptsWithin.toMillis() > 86_400_000) {
      throw new IllegalArgumentException("receiptsWithin is 1s to 24h, not " + receiptsWithin);
    }
  }
}
