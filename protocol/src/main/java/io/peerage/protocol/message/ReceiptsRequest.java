package io.peerage.protocol.message;

import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import java.util.List;

/**
 * {@code POST /peerage/v1/receipts}, over mTLS: what an agent received under tickets, under its
 * signature, and what it sent under others', as the other half of their receipts. Idempotent: pages
 * have numbers, and what was sent is a running total for each ticket.
 *
 * @param pages at most {@value #MAX_PAGES}, in the order in which they were made
 * @param sent at most {@value #MAX_SENT}, at most one for each ticket
 */
public record ReceiptsRequest(List<SignedPage> pages, List<Sent> sent) {
  /** The most bytes of the request's body. */
  public static final int MAX_BYTES = 512 * 1024;

  /** The most pages of one request. */
  public static final int MAX_PAGES = 8;

  /** The most tickets that one request says something was sent under. */
  public static final int MAX_SENT = 64;

  /**
   * What a server sent.
   *
   * @param ticket that the client showed
   * @param bytes of bodies that were sent under it so far
   */
  public record Sent(SignedTicket ticket, long bytes) {
    public Sent {
      Bounds.check("bytes", bytes, 0, Long.MAX_VALUE);
    }
  }

  public ReceiptsRequest {
    Bounds.checkSize("pages", pages, MAX_PAGES);
    Bounds.checkSize("sent", sent, MAX_SENT);
    pages = List.copyOf(pages);
    sent = List.copyOf(sent);
  }
}
