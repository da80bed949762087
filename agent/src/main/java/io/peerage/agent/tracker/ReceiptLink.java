package io.peerage.agent.tracker;

import io.peerage.agent.accounting.Admission;
import io.peerage.agent.accounting.ReceiptBook;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.message.ReceiptsRequest;
import io.peerage.protocol.message.ReceiptsRequest.Sent;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands receipts to the tracker, and what was sent under others' tickets, until it has them. Used
 * by one thread.
 */
public final class ReceiptLink {
  private static final Logger log = LoggerFactory.getLogger(ReceiptLink.class);

  /** Requests of one heartbeat; with more to tell, the next one goes on. */
  private static final int MAX_REQUESTS = 8;

  private final FleetClient client;
  private final URI receipts;
  private final Duration timeout;
  private final ReceiptBook book;
  private final Admission admission;

  public ReceiptLink(
      FleetClient client, URI tracker, Duration timeout, ReceiptBook book, Admission admission) {
    this.client = client;
    this.receipts = tracker.resolve("/peerage/v1/receipts");
    this.timeout = timeout;
    this.book = book;
    this.admission = admission;
  }

  /** Tells what the tracker does not know of. */
  void tell() throws IOException {
    for (int i = 0; i < MAX_REQUESTS; i++) {
      List<SignedPage> pages = book.unacknowledged(ReceiptsRequest.MAX_PAGES);
      List<Sent> sent = admission.untold(ReceiptsRequest.MAX_SENT);
      if (pages.isEmpty() && sent.isEmpty()) {
        return;
      }
      try {
        client.post(receipts, new ReceiptsRequest(pages, sent), timeout);
      } catch (RefusedException e) {
        if (e.status() != 400 && e.status() != 413) {
          throw e;
        }
        // It would be refused each time, and everything after it would wait.
        log.error("the tracker refuses receipts for good, they are dropped: {}", e.getMessage());
      }
      book.acknowledged(pages);
      admission.told(sent);
    }
  }
}
