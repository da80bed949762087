package io.peerage.testing;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Identity;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A trust domain with its own authority, which gives any identity to anyone. */
public final class TestTrustDomain {
  public static final String NAME = "peerage.test";

  private static final SecureRandom RANDOM = new SecureRandom();
  private final PrivateKey key = PrivateKey.generate(RANDOM);
  private final X509Certificate authority;
  private final CertificateIssuer issuer;
  private final Instant now;

  /** Certificates last from a day before {@code now} to a day after. */
  public TestTrustDomain(Instant now) {
    this.now = now;
    this.authority =
        CertificateIssuer.selfSign(
            key, NAME, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), 1);
    try {
      this.issuer = new CertificateIssuer(key, authority);
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  public Identity identity(Role role, String id) {
    return identity(role, id, now.plus(Duration.ofDays(1)));
  }

  public Identity identity(Role role, String id, Instant until) {
    PrivateKey leafKey = PrivateKey.generate(RANDOM);
    SpiffeId spiffeId = new SpiffeId(NAME, role, new AgentId(id));
    X509Certificate leaf =
        issuer.issue(
            leafKey.publicKey(),
            spiffeId,
            now.minus(Duration.ofDays(1)),
            until,
            RANDOM.nextLong(1L << 62));
    return new Identity(spiffeId, leafKey, leaf, authority);
  }

  public CurrentIdentity current(Role role, String id) {
    return new CurrentIdentity(identity(role, id));
  }

  public CertificateIssuer issuer() {
    return issuer;
  }

  public SpkiPin pin() {
    return SpkiPin.of(authority);
  }
}
