package io.peerage.protocol.accounting;

import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.UntrustedException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One client's tickets for several servers, under one signature of a tracker: it signs the root of
 * the tree over all of them, so that a sheet for 500 servers costs one signature, and yet each
 * ticket is shown, checked and kept as evidence alone.
 *
 * @param entries 1 to {@value #MAX_TICKETS}, in the order of the tree's leaves
 * @param signature over a {@link Root}
 * @param certificate of the tracker that signed it, in DER
 */
public record TicketSheet(
    AgentId client,
    long maxBytes,
    Instant issued,
    Instant expires,
    List<Entry> entries,
    Envelope signature,
    Base64Bytes certificate) {
  /** The most tickets of one sheet. */
  public static final int MAX_TICKETS = 500;

  /** A server and the ticket's own name. */
  public record Entry(AgentId server, String nonce) {}

  /**
   * What the tracker signs.
   *
   * @param root of the tree over the tickets
   * @param signed when: its certificate was valid then
   */
  record Root(Sha256Hash root, Instant signed) {
    static final String PAYLOAD_TYPE = "application/vnd.peerage.tickets.v1+json";
    static final int MAX_BYTES = 512;
  }

  public TicketSheet {
    if (entries.isEmpty() || entries.size() > MAX_TICKETS) {
      throw new IllegalArgumentException(
          "entries has 1 to %d tickets, not %d".formatted(MAX_TICKETS, entries.size()));
    }
    entries = List.copyOf(entries);
  }

  /**
   * Signs tickets of one client, which have their bytes and times in common.
   *
   * @param signed the time now
   */
  public static TicketSheet sign(
      List<Ticket> tickets, PrivateKey key, X509Certificate certificate, Instant signed) {
    Ticket first = tickets.getFirst();
    return new TicketSheet(
        first.client(),
        first.maxBytes(),
        first.issued(),
        first.expires(),
        tickets.stream().map(ticket -> new Entry(ticket.server(), ticket.nonce())).toList(),
        Envelope.sign(
            Root.PAYLOAD_TYPE,
            StrictJson.write(new Root(new TicketTree(tickets).root(), signed)),
            List.of(key)),
        Certificates.der(certificate));
  }

  /**
   * The tickets, each with what it takes to show it alone.
   *
   * @throws UntrustedException when they are not what a tracker of {@code authority} signed
   */
  public List<SignedTicket> open(X509Certificate authority) throws UntrustedException {
    List<Ticket> tickets = new ArrayList<>();
    try {
      for (Entry entry : entries) {
        tickets.add(new Ticket(entry.nonce(), client, entry.server(), maxBytes, issued, expires));
      }
    } catch (IllegalArgumentException e) {
      throw new UntrustedException(
          UntrustedException.Reason.INCONSISTENT, String.valueOf(e.getMessage()));
    }
    TicketTree tree = new TicketTree(tickets);
    List<SignedTicket> all = new ArrayList<>();
    for (int i = 0; i < tickets.size(); i++) {
      HashList path = tree.path(i);
      all.add(
          new SignedTicket(
              tickets.get(i), i, tickets.size(), path.toBase64(), signature, certificate));
    }
    // They stand under one root, so that one of them speaks for all.
    all.getFirst().requireSigned(authority);
    return all;
  }
}
