package io.peerage.protocol.identity;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import java.io.IOException;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * Certificate signing requests (PKCS #10, RFC 2986) for Ed25519 keys: proof that the asker holds
 * the key. Everything else in them is ignored; the tracker decides the name.
 */
public final class CertificateRequests {
  private static final X500Name NAME = new X500Name("CN=peerage");

  private CertificateRequests() {}

  /** A request for {@code key}, in DER. */
  public static Base64Bytes create(PrivateKey key) {
    SubjectPublicKeyInfo info =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), key.publicKey().raw());
    try {
      return Base64Bytes.of(
          new PKCS10CertificationRequestBuilder(NAME, info)
              .build(new CertificateIssuer.Ed25519ContentSigner(key))
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a request can be encoded in memory", e);
    }
  }

  /**
   * The key that a request is for.
   *
   * @throws IllegalArgumentException when it is no request, not for an Ed25519 key, or not signed
   *     by that key
   */
  public static PublicKey requireKey(Base64Bytes der) {
    try {
      CertificationRequest request =
          new PKCS10CertificationRequest(der.toArray()).toASN1Structure();
      CertificationRequestInfo info = request.getCertificationRequestInfo();
      SubjectPublicKeyInfo subject = info.getSubjectPublicKeyInfo();
      if (!subject.getAlgorithm().getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
        throw new IllegalArgumentException("csr is for an Ed25519 key");
      }
      PublicKey key = PublicKey.ofRaw(subject.getPublicKeyData().getOctets());
      if (!key.verifies(info.getEncoded("DER"), request.getSignature().getOctets())) {
        throw new IllegalArgumentException("csr is signed by the key that it is for");
      }
      return key;
    } catch (IOException | IllegalStateException | ClassCastException e) {
      throw new IllegalArgumentException("csr is a PKCS #10 request in DER", e);
    }
  }
}
