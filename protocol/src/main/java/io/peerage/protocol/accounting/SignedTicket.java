package io.peerage.protocol.accounting;

import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A ticket with what anyone needs to check it who knows the authority's pin. As a header field it
 * is a byte sequence (RFC 8941) of its JSON, about 2 KiB.
 *
 * @param index of the ticket among the sheet's, from 0
 * @param size how many tickets the sheet has
 * @param path base64 of the hashes from the ticket to the root
 * @param signature over the root
 * @param certificate of the tracker that signed, in DER
 */
public record SignedTicket(
    Ticket ticket, int index, int size, String path, Envelope signature, Base64Bytes certificate) {
  /** Request to an agent: a ticket. */
  public static final String HEADER = "Peerage-Ticket";

  /** The most characters of the header field's value. */
  public static final int MAX_HEADER_CHARS = 12 * 1024;

  private static final int MAX_PATH = 9;

  public SignedTicket {
    if (size < 1 || size > TicketSheet.MAX_TICKETS) {
      throw new IllegalArgumentException(
          "size is 1 to %d, not %d".formatted(TicketSheet.MAX_TICKETS, size));
    }
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("index is 0 to %d, not %d".formatted(size - 1, index));
    }
    // What is never looked at must not grow: receipts are full of these.
    if (signature.payload().length() > TicketSheet.Root.MAX_BYTES
        || signature.signatures().size() != 1
        || certificate.length() > Certificates.MAX_DER_BYTES / 2) {
      throw new IllegalArgumentException(
          "signature has one signature over at most %d bytes, certificate at most %d bytes"
              .formatted(TicketSheet.Root.MAX_BYTES, Certificates.MAX_DER_BYTES / 2));
    }
    HashList.parseBase64(path, MAX_PATH);
  }

  /** The header field's value. */
  public String toHeader() {
    return ":" + Base64.getEncoder().encodeToString(StrictJson.write(this)) + ":";
  }

  /** Reads the header field's value. */
  public static SignedTicket parse(String header) throws MalformedMessageException {
    if (header.length() > MAX_HEADER_CHARS
        || header.length() < 2
        || !header.startsWith(":")
        || !header.endsWith(":")) {
      throw new MalformedMessageException(
          HEADER, "", "not a byte sequence of at most " + MAX_HEADER_CHARS + " characters");
    }
    try {
      return StrictJson.read(
          HEADER,
          Base64.getDecoder().decode(header.substring(1, header.length() - 1)),
          MAX_HEADER_CHARS,
          SignedTicket.class);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(HEADER, "", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Checks that a tracker signed it, with a certificate that was valid when it did.
   *
   * @param authority the trust domain's; that it is the right one is for the caller to know
   */
  public void requireSigned(X509Certificate authority) throws UntrustedException {
    TicketSheet.Root signed;
    try {
      signed =
          StrictJson.read(
              "tickets",
              signature.payload().toArray(),
              TicketSheet.Root.MAX_BYTES,
              TicketSheet.Root.class);
    } catch (MalformedMessageException e) {
      throw new UntrustedException(Reason.INCONSISTENT, String.valueOf(e.getMessage()));
    }
    Optional<Sha256Hash> root =
        TicketTree.climb(ticket, index, size, HashList.parseBase64(path, MAX_PATH));
    if (!signature.payloadType().equals(TicketSheet.Root.PAYLOAD_TYPE)
        || !root.equals(Optional.of(signed.root()))) {
      throw new UntrustedException(
          Reason.INCONSISTENT, "ticket " + ticket.nonce() + " is not under what was signed");
    }
    requireTrackers(authority, signed.signed());
  }

  private void requireTrackers(X509Certificate authority, Instant signed)
      throws UntrustedException {
    try {
      X509Certificate leaf = Certificates.parse(certificate);
      SpiffeId signer = Certificates.requireIssuedBy(leaf, authority, signed);
      if (signer.role() != Role.TRACKER
          || signature.signers(List.of(Certificates.publicKey(leaf))).isEmpty()) {
        throw new UntrustedException(
            Reason.SIGNATURE,
            "ticket %s is not signed by a tracker, but by %s".formatted(ticket.nonce(), signer));
      }
    } catch (CertificateException e) {
      throw new UntrustedException(
          Reason.SIGNATURE, "ticket " + ticket.nonce() + ": " + e.getMessage());
    }
  }
}
