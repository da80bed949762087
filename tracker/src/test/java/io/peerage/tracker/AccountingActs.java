package io.peerage.tracker;

import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.OriginTraffic;
import io.peerage.protocol.message.ReceiptsRequest;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.identity.Identity;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** What agents do with tickets and receipts, right or wrong. */
public final class AccountingActs {
  private AccountingActs() {}

  /** The ticket that the tracker gives {@code client} for {@code server}, as its neighbour. */
  static SignedTicket ticket(FakeAgent client, AgentId server) throws Exception {
    TicketSheet sheet = client.announce().tickets();
    if (sheet == null) {
      throw new IOException("no tickets for " + client.id());
    }
    return sheet.open(client.identity().get().authority()).stream()
        .filter(ticket -> ticket.ticket().server().equals(server))
        .findFirst()
        .orElseThrow(() -> new IOException("no ticket for " + server));
  }

  static String newEpoch() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A page of {@code client}'s, signed by it. */
  static SignedPage page(
      FakeAgent client, String epoch, long sequence, Sha256Hash previous, Receipt... receipts) {
    Identity identity = client.identity().get();
    return SignedPage.sign(
        new ReceiptPage(
            client.id(),
            epoch,
            sequence,
            previous,
            // By the tracker's clock, whatever time that shows.
            receipts[0].ticket().ticket().issued(),
            List.of(receipts)),
        identity.key(),
        identity.certificate());
  }

  static SignedPage first(FakeAgent client, Receipt... receipts) {
    return page(client, newEpoch(), 1, Sha256Hash.ZERO, receipts);
  }

  static void hand(FakeAgent client, SignedPage... pages) throws IOException {
    client.postRaw(
        "/peerage/v1/receipts", StrictJson.write(new ReceiptsRequest(List.of(pages), List.of())));
  }

  static void sent(FakeAgent server, SignedTicket ticket, long bytes) throws IOException {
    server.postRaw(
        "/peerage/v1/receipts",
        StrictJson.write(
            new ReceiptsRequest(List.of(), List.of(new ReceiptsRequest.Sent(ticket, bytes)))));
  }

  /** A transfer that both ends tell of. */
  static void exchange(FakeAgent client, FakeAgent server, long bytes) throws Exception {
    exchange(client, server, bytes, bytes);
  }

  /** A transfer of some of {@code root} from {@code server}, that both ends tell of. */
  public static void exchange(FakeAgent client, FakeAgent server, ContentRoot root, long bytes)
      throws IOException {
    TicketSheet sheet = client.locate(root, 50).tickets();
    if (sheet == null) {
      throw new IOException("no tickets for " + client.id());
    }
    try {
      for (SignedTicket ticket : sheet.open(client.identity().get().authority())) {
        if (ticket.ticket().server().equals(server.id())) {
          sent(server, ticket, bytes);
          hand(client, first(client, new Receipt(ticket, bytes, 1)));
        }
      }
    } catch (UntrustedException e) {
      throw new IOException(e);
    }
  }

  /** An origin adapter tells its totals. */
  public static void originSent(FakeAgent adapter, long bytes) throws IOException {
    adapter.postRaw(
        "/peerage/v1/origin-traffic", StrictJson.write(new OriginTraffic("e", bytes, bytes)));
  }

  /** A transfer of which the ends tell different things. */
  static void exchange(FakeAgent client, FakeAgent server, long received, long sent)
      throws Exception {
    server.announce();
    SignedTicket ticket = ticket(client, server.id());
    sent(server, ticket, sent);
    hand(client, first(client, new Receipt(ticket, received, 1)));
  }
}
