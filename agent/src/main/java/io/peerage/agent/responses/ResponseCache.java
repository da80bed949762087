package io.peerage.agent.responses;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.caching.CacheDecision;
import io.peerage.agent.caching.CacheRequest;
import io.peerage.agent.purge.PurgeLog;
import io.peerage.agent.purge.PurgeMatcher;
import io.peerage.agent.purge.PurgeMatcher.Hit;
import io.peerage.agent.purge.Purgeable;
import io.peerage.agent.responses.Answer.Forwarded;
import io.peerage.agent.responses.Answer.How;
import io.peerage.agent.responses.Fetch.Outcome;
import io.peerage.agent.responses.Flights.Wanted;
import io.peerage.agent.traffic.MemoryBudget;
import io.peerage.agent.traffic.TrafficMeter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shared cache (RFC 9111) in front of the origins: answers from what is stored, asks for what is
 * not, once for all who ask for the same at the same time, and keeps what may be kept. Thread-safe.
 */
public final class ResponseCache implements Purgeable {
  private static final Logger log = LoggerFactory.getLogger(ResponseCache.class);

  /** How often a request starts over because what it was to get is gone, or of no use to it. */
  private static final int MAX_ROUNDS = 4;

  /** For how long nobody waits for another's request to a target whose answer was not shared. */
  private static final Duration UNSHARED_HOLDS = Duration.ofSeconds(10);

  private static final int MAX_UNSHARED = 100_000;

  private final ResponseStore store;
  private final CacheConfig config;
  private final TrafficMeter traffic;
  private final Executor virtualThreads;
  private final InstantSource clock;
  private final PurgeLog purges;
  private final PassingSlots slots;
  private final Flights flights = new Flights();

  private final Cache<CacheKey, Instant> unshared =
      Caffeine.newBuilder().maximumSize(MAX_UNSHARED).build();

  /**
   * @param maxPassing the most requests to origins at once
   * @param memory what they take theirs from
   * @param purges by which everything is judged before it is kept
   */
  public ResponseCache(
      ResponseStore store,
      CacheConfig config,
      int maxPassing,
      TrafficMeter traffic,
      MemoryBudget memory,
      Executor virtualThreads,
      InstantSource clock,
      PurgeLog purges) {
    this.store = store;
    this.config = config;
    this.traffic = traffic;
    this.virtualThreads = virtualThreads;
    this.clock = clock;
    this.purges = purges;
    this.slots = new PassingSlots(maxPassing, memory);
  }

  /** The response to serve without asking anyone, if there is one. Never blocks. */
  public Optional<StoredResponse> fresh(CacheKey key, CacheRequest request) {
    if (!request.isForCaches()) {
      return Optional.empty();
    }
    return find(key, request)
        .filter(stored ->
            CacheDecision.decide(request, Optional.of(stored.header()), clock.instant())
                instanceof CacheDecision.Serve);
  }

  /** Whether there is a response that answers the request, fresh or stale. */
  public boolean isStored(CacheKey key, CacheRequest request) {
    return request.isForCaches() && find(key, request).isPresent();
  }

  /**
   * Answers a request. Blocks.
   *
   * @param upstream how the request goes to the origin if it must; its sink is called before this
   *     returns, or never
   * @param keep whether a response may be stored beyond the requests that wait for it now
   */
  public Answer answer(CacheKey key, CacheRequest request, Upstream upstream, boolean keep)
      throws InterruptedException {
    boolean mayJoin = true;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      if (!request.isForCaches()) {
        return alone(key, request, upstream, Optional.empty(), keep, Forwarded.METHOD);
      }
      Optional<StoredResponse> stored = find(key, request);
      switch (CacheDecision.decide(request, stored.map(StoredResponse::header), clock.instant())) {
        case CacheDecision.Serve _ -> {
          return hit(stored.orElseThrow());
        }
        case CacheDecision.ServeWhileRevalidating _ -> {
          revalidateBehind(key, request, upstream, stored.orElseThrow());
          return hit(stored.orElseThrow());
        }
        case CacheDecision.NotStored _ -> {
          return new Answer.NotStored();
        }
        case CacheDecision.Revalidate _, CacheDecision.Fetch _ -> {}
      }
      Forwarded why = why(key, request, stored);
      if (mayJoin && isShared(key, request)) {
        Optional<Answer> answer = together(key, request, upstream, stored, keep, why);
        if (answer.isPresent()) {
          return answer.get();
        }
        mayJoin = false;
      } else {
        Answer answer = alone(key, request, upstream, stored, keep, why);
        if (!(answer instanceof Answer.NotStored)) {
          return answer;
        }
      }
    }
    return new Answer.Failed(new IOException("the response changes faster than it is read"));
  }

  private Forwarded why(CacheKey key, CacheRequest request, Optional<StoredResponse> stored) {
    if (stored.isPresent()) {
      return stored.get().header().isFresh(clock.instant()) ? Forwarded.REQUEST : Forwarded.STALE;
    }
    if (!store.hasVariants(key)) {
      return Forwarded.URI_MISS;
    }
    return store.find(key, request.fields(), _ -> true).isPresent()
        ? Forwarded.PARTIAL
        : Forwarded.VARY_MISS;
  }

  private static Answer hit(StoredResponse stored) {
    return new Answer.Stored(stored, new How.Hit(), () -> {});
  }

  /** What is stored and has all the bytes that are asked for. */
  private Optional<StoredResponse> find(CacheKey key, CacheRequest request) {
    return store.find(key, request.fields(), stored -> hasAll(stored, request));
  }

  private static boolean hasAll(StoredResponse stored, CacheRequest request) {
    if (stored.isWhole()) {
      return true;
    }
    return !request.isHead()
        && stored.length() >= 0
        && !request.fields().has("if-range")
        && ByteRange.parse(request.fields().joined("range"), stored.length())
            instanceof ByteRange.Asked.Parts parts
        && parts.ranges().stream().allMatch(part -> stored.covers(part.from(), part.end()));
  }

  /** Whether the response to this request may be of use to others that wait for it. */
  private boolean isShared(CacheKey key, CacheRequest request) {
    Instant until = unshared.getIfPresent(key);
    return request.method().equals("GET")
        && !request.fields().has("authorization")
        && !request.fields().has("if-range")
        && !request.control().has("no-cache")
        && !request.control().has("no-store")
        && (until == null || !clock.instant().isBefore(until));
  }

  // ---- with others ----

  /** Joins the request that is on its way, or sends it; nothing when its response is no use. */
  private Optional<Answer> together(
      CacheKey key,
      CacheRequest request,
      Upstream upstream,
      Optional<StoredResponse> stored,
      boolean keep,
      Forwarded why)
      throws InterruptedException {
    // What is here as a whole is validated as a whole.
    String range =
        stored.filter(StoredResponse::isWhole).isPresent()
            ? ""
            : request.fields().joined("range").orElse("");
    Optional<Fetch> whole = flights.joinable(new Wanted(key, ""));
    if (whole.isPresent()
        && !range.isEmpty()
        && whole.get().outcome().orElse(null) instanceof Outcome.Ready ready
        && ready.response().length() >= 0) {
      // All of it is on its way already.
      return join(whole.get(), request, stored, why);
    }
    Wanted wanted = new Wanted(key, range);
    Fetch[] mine = new Fetch[1];
    Optional<Fetch> joined =
        flights.joinOrBegin(
            wanted,
            () -> {
              if (fresh(key, request).isPresent()) {
                return Optional.empty();
              }
              Upstream.Mode mode = range.isEmpty() ? Upstream.Mode.WHOLE : Upstream.Mode.RANGE;
              Optional<StoredResponse> known =
                  stored.isPresent() || !range.isEmpty()
                      ? stored
                      : store.find(key, request.fields(), part -> part.prefix() > 0);
              mine[0] =
                  new Fetch(
                      this,
                      new Fetch.Question(
                          key, request, upstream.withMode(mode), known, stored, keep, why));
              return Optional.of(mine[0]);
            });
    if (joined.isEmpty()) {
      return fresh(key, request).map(ResponseCache::hit);
    }
    Fetch flight = joined.get();
    if (mine[0] == null) {
      return join(flight, request, stored, why);
    }
    if (!start(flight, wanted)) {
      return Optional.of(overloaded(request, stored));
    }
    return switch (flight.await()) {
      case Outcome.Direct _ -> {
        flight.awaitEnd();
        yield Optional.of(new Answer.Passed());
      }
      case Outcome.Ready ready -> {
        unshared.invalidate(key);
        yield Optional.of(asked(ready, why, false, ready.hold()));
      }
      case Outcome.Mismatch _ -> Optional.empty();
      case Outcome.ServerError(int status) ->
          Optional.of(despite(stored.orElseThrow(), OptionalInt.of(status)));
      case Outcome.Failed(IOException cause) -> Optional.of(failed(request, stored, cause));
    };
  }

  private Optional<Answer> join(
      Fetch flight, CacheRequest request, Optional<StoredResponse> stored, Forwarded why)
      throws InterruptedException {
    return switch (flight.await()) {
      case Outcome.Ready ready ->
          !flight.isDetached()
                  && !isPurged(flight, ready.response())
                  && isOfUse(ready.response(), request)
              ? Optional.of(asked(ready, why, true, () -> {}))
              : Optional.empty();
      case Outcome.Direct _, Outcome.Mismatch _ -> Optional.empty();
      case Outcome.ServerError(int status) -> instead(request, stored, OptionalInt.of(status));
      case Outcome.Failed(IOException cause) -> Optional.of(failed(request, stored, cause));
    };
  }

  /** Whether a response that another client's request brings answers this one as well. */
  private boolean isOfUse(StoredResponse response, CacheRequest request) {
    return response.header().variance().matches(request.fields(), response.header().fields())
        && hasAll(response, request)
        && CacheDecision.decide(request, Optional.of(response.header()), clock.instant())
            instanceof CacheDecision.Serve;
  }

  private boolean start(Fetch fetch, Wanted wanted) {
    if (!slots.take()) {
      flights.end(wanted, fetch);
      return false;
    }
    run(fetch, () -> flights.end(wanted, fetch));
    return true;
  }

  private void run(Fetch fetch, Runnable atEnd) {
    flights.started(fetch);
    virtualThreads.execute(() -> {
      try {
        fetch.run();
      } finally {
        atEnd.run();
        flights.ended(fetch);
        slots.give();
      }
    });
  }

  private void revalidateBehind(
      CacheKey key, CacheRequest request, Upstream upstream, StoredResponse stored) {
    Wanted whole = new Wanted(key, "");
    Fetch fetch =
        new Fetch(
            this,
            new Fetch.Question(
                key,
                CacheRequest.of("GET", request.fields()),
                upstream.behind(),
                Optional.of(stored),
                Optional.of(stored),
                true,
                Forwarded.STALE));
    if (flights.begin(whole, fetch) && !start(fetch, whole)) {
      log.debug("no room to validate {}", key.target());
    }
  }

  // ---- alone ----

  private Answer alone(
      CacheKey key,
      CacheRequest request,
      Upstream upstream,
      Optional<StoredResponse> stored,
      boolean keep,
      Forwarded why)
      throws InterruptedException {
    if (!slots.take()) {
      return overloaded(request, stored);
    }
    boolean validates =
        stored.isPresent() && request.method().equals("GET") && !request.fields().has("range");
    Fetch fetch =
        new Fetch(
            this,
            new Fetch.Question(
                key,
                request,
                upstream.withMode(validates ? Upstream.Mode.WHOLE : Upstream.Mode.AS_IS),
                stored,
                stored,
                keep,
                why));
    run(fetch, () -> {});
    return switch (fetch.await()) {
      case Outcome.Direct _ -> {
        fetch.awaitEnd();
        yield new Answer.Passed();
      }
      case Outcome.Ready ready -> {
        unshared.invalidate(key);
        yield asked(ready, why, false, ready.hold());
      }
      case Outcome.Mismatch _ -> new Answer.NotStored();
      case Outcome.ServerError(int status) -> despite(stored.orElseThrow(), OptionalInt.of(status));
      case Outcome.Failed(IOException cause) -> failed(request, stored, cause);
    };
  }

  private static Answer asked(
      Outcome.Ready ready, Forwarded why, boolean collapsed, Answer.AutoCloseableHold hold) {
    return new Answer.Stored(
        ready.response(),
        new How.Asked(
            why,
            ready.status(),
            collapsed ? Optional.empty() : ready.received(),
            collapsed,
            ready.validated(),
            ready.kept(),
            ready.took()),
        hold);
  }

  private static Answer despite(StoredResponse stored, OptionalInt status) {
    return new Answer.Stored(stored, new How.DespiteError(status), () -> {});
  }

  private Answer failed(CacheRequest request, Optional<StoredResponse> stored, IOException cause) {
    return instead(request, stored, OptionalInt.empty()).orElseGet(() -> new Answer.Failed(cause));
  }

  private Answer overloaded(CacheRequest request, Optional<StoredResponse> stored) {
    return instead(request, stored, OptionalInt.empty()).orElseGet(Answer.Overloaded::new);
  }

  /** What is stored, where it may be served though the origin gave nothing that is of use. */
  private Optional<Answer> instead(
      CacheRequest request, Optional<StoredResponse> stored, OptionalInt status) {
    return stored
        .filter(old -> CacheDecision.mayServeOnError(request, old.header(), clock.instant()))
        .map(old -> despite(old, status));
  }

  // ---- for fetches ----

  /** Passes a request on without regard to what is stored, and keeps nothing. */
  public Answer pass(CacheKey key, CacheRequest request, Upstream upstream)
      throws InterruptedException {
    return alone(key, request, upstream, Optional.empty(), false, Forwarded.BYPASS);
  }

  /** Forgets targets, and what of them is on its way, except for what {@code cause} brings. */
  void invalidate(Fetch cause, CacheKey key, List<String> targets) {
    for (String target : targets) {
      CacheKey invalid = key.withTarget(target);
      flights.detach(invalid, cause);
      store.remove(invalid);
    }
  }

  /** The answer to {@code request} was for its client alone: nobody need wait for the next one. */
  void passesOn(CacheKey key, CacheRequest request) {
    if (request.method().equals("GET")) {
      unshared.put(key, clock.instant().plus(UNSHARED_HOLDS));
    }
  }

  /** Stores a whole response, unless a purge since {@code mark} hits it. */
  void keep(StoredResponse response, long mark) {
    var _ =
        judged(
            response,
            mark,
            hit -> {
              if (hit.isEmpty()) {
                store.put(response);
              }
              return hit;
            });
  }

  /** Puts {@code newer} in the place of {@code known}, unless a purge hits it; whether it did. */
  boolean freshen(StoredResponse known, StoredResponse newer, long mark) {
    return judged(newer, mark, hit -> hit.isEmpty() && store.replace(known, newer));
  }

  // ---- purges ----

  long purgeMark() {
    return purges.mark();
  }

  /** Whether what a fetch brings was purged after the origin was asked for it. */
  private boolean isPurged(Fetch fetch, StoredResponse response) {
    return judged(response, fetch.purgeMark(), Optional::isPresent);
  }

  private <T> T judged(StoredResponse response, long mark, Function<Optional<Hit>, T> keeper) {
    CacheKey key = response.key();
    return purges.judged(
        mark, key.site(), key.target(), response.header().fields()::joined, keeper);
  }

  @Override
  public int purge(List<PurgeLog.Entry> entries) {
    // Nobody is to wait for an answer that he could not use.
    flights.endAll(key ->
        PurgeMatcher.judge(entries, key.site(), key.target(), _ -> Optional.empty()).isPresent());
    return store.purge(entries, clock.instant());
  }

  /** The store. */
  public ResponseStore store() {
    return store;
  }

  TrafficMeter traffic() {
    return traffic;
  }

  Instant now() {
    return clock.instant();
  }

  Duration staleOnError() {
    return config.staleOnError().duration();
  }

  long maxBody() {
    return config.maxBody().bytes();
  }
}
