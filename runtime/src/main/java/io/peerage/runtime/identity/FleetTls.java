package io.peerage.runtime.identity;

import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 within a trust domain. Who is believed is decided by the pin of the authority, the role
 * in the SPIFFE id, and the time; host names take no part in it.
 */
public final class FleetTls {
  /** The only version spoken within a trust domain. */
  public static final String PROTOCOL = "TLSv1.3";

  /**
   * For how long certificates that ended are still believed while the tracker, which would have
   * renewed them, is away; and for how long it renews them once it is back.
   */
  public static final Duration GRACE = Duration.ofDays(7);

  /** With a longer time than TLS 1.3 allows a ticket to live, the JDK's server gives none. */
  private static final int NO_TICKETS_SECONDS = (int) Duration.ofDays(7).plusSeconds(1).toSeconds();

  private FleetTls() {}

  /**
   * A context for a process with an identity.
   *
   * @param own what it shows to others
   * @param believed the roles that the other end may have
   */
  public static SSLContext context(CurrentIdentity own, Set<Role> believed, InstantSource clock) {
    return context(own, believed, clock, () -> Duration.ZERO);
  }

  /**
   * The same, with a grace for certificates that have ended: asked at each handshake, and meant for
   * the time in which no tracker renews them.
   */
  public static SSLContext context(
      CurrentIdentity own, Set<Role> believed, InstantSource clock, Supplier<Duration> grace) {
    return context(Optional.of(own), () -> own.get().authorityPin(), believed, clock, grace);
  }

  /** A context for a newcomer, who has only a token: shows nothing, believes trackers. */
  static SSLContext newcomer(SpkiPin authority, InstantSource clock) {
    return context(
        Optional.empty(), () -> authority, Set.of(Role.TRACKER), clock, () -> Duration.ZERO);
  }

  private static SSLContext context(
      Optional<CurrentIdentity> own,
      Supplier<SpkiPin> authority,
      Set<Role> believed,
      InstantSource clock,
      Supplier<Duration> grace) {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(
          own.map(identity -> new KeyManager[] {new IdentityKeyManager(identity)})
              .orElse(new KeyManager[0]),
          new TrustManager[] {new FleetTrustManager(authority, believed, clock, grace)},
          null);
      // A resumed session goes by the certificates that were shown and believed when it began: one
      // that was renewed since would not be seen, and one that has ended would go on. So none is
      // resumed; connections are kept instead.
      context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
      context.getClientSessionContext().setSessionTimeout(1);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS 1.3", e);
    }
  }

  /** Who is at the other end; nobody when no certificate was shown. */
  public static Optional<SpiffeId> peer(SSLSession session) {
    return peerCertificate(session).flatMap(SpiffeId::of);
  }

  /** The certificate that the other end showed. */
  public static Optional<X509Certificate> peerCertificate(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
