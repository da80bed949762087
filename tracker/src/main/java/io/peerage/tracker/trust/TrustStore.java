package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;

/**
 * Keeps the trust ledger.
 *
 * <p>Durable: what {@link #save} returned from survives an abrupt end of the process and of the
 * machine. Atomic: of one call everything is kept or nothing. Idempotent: a row whose revision is
 * not above the stored one's is passed over, so calls may overtake each other. Thread-safe. Throws
 * {@link java.io.UncheckedIOException} when the store fails; the caller may try again.
 */
public interface TrustStore {
  /** Everything that was saved. */
  TrustChanges load();

  void save(TrustChanges changes);

  /** Removes an agent: its standing, its opinions and those on it. */
  void forget(AgentId agent);
}
