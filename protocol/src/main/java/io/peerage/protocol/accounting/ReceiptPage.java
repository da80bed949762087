package io.peerage.protocol.accounting;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Receipts of one client, of which it writes one page after another: each names the page before it
 * by its hash, so that who signs two different pages under one number convicts himself.
 *
 * @param epoch 32 lower-case hexadecimal digits, new at every start of the client: numbers begin
 *     anew with it, so that one who lost his files contradicts nothing
 * @param sequence from 1 in each epoch, without gaps
 * @param previous SHA-256 of the payload of the page before it; zeros for the first of an epoch
 * @param made when; the client's certificate was valid then
 * @param receipts 1 to {@value #MAX_RECEIPTS}, at most one for each ticket
 */
public record ReceiptPage(
    AgentId client,
    String epoch,
    long sequence,
    Sha256Hash previous,
    Instant made,
    List<Receipt> receipts) {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.receipts.v1+json";

  /** The most receipts of one page: two pages fit in an evidence file. */
  public static final int MAX_RECEIPTS = 8;

  /** The most bytes of a page. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final Pattern EPOCH = Pattern.compile("[0-9a-f]{32}");

  public ReceiptPage {
    if (!EPOCH.matcher(epoch).matches()) {
      throw new IllegalArgumentException("epoch is 32 lower-case hexadecimal digits");
    }
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence is 1 or more, not " + sequence);
    }
    if ((sequence == 1) != previous.equals(Sha256Hash.ZERO)) {
      throw new IllegalArgumentException("previous is zeros for sequence 1, and only for that");
    }
    if (receipts.isEmpty() || receipts.size() > MAX_RECEIPTS) {
      throw new IllegalArgumentException(
          "receipts has 1 to %d entries, not %d".formatted(MAX_RECEIPTS, receipts.size()));
    }
    receipts = List.copyOf(receipts);
    if (receipts.stream().map(receipt -> receipt.ticket().ticket().nonce()).distinct().count()
        != receipts.size()) {
      throw new IllegalArgumentException("receipts has a ticket twice");
    }
  }
}
