package io.peerage.protocol.accounting;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A page of receipts as the client signed it, with the certificate of its key in DER: so anyone who
 * knows the authority's pin can check it, offline.
 */
public record SignedPage(Envelope envelope, Base64Bytes certificate) {

  /** Signs {@code page} as the agent that {@code certificate} names. */
  public static SignedPage sign(ReceiptPage page, PrivateKey key, X509Certificate certificate) {
    return new SignedPage(
        Envelope.sign(ReceiptPage.PAYLOAD_TYPE, StrictJson.write(page), List.of(key)),
        Certificates.der(certificate));
  }

  /** By which the next page names this one. */
  public Sha256Hash hash() {
    return Sha256Hash.hash(envelope.payload().toArray());
  }

  /**
   * Checks that an agent signed it, and that agent is the page's client.
   *
   * @param authority the trust domain's; that it is the right one is for the caller to know
   */
  public ReceiptPage open(X509Certificate authority)
      throws MalformedMessageException, UntrustedException {
    if (!envelope.payloadType().equals(ReceiptPage.PAYLOAD_TYPE)) {
      throw new UntrustedException(
          Reason.MIX_UP, "a " + envelope.payloadType() + " where receipts belong");
    }
    ReceiptPage page =
        StrictJson.read(
            "receipts", envelope.payload().toArray(), ReceiptPage.MAX_BYTES, ReceiptPage.class);
    try {
      X509Certificate leaf = Certificates.parse(certificate);
      SpiffeId signer = Certificates.requireIssuedBy(leaf, authority, page.made());
      if (signer.role() != Role.AGENT
          || !signer.id().equals(page.client())
          || envelope.signers(List.of(Certificates.publicKey(leaf))).isEmpty()) {
        throw new UntrustedException(
            Reason.SIGNATURE,
            "receipts of %s are not signed by it, but by %s".formatted(page.client(), signer));
      }
    } catch (CertificateException e) {
      throw new UntrustedException(Reason.SIGNATURE, "receipts: " + e.getMessage());
    }
    return page;
  }
}
