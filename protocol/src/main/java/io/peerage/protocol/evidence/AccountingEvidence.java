package io.peerage.protocol.evidence;

import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.site.UntrustedException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Receipts by which their own signer is caught. Nobody need believe the tracker: what is wrong
 * follows from the signatures on the pages and their tickets.
 *
 * @param accusedCertificate of the first page
 * @param observedAt when the tracker had it; the pages say themselves when they were made
 * @param pages one, with a receipt that no ticket covers; or two that contradict each other
 */
public record AccountingEvidence(
    String id,
    Kind kind,
    SpiffeId accused,
    Base64Bytes accusedCertificate,
    Instant observedAt,
    List<SignedPage> pages)
    implements Evidence {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.accounting-evidence.v1+json";

  public AccountingEvidence {
    Evidence.require(id, kind, Set.of(Kind.EQUIVOCATION, Kind.FALSE_ACCOUNTING));
    if (pages.isEmpty() || pages.size() > 2) {
      throw new IllegalArgumentException("pages has 1 or 2 entries, not " + pages.size());
    }
    pages = List.copyOf(pages);
  }

  @Override
  public String payloadType() {
    return PAYLOAD_TYPE;
  }

  /**
   * What the accused did, in one sentence; nothing when it did nothing wrong, or something of
   * another kind.
   */
  Optional<String> fault(X509Certificate authority)
      throws MalformedMessageException, UntrustedException {
    ReceiptPage first = pages.getFirst().open(authority);
    if (!first.client().equals(accused.id())
        || !pages.getFirst().certificate().equals(accusedCertificate)) {
      throw new UntrustedException(
          UntrustedException.Reason.MIX_UP,
          "the page is of " + first.client() + ", not of " + accused);
    }
    return switch (kind) {
      case EQUIVOCATION ->
          pages.size() < 2
              ? Optional.empty()
              : contradiction(first, pages.getFirst(), pages.getLast(), authority);
      default ->
          first.receipts().stream()
              .flatMap(receipt -> falseReceipt(first, receipt, authority).stream())
              .findFirst();
    };
  }

  /** Two pages under one number, or one that names another page before it than there was. */
  private static Optional<String> contradiction(
      ReceiptPage first, SignedPage one, SignedPage other, X509Certificate authority)
      throws MalformedMessageException, UntrustedException {
    ReceiptPage second = other.open(authority);
    if (!second.client().equals(first.client()) || !second.epoch().equals(first.epoch())) {
      return Optional.empty();
    }
    if (second.sequence() == first.sequence() && !other.hash().equals(one.hash())) {
      return Optional.of(
          "signed two different pages of receipts number %d of its epoch %s"
              .formatted(first.sequence(), first.epoch()));
    }
    if (second.sequence() == first.sequence() + 1 && !second.previous().equals(one.hash())) {
      return Optional.of(
          "signed page %d of receipts, and a page %d that names another one before it"
              .formatted(first.sequence(), second.sequence()));
    }
    return Optional.empty();
  }

  /** What is wrong with a receipt, from signatures alone; nothing when nothing is. */
  public static Optional<String> falseReceipt(
      ReceiptPage page, Receipt receipt, X509Certificate authority) {
    Ticket ticket = receipt.ticket().ticket();
    try {
      receipt.ticket().requireSigned(authority);
    } catch (UntrustedException e) {
      return Optional.of("signed a receipt for a forged ticket: " + e.getMessage());
    }
    if (!ticket.client().equals(page.client())) {
      return Optional.of(
          "signed a receipt under ticket %s, which is of %s"
              .formatted(ticket.nonce(), ticket.client()));
    }
    if (receipt.bytes() > ticket.maxBytes()) {
      return Optional.of(
          "signed a receipt for %d bytes under ticket %s, which allows %d"
              .formatted(receipt.bytes(), ticket.nonce(), ticket.maxBytes()));
    }
    return Optional.empty();
  }
}
