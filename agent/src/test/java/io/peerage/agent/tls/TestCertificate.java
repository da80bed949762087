package io.peerage.agent.tls;

import io.peerage.runtime.identity.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate for localhost that vouches for itself, with its key. */
public record TestCertificate(X509Certificate certificate, KeyPair keys) {
  /**
   * Makes one.
   *
   * @param algorithm EC, RSA or Ed25519
   */
  public static TestCertificate make(String algorithm, Instant from, Instant until) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (!algorithm.equals("Ed25519")) {
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
      }
      KeyPair keys = generator.generateKeyPair();
      X500Name name = new X500Name("CN=localhost");
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(from.getEpochSecond()),
              Date.from(from),
              Date.from(until),
              name,
              keys.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              }));
      String signature =
          switch (algorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> algorithm;
          };
      return new TestCertificate(
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()))),
          keys);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One of an elliptic curve that is good now. */
  public static TestCertificate make() {
    return make("EC", Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600));
  }

  public String certificatePem() {
    try {
      return Pem.write("CERTIFICATE", certificate.getEncoded());
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  public String keyPem() {
    return Pem.write("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** Writes both, {@code folder/cert.pem} and {@code folder/key.pem}. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("cert.pem"), certificatePem());
    Files.writeString(folder.resolve("key.pem"), keyPem());
  }

  /** What believes this certificate and no other. */
  public SSLContext believing() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("it", certificate);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
