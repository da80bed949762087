package io.peerage.protocol.identity;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.PublicKey;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The certificates of a trust domain: Ed25519 throughout, one authority, leaves directly below it.
 */
public final class Certificates {
  /** The most bytes of a certificate in DER. */
  public static final int MAX_DER_BYTES = 4096;

  private Certificates() {}

  /** Reads a certificate in DER. */
  public static X509Certificate parse(Base64Bytes der) throws CertificateException {
    if (der.length() > MAX_DER_BYTES) {
      throw new CertificateException(
          "a certificate has at most " + MAX_DER_BYTES + " bytes, not " + der.length());
    }
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()));
  }

  /** The certificate in DER. */
  public static Base64Bytes der(X509Certificate certificate) {
    try {
      return Base64Bytes.of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /** The Ed25519 key that {@code certificate} is for. */
  public static PublicKey publicKey(X509Certificate certificate) throws CertificateException {
    SubjectPublicKeyInfo info =
        SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
    if (!info.getAlgorithm().getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
      throw new CertificateException(
          "a certificate of the trust domain has an Ed25519 key, not "
              + certificate.getPublicKey().getAlgorithm());
    }
    return PublicKey.ofRaw(info.getPublicKeyData().getOctets());
  }

  /**
   * Checks that {@code leaf} was issued directly by {@code authority}, was valid at {@code time},
   * and has one identity. That {@code authority} is the right one is for the caller to know, by its
   * pin. The signature is checked by BouncyCastle, several times faster than by the JDK.
   *
   * @return that identity
   */
  public static SpiffeId requireIssuedBy(
      X509Certificate leaf, X509Certificate authority, Instant time) throws CertificateException {
    if (authority.getBasicConstraints() < 0) {
      throw new CertificateException("the issuer is no certificate authority");
    }
    leaf.checkValidity(Date.from(time));
    authority.checkValidity(Date.from(time));
    if (!EdECObjectIdentifiers.id_Ed25519.getId().equals(leaf.getSigAlgOID())
        || !publicKey(authority).verifies(leaf.getTBSCertificate(), leaf.getSignature())) {
      throw new CertificateException(
          "the certificate of " + leaf.getSubjectX500Principal() + " is not by that authority");
    }
    return SpiffeId.of(leaf)
        .orElseThrow(
            () -> new CertificateException("the certificate does not have exactly one SPIFFE id"));
  }
}
