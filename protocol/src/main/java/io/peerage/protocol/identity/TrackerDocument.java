package io.peerage.protocol.identity;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A document that a tracker signed with the key of its certificate, together with that certificate
 * and its authority's: so anyone who knows the authority's pin can check it, offline.
 *
 * <pre>
 * {"envelope": {DSSE}, "certificate": "base64 of DER", "authority": "base64 of DER"}
 * </pre>
 */
public record TrackerDocument(Envelope envelope, Base64Bytes certificate, Base64Bytes authority) {

  /** Signs {@code payload} as the tracker that {@code certificate} names. */
  public static TrackerDocument sign(
      String payloadType,
      Object payload,
      PrivateKey key,
      X509Certificate certificate,
      X509Certificate authority) {
    return new TrackerDocument(
        Envelope.sign(payloadType, StrictJson.write(payload), List.of(key)),
        Certificates.der(certificate),
        Certificates.der(authority));
  }

  /**
   * Checks the signature and the chain, and reads the payload.
   *
   * @param signedAt the time at which the tracker's certificate must have been valid: when the
   *     document says it was issued, as far as the caller can know
   * @throws UntrustedException when it is of another kind, another authority, another role than
   *     tracker, or not signed by the certificate's key
   */
  public <T> T open(
      String payloadType, SpkiPin authorityPin, Class<T> type, int maxBytes, Instant signedAt)
      throws MalformedMessageException, UntrustedException {
    if (!envelope.payloadType().equals(payloadType)) {
      throw new UntrustedException(
          Reason.MIX_UP, "a " + envelope.payloadType() + " where a " + payloadType + " belongs");
    }
    try {
      X509Certificate ca = Certificates.parse(authority);
      if (!SpkiPin.of(ca).equals(authorityPin)) {
        throw new UntrustedException(
            Reason.PIN, "signed under the authority " + SpkiPin.of(ca) + ", not " + authorityPin);
      }
      X509Certificate leaf = Certificates.parse(certificate);
      SpiffeId signer = Certificates.requireIssuedBy(leaf, ca, signedAt);
      if (signer.role() != Role.TRACKER
          || envelope.signers(List.of(Certificates.publicKey(leaf))).isEmpty()) {
        throw new UntrustedException(Reason.SIGNATURE, "not signed by a tracker, but by " + signer);
      }
    } catch (CertificateException e) {
      throw new UntrustedException(Reason.SIGNATURE, String.valueOf(e.getMessage()));
    }
    return StrictJson.read(payloadType, envelope.payload().toArray(), maxBytes, type);
  }
}
