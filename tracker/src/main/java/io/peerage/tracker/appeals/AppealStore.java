package io.peerage.tracker.appeals;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps appeals. Durable: what {@link #add} and {@link #update} returned from survives an abrupt
 * end of the process and of the machine. Thread-safe. Throws {@link java.io.UncheckedIOException}
 * when the store fails.
 */
public interface AppealStore {
  /** How many appeals of an agent are kept: its last ones. */
  int KEPT = 50;

  /**
   * Adds an appeal, whose own number does not count. An agent has at most one that is open; a
   * second one fails.
   *
   * @return it with its number, greater than any before
   */
  Appeal add(Appeal appeal);

  /** Replaces the appeal of that number, if it is open. */
  void update(Appeal appeal);

  Optional<Appeal> find(long id);

  /** Those of {@code agent}, the newest first. */
  List<Appeal> of(AgentId agent);

  /** All that are open, the longest due first. */
  List<Appeal> open();

  /** At most {@code limit} of all below the number {@code before}, the newest first. */
  List<Appeal> page(long before, int limit);

  /** Removes what was filed before {@code time}. */
  void removeBefore(Instant time);
}
