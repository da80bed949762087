package io.peerage.runtime.identity;

import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a chain of two: a leaf of an allowed role, right below the pinned authority, in time.
 * While the tracker is away nobody's certificate is renewed, so a grace after its end may be
 * granted then.
 */
final class FleetTrustManager extends X509ExtendedTrustManager {
  private static final int MAX_CHAIN = 4;

  private final Supplier<SpkiPin> pin;
  private final Set<Role> believed;
  private final InstantSource clock;
  private final Supplier<Duration> grace;

  FleetTrustManager(
      Supplier<SpkiPin> pin, Set<Role> believed, InstantSource clock, Supplier<Duration> grace) {
    this.pin = pin;
    this.believed = Set.copyOf(believed);
    this.clock = clock;
    this.grace = grace;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length < 2 || chain.length > MAX_CHAIN) {
      throw new CertificateException(
          "a chain has the certificate and its authority's, not " + chain.length + " certificates");
    }
    SpkiPin wanted = pin.get();
    X509Certificate authority =
        Arrays.stream(chain)
            .skip(1)
            .filter(certificate -> SpkiPin.of(certificate).equals(wanted))
            .findFirst()
            .orElseThrow(() -> new CertificateException("another authority than " + wanted));
    SpiffeId id = Certificates.requireIssuedBy(chain[0], authority, timeFor(chain[0]));
    if (!believed.contains(id.role())) {
      throw new CertificateException(id + " is not one of " + believed);
    }
  }

  /** Now; or, for a certificate that ended within the grace, the last instant of its life. */
  private Instant timeFor(X509Certificate leaf) {
    Instant now = clock.instant();
    Instant end = leaf.getNotAfter().toInstant();
    return now.isAfter(end) && !now.isAfter(end.plus(grace.get())) ? end : now;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  /** None are named: the other end has only one certificate to show. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
