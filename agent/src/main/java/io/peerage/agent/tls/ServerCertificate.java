package io.peerage.agent.tls;

import io.peerage.runtime.identity.Pem;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A server's certificate chain and the private key that belongs to it. Immutable; never says the
 * key.
 */
final class ServerCertificate {
  private static final int MAX_CHAIN = 10;

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /**
   * Reads and checks.
   *
   * @param certificates PEM, the server's own first, then each one that signed the one before
   * @param privateKey PEM, PKCS #8
   * @throws IllegalArgumentException saying what is wrong and how to mend it
   */
  static ServerCertificate parse(String certificates, String privateKey, Instant now) {
    List<X509Certificate> chain = chain(certificates);
    X509Certificate own = chain.getFirst();
    if (now.isAfter(own.getNotAfter().toInstant())) {
      throw new IllegalArgumentException(
          "the certificate of %s ended at %s; renew it"
              .formatted(own.getSubjectX500Principal(), own.getNotAfter().toInstant()));
    }
    if (now.isBefore(own.getNotBefore().toInstant())) {
      throw new IllegalArgumentException(
          "the certificate of %s begins at %s only; is this machine's clock right?"
              .formatted(own.getSubjectX500Principal(), own.getNotBefore().toInstant()));
    }
    for (int i = 1; i < chain.size(); i++) {
      requireSigned(chain.get(i - 1), chain.get(i), i + 1);
    }
    PrivateKey key = key(privateKey, own.getPublicKey());
    requirePair(own.getPublicKey(), key);
    return new ServerCertificate(chain, key);
  }

  private static List<X509Certificate> chain(String text) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : Pem.parse("certificateFile", text, "CERTIFICATE")) {
        chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "certificateFile: certificate %d is malformed; `openssl x509 -in FILE -text` should read it"
              .formatted(chain.size() + 1),
          e);
    }
    if (chain.size() > MAX_CHAIN) {
      throw new IllegalArgumentException(
          "certificateFile has %d certificates; a chain has at most %d"
              .formatted(chain.size(), MAX_CHAIN));
    }
    return chain;
  }

  private static void requireSigned(X509Certificate signed, X509Certificate by, int place) {
    try {
      signed.verify(by.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "certificateFile: certificate %d (%s) did not sign the one before it (%s); put the server's own first, then each one that signed the one before"
              .formatted(place, by.getSubjectX500Principal(), signed.getSubjectX500Principal()),
          e);
    }
  }

  private static PrivateKey key(String text, PublicKey own) {
    if (text.contains("BEGIN ENCRYPTED PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "keyFile is encrypted; use a plain one that only the agent may read: openssl pkcs8 -in"
              + " FILE -out PLAIN");
    }
    if (text.contains("BEGIN RSA PRIVATE KEY") || text.contains("BEGIN EC PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "keyFile is not PKCS #8 (BEGIN PRIVATE KEY): openssl pkcs8 -topk8 -nodes -in FILE -out"
              + " PKCS8");
    }
    byte[] der = Pem.parse("keyFile", text, "PRIVATE KEY").getFirst();
    try {
      return KeyFactory.getInstance(own.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(
          "keyFile has no %s key, which the certificate is for".formatted(own.getAlgorithm()), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the certificate's key is %s; RSA, EC (P-256, P-384) and Ed25519 are right"
              .formatted(own.getAlgorithm()),
          e);
    }
  }

  /** What the one signs the other must believe. */
  private static void requirePair(PublicKey own, PrivateKey key) {
    byte[] words = {'p', 'e', 'e', 'r', 'a', 'g', 'e'};
    try {
      String algorithm = signatureOf(own);
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(words);
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(own);
      verifying.update(words);
      if (verifying.verify(signing.sign())) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("keyFile's key cannot be used: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "keyFile's key is not that of the first certificate in certificateFile; use the pair that"
            + " was made together");
  }

  private static String signatureOf(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  PrivateKey key() {
    return key;
  }

  @Override
  public String toString() {
    return "certificate of "
        + chain.getFirst().getSubjectX500Principal()
        + " until "
        + chain.getFirst().getNotAfter().toInstant();
  }
}
