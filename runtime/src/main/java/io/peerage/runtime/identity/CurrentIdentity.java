package io.peerage.runtime.identity;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The identity that a process holds now; renewal replaces it while TLS goes on. Thread-safe: new
 * handshakes show the newest certificate.
 */
public final class CurrentIdentity {
  private final AtomicReference<Identity> identity;

  public CurrentIdentity(Identity first) {
    this.identity = new AtomicReference<>(first);
  }

  public Identity get() {
    return identity.get();
  }

  public void replace(Identity renewed) {
    identity.set(renewed);
  }
}
