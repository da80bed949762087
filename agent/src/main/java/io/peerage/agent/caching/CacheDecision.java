package io.peerage.agent.caching;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a cache does with a request (RFC 9111 section 4). Pure. */
public sealed interface CacheDecision {
  /** Serves what is stored. It may be stale where the client said that it takes that. */
  record Serve() implements CacheDecision {}

  /** Serves what is stored, and has it validated behind the client's back. */
  record ServeWhileRevalidating() implements CacheDecision {}

  /** Asks the origin if what is stored still holds. */
  record Revalidate(Why why) implements CacheDecision {}

  /** Asks the origin for all of it. */
  record Fetch() implements CacheDecision {}

  /** Answers 504: the client wants nothing but what is stored. */
  record NotStored() implements CacheDecision {}

  /** Why what is stored is not served without asking. */
  enum Why {
    /** It is stale, or never to be served unasked. */
    STALE,
    /** The client wants it so. */
    REQUEST
  }

  /**
   * Decides.
   *
   * @param stored the header of the stored response that answers the request, if there is one
   */
  static CacheDecision decide(CacheRequest request, Optional<StoredHeader> stored, Instant now) {
    CacheControl wants = request.control();
    boolean onlyIfCached = wants.has("only-if-cached");
    if (stored.isEmpty() || wants.has("no-store")) {
      return onlyIfCached ? new NotStored() : new Fetch();
    }
    StoredHeader header = stored.get();
    Duration left = header.timeToLive(now);
    if (refuses(wants, header, left, now)) {
      return onlyIfCached ? new NotStored() : new Revalidate(Why.REQUEST);
    }
    if (left.isPositive() || takesStale(wants, header, left)) {
      return new Serve();
    }
    if (onlyIfCached) {
      return new NotStored();
    }
    return left.plus(header.freshness().staleWhileRevalidate()).isPositive()
        ? new ServeWhileRevalidating()
        : new Revalidate(Why.STALE);
  }

  /** Whether what is stored may be served because the origin failed. */
  static boolean mayServeOnError(CacheRequest request, StoredHeader stored, Instant now) {
    if (stored.freshness().strict() || request.control().has("no-cache")) {
      return false;
    }
    Duration allowed =
        request
            .control()
            .seconds("stale-if-error")
            .map(Duration::ofSeconds)
            .filter(asked -> asked.compareTo(stored.freshness().mayServeStale()) > 0)
            .orElse(stored.freshness().mayServeStale());
    return stored.timeToLive(now).plus(allowed).isPositive();
  }

  private static boolean refuses(
      CacheControl wants, StoredHeader stored, Duration left, Instant now) {
    if (wants.has("no-cache")) {
      return true;
    }
    Optional<Long> maxAge = wants.seconds("max-age");
    if (maxAge.isPresent()
        && stored.age(now).toSeconds() >= maxAge.get()
        && !(wants.has("max-stale") && !stored.freshness().strict())) {
      return true;
    }
    return wants.seconds("min-fresh").filter(fresh -> left.toSeconds() < fresh).isPresent();
  }

  private static boolean takesStale(CacheControl wants, StoredHeader stored, Duration left) {
    if (!wants.has("max-stale") || stored.freshness().strict()) {
      return false;
    }
    return wants.hasWhole("max-stale")
        || left.plusSeconds(wants.seconds("max-stale").orElse(0L)).isPositive();
  }
}
