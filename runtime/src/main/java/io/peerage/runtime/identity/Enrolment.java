package io.peerage.runtime.identity;

import io.peerage.protocol.identity.CertificateRequests;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.message.CertificateBundle;
import io.peerage.protocol.message.EnrolRequest;
import io.peerage.protocol.message.RenewRequest;
import io.peerage.runtime.http.FleetClient;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How a process comes by its certificate: once with a token, then again and again by renewal. Every
 * certificate that a tracker returns is checked before it is used. Thread-safe.
 */
public final class Enrolment {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final InstantSource clock;

  public Enrolment(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Exchanges a token for an identity with a new key.
   *
   * @throws IOException when the tracker cannot be reached, is not the one that the token names, or
   *     refuses the token
   */
  public Identity enrol(EnrolmentToken token, SecureRandom random) throws IOException {
    if (!clock.instant().isBefore(token.expires())) {
      throw new IOException(
          "the enrolment token expired at " + token.expires() + "; ask the tracker for a new one");
    }
    PrivateKey key = PrivateKey.generate(random);
    SSLContext tls = FleetTls.newcomer(token.caPin(), clock);
    try (FleetClient client = new FleetClient(tls, TIMEOUT, 1, 1)) {
      CertificateBundle bundle =
          client.postJson(
              token.tracker().resolve("/peerage/v1/enrol"),
              new EnrolRequest(token.secret(), CertificateRequests.create(key)),
              TIMEOUT,
              CertificateBundle.MAX_BYTES,
              CertificateBundle.class);
      return identity(bundle, key, token.caPin(), token.role());
    }
  }

  /**
   * Renews an identity whose certificate ended while its process, or the tracker, was away.
   *
   * @throws io.peerage.runtime.http.RefusedException when the tracker has forgotten it, or banned
   *     it
   * @throws IOException when the tracker cannot be reached, or believes the certificate no more
   */
  public Identity revive(Identity ended, URI tracker) throws IOException {
    SSLContext tls = FleetTls.context(new CurrentIdentity(ended), Set.of(Role.TRACKER), clock);
    try (FleetClient client = new FleetClient(tls, TIMEOUT, 1, 1)) {
      return renew(ended, tracker, client);
    }
  }

  /** Exchanges a certificate for a fresh one, with the same key and name. */
  public Identity renew(Identity current, URI tracker, FleetClient client) throws IOException {
    CertificateBundle bundle =
        client.postJson(
            tracker.resolve("/peerage/v1/renew"),
            new RenewRequest(CertificateRequests.create(current.key())),
            TIMEOUT,
            CertificateBundle.MAX_BYTES,
            CertificateBundle.class);
    Identity renewed = identity(bundle, current.key(), current.authorityPin(), current.id().role());
    if (!renewed.id().equals(current.id())) {
      throw new IOException("the tracker renewed " + current.id() + " as " + renewed.id());
    }
    return renewed;
  }

  private Identity identity(CertificateBundle bundle, PrivateKey key, SpkiPin pin, Role role)
      throws IOException {
    try {
      X509Certificate authority = Certificates.parse(bundle.authority());
      X509Certificate certificate = Certificates.parse(bundle.certificate());
      if (!SpkiPin.of(authority).equals(pin)) {
        throw new CertificateException("its authority is not the pinned one");
      }
      SpiffeId id = Certificates.requireIssuedBy(certificate, authority, clock.instant());
      if (!id.equals(bundle.id())
          || id.role() != role
          || !Certificates.publicKey(certificate).equals(key.publicKey())) {
        throw new CertificateException("it is for " + id + ", or for another key or role");
      }
      return new Identity(id, key, certificate, authority);
    } catch (CertificateException e) {
      throw new IOException("the tracker's certificate is no good: " + e.getMessage(), e);
    }
  }
}
