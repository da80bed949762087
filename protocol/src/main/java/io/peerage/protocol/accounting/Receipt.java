package io.peerage.protocol.accounting;

/**
 * A client's word on what it got under a ticket so far. The next receipt under the same ticket says
 * more, never less.
 *
 * @param bytes received and verified under the ticket since the client's epoch began
 * @param transfers of those, requests that ended well
 */
public record Receipt(SignedTicket ticket, long bytes, int transfers) {
  private static final int MAX_TRANSFERS = 1_000_000;

  public Receipt {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is 0 or more, not " + bytes);
    }
    if (transfers < 0 || transfers > MAX_TRANSFERS) {
      throw new IllegalArgumentException(
          "transfers is 0 to %d, not %d".formatted(MAX_TRANSFERS, transfers));
    }
  }
}
