package io.peerage.runtime.identity;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.key.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * A key with the certificate that names its holder.
 *
 * @param certificate issued by {@code authority} for {@code key}
 */
public record Identity(
    SpiffeId id, PrivateKey key, X509Certificate certificate, X509Certificate authority) {

  /** The pin under which others of the trust domain are believed. */
  public SpkiPin authorityPin() {
    return SpkiPin.of(authority);
  }

  public Instant expires() {
    return certificate.getNotAfter().toInstant();
  }

  /** When half of the certificate's life is over, and it should be renewed. */
  public Instant halfLife() {
    Instant from = certificate.getNotBefore().toInstant();
    return from.plus(Duration.between(from, expires()).dividedBy(2));
  }

  @Override
  public String toString() {
    return id + " until " + expires();
  }
}
