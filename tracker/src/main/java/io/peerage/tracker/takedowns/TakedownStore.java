package io.peerage.tracker.takedowns;

import java.util.List;

/**
 * Keeps the orders in force, the list's version, and the log of all changes.
 *
 * <p>Durable: what {@link #commit} returned from survives an abrupt end of the process and of the
 * machine. Atomic: no order without its version and its entry in the log. The log is never changed
 * nor shortened. Thread-safe; changes are made one after another by the caller. Throws {@link
 * java.io.UncheckedIOException} when the store fails.
 */
public interface TakedownStore {
  /** The version of the last change, 0 for none. */
  long version();

  /** The orders in force, the oldest first. */
  List<TakedownOrder> orders();

  /** Adds the order that {@code change} brings, or removes the one that it lifts, and logs it. */
  void commit(TakedownChange change);

  /** At most {@code limit} changes with smaller versions than {@code before}, the newest first. */
  List<TakedownChange> log(long before, int limit);
}
