package io.peerage.agent.responses;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The requests to origins that are under way, and which of them others may join: one for a target,
 * or for one range of it. Thread-safe.
 */
final class Flights {
  private final ConcurrentHashMap<Wanted, Fetch> joinable = new ConcurrentHashMap<>();

  /** All of them, those that nobody may join included. */
  private final Set<Fetch> underWay = ConcurrentHashMap.newKeySet();

  /**
   * What is fetched once at a time.
   *
   * @param range as the client asked for it, "" for all
   */
  record Wanted(CacheKey key, String range) {}

  /** The fetch that others may join, unless it is broken. */
  Optional<Fetch> joinable(Wanted wanted) {
    return Optional.ofNullable(joinable.get(wanted)).filter(fetch -> !fetch.isBroken());
  }

  /**
   * The fetch that others may join, or else the one that {@code begin} makes. What a fetch brought
   * is kept before it ends, so {@code begin}, which is called only when there is none, sees it.
   *
   * @param begin quick, and without I/O; nothing when no fetch is needed after all
   */
  Optional<Fetch> joinOrBegin(Wanted wanted, Supplier<Optional<Fetch>> begin) {
    return Optional.ofNullable(
        joinable.compute(
            wanted,
            (_, present) ->
                present != null && !present.isBroken() ? present : begin.get().orElse(null)));
  }

  /** Makes {@code fetch} joinable; false when another one is. */
  boolean begin(Wanted wanted, Fetch fetch) {
    return joinable.putIfAbsent(wanted, fetch) == null;
  }

  /** From now on nobody joins {@code fetch}. */
  void end(Wanted wanted, Fetch fetch) {
    joinable.remove(wanted, fetch);
  }

  /** From now on nobody joins what is wanted under a key like that. */
  void endAll(Predicate<CacheKey> keys) {
    joinable.keySet().removeIf(wanted -> keys.test(wanted.key));
  }

  void started(Fetch fetch) {
    underWay.add(fetch);
  }

  void ended(Fetch fetch) {
    underWay.remove(fetch);
  }

  /** What is under way for {@code key}, but for {@code cause}, is not to be kept, nor joined. */
  void detach(CacheKey key, Fetch cause) {
    for (Fetch fetch : underWay) {
      if (fetch != cause && fetch.key().equals(key)) {
        fetch.detach();
      }
    }
    endAll(key::equals);
  }
}
