package io.peerage.tracker.identity;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.key.PublicKey;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.identity.Pem;
import io.peerage.runtime.identity.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * The certificate authority of the trust domain, which gives every identity its name:
 *
 * <pre>
 * authority/key.pem            the private key, PKCS #8, mode 0600
 * authority/certificate.pem    signed by itself, ten years; made anew in its last year
 * </pre>
 *
 * Made at the first start. Everyone knows it by the pin of its key, so a new certificate for the
 * same key changes nothing for them. Immutable and thread-safe.
 */
public final class Authority {
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
  private static final Duration RENEWED_BEFORE = Duration.ofDays(365);
  private static final int ID_BYTES = 8;

  /** How far the clock of a certificate's reader may be behind. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final String trustDomain;
  private final PrivateKey key;
  private final CertificateIssuer issuer;
  private final Duration lifetime;
  private final InstantSource clock;
  private final SecureRandom random;

  private Authority(
      String trustDomain,
      PrivateKey key,
      CertificateIssuer issuer,
      Duration lifetime,
      InstantSource clock,
      SecureRandom random) {
    this.trustDomain = trustDomain;
    this.key = key;
    this.issuer = issuer;
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens the authority in {@code folder}, or makes it.
   *
   * @param lifetime of the certificates that it issues
   * @throws IOException when its files are damaged, or of another trust domain
   */
  public static Authority open(
      Path folder, String trustDomain, Duration lifetime, InstantSource clock, SecureRandom random)
      throws IOException {
    Path keyFile = folder.resolve("key.pem");
    Path certificateFile = folder.resolve("certificate.pem");
    PrivateFiles.createFolder(folder);
    try {
      PrivateKey key;
      if (Files.exists(keyFile)) {
        key = PrivateKey.ofPkcs8(Pem.read(keyFile, "PRIVATE KEY").getFirst());
      } else if (Files.exists(certificateFile)) {
        throw new IllegalArgumentException("key.pem is missing");
      } else {
        key = PrivateKey.generate(random);
        PrivateFiles.write(keyFile, Pem.write("PRIVATE KEY", key.toPkcs8()));
      }
      Instant now = clock.instant();
      X509Certificate certificate =
          Files.exists(certificateFile)
              ? Certificates.parse(
                  Base64Bytes.of(Pem.read(certificateFile, "CERTIFICATE").getFirst()))
              : null;
      if (certificate == null || isOld(certificate, now)) {
        certificate =
            CertificateIssuer.selfSign(
                key,
                trustDomain,
                now.minus(Duration.ofDays(1)),
                now.plus(AUTHORITY_LIFETIME),
                serial(random));
        PrivateFiles.write(
            certificateFile, Pem.write("CERTIFICATE", Certificates.der(certificate).toArray()));
      }
      requireTrustDomain(certificate, trustDomain);
      return new Authority(
          trustDomain, key, new CertificateIssuer(key, certificate), lifetime, clock, random);
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IOException(
          "the authority in %s cannot be used: %s; restore the folder from a backup, or remove it to start a new trust domain, in which everyone enrols again"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static boolean isOld(X509Certificate certificate, Instant now) {
    return certificate.getNotAfter().toInstant().isBefore(now.plus(RENEWED_BEFORE));
  }

  private static void requireTrustDomain(X509Certificate certificate, String trustDomain) {
    String subject = certificate.getSubjectX500Principal().getName();
    if (!subject.equals("CN=Peerage authority of " + trustDomain)) {
      throw new IllegalArgumentException(
          "it is \"" + subject + "\", but trustDomain is \"" + trustDomain + '"');
    }
  }

  public String trustDomain() {
    return trustDomain;
  }

  public X509Certificate certificate() {
    return issuer.authority();
  }

  /** By which everyone knows this authority. */
  public SpkiPin pin() {
    return SpkiPin.of(issuer.authority());
  }

  /** A certificate for {@code subject}, from now on, with a little room for others' clocks. */
  public X509Certificate issue(PublicKey subject, SpiffeId id) {
    Instant now = clock.instant();
    return issuer.issue(subject, id, now.minus(CLOCK_SKEW), now.plus(lifetime), serial(random));
  }

  /** An identity of the tracker's own, with a new key. */
  public Identity issueOwn(SpiffeId id) {
    PrivateKey own = PrivateKey.generate(random);
    return new Identity(id, own, issue(own.publicKey(), id), issuer.authority());
  }

  /** A name that nobody had: {@code a-}, {@code o-} or {@code t-} and 16 random hex digits. */
  public SpiffeId newName(Role role) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String prefix =
        switch (role) {
          case AGENT -> "a-";
          case ORIGIN_ADAPTER -> "o-";
          case TRACKER -> "t-";
        };
    return new SpiffeId(trustDomain, role, new AgentId(prefix + HexFormat.of().formatHex(bytes)));
  }

  private static long serial(SecureRandom random) {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  @Override
  public String toString() {
    return "authority of " + trustDomain + ", " + key.publicKey().id();
  }
}
