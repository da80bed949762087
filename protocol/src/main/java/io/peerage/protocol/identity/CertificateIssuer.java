package io.peerage.protocol.identity;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/**
 * Issues the certificates of a trust domain (RFC 5280, Ed25519 by RFC 8410): each leaf has exactly
 * one URI among its alternative names, its SPIFFE id, and serves for both ends of TLS. Immutable
 * and thread-safe. Serial numbers and times are handed in.
 */
public final class CertificateIssuer {
  private static final AlgorithmIdentifier ED25519 =
      new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);

  private final PrivateKey key;
  private final X509Certificate authority;

  /** Issues under {@code authority}, whose key is {@code key}. */
  public CertificateIssuer(PrivateKey key, X509Certificate authority) throws CertificateException {
    if (!Certificates.publicKey(authority).equals(key.publicKey())) {
      throw new CertificateException("the authority's certificate is for another key");
    }
    this.key = key;
    this.authority = authority;
  }

  /** A new authority's certificate for {@code key}, signed by itself. */
  public static X509Certificate selfSign(
      PrivateKey key, String trustDomain, Instant notBefore, Instant notAfter, long serial) {
    X500Name name = new X500Name("CN=Peerage authority of " + trustDomain);
    X509v3CertificateBuilder builder =
        builder(name, name, key.publicKey(), notBefore, notAfter, serial);
    extend(builder, Extension.basicConstraints, new BasicConstraints(0));
    extend(builder, Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return sign(builder, key);
  }

  public X509Certificate authority() {
    return authority;
  }

  /** Issues a certificate for {@code subjectKey} under the name {@code id}. */
  public X509Certificate issue(
      PublicKey subjectKey, SpiffeId id, Instant notBefore, Instant notAfter, long serial) {
    X509v3CertificateBuilder builder =
        builder(
            X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
            new X500Name("CN=" + id.id()),
            subjectKey,
            notBefore,
            notAfter,
            serial);
    extend(builder, Extension.basicConstraints, new BasicConstraints(false));
    extend(builder, Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature));
    extend(
        builder,
        Extension.extendedKeyUsage,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    extend(
        builder,
        Extension.subjectAlternativeName,
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString())));
    return sign(builder, key);
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      PublicKey subjectKey,
      Instant notBefore,
      Instant notAfter,
      long serial) {
    return new X509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(serial),
        Date.from(notBefore),
        Date.from(notAfter),
        subject,
        new SubjectPublicKeyInfo(ED25519, subjectKey.raw()));
  }

  private static void extend(
      X509v3CertificateBuilder builder, ASN1ObjectIdentifier extension, ASN1Encodable value) {
    try {
      boolean critical =
          extension.equals(Extension.basicConstraints) || extension.equals(Extension.keyUsage);
      builder.addExtension(extension, critical, value);
    } catch (CertIOException e) {
      throw new IllegalStateException("an extension can be encoded in memory", e);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return Certificates.parse(
          Base64Bytes.of(builder.build(new Ed25519ContentSigner(key)).getEncoded()));
    } catch (CertificateException | IOException e) {
      throw new IllegalStateException("a certificate that was built can be read", e);
    }
  }

  /** BouncyCastle's way to sign, with our key. */
  static final class Ed25519ContentSigner implements ContentSigner {
    private final PrivateKey key;
    private final ByteArrayOutputStream toBeSigned = new ByteArrayOutputStream();

    Ed25519ContentSigner(PrivateKey key) {
      this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return ED25519;
    }

    @Override
    public OutputStream getOutputStream() {
      return toBeSigned;
    }

    @Override
    public byte[] getSignature() {
      return key.sign(toBeSigned.toByteArray());
    }
  }
}
