package io.peerage.tracker.identity;

import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Identity;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracker's own identity, which it issues to itself: shown in TLS, and under every document
 * that it signs. It lives in memory only, with a new name at each start and a new key at each
 * renewal. Thread-safe.
 */
public final class TrackerIdentity {
  private static final Logger log = LoggerFactory.getLogger(TrackerIdentity.class);

  private final Authority authority;
  private final SpiffeId name;
  private final InstantSource clock;
  private final CurrentIdentity current;

  public TrackerIdentity(Authority authority, InstantSource clock) {
    this.authority = authority;
    this.name = authority.newName(Role.TRACKER);
    this.clock = clock;
    this.current = new CurrentIdentity(authority.issueOwn(name));
  }

  public CurrentIdentity current() {
    return current;
  }

  /** Renews from half-life on. */
  public void tend() {
    if (!clock.instant().isBefore(current.get().halfLife())) {
      current.replace(authority.issueOwn(name));
      log.info("renewed the tracker's own certificate: {}", current.get());
    }
  }

  /** Whether the certificate is valid now; if not, nobody believes this tracker. */
  public boolean isValid() {
    return clock.instant().isBefore(current.get().expires());
  }

  /** Signs {@code payload} as this tracker. */
  public TrackerDocument sign(String payloadType, Object payload) {
    Identity identity = current.get();
    return TrackerDocument.sign(
        payloadType, payload, identity.key(), identity.certificate(), identity.authority());
  }
}
