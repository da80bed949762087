package io.peerage.agent.http;

import io.peerage.agent.access.UrlVerifier;
import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.delivery.Delivery;
import io.peerage.agent.delivery.ObjectReader;
import io.peerage.agent.delivery.Piece;
import io.peerage.agent.manifest.ObjectVersion;
import io.peerage.agent.origin.Site;
import io.peerage.agent.prefetch.Prefetcher;
import io.peerage.agent.responses.ResponseCache;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.agent.traffic.MemoryBudget;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.BodySend;
import io.peerage.agent.undertow.BodyWriter;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.http.RefusedException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves clients. What is fresh and at hand is answered on the I/O thread; everything that may
 * wait, for the origin, other agents or the disk, goes to a virtual thread. Thread-safe.
 */
public final class HttpEdge implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(HttpEdge.class);

  /** How often a request starts over because the version it began with is gone at the origin. */
  private static final int MAX_VERSIONS = 3;

  private final Sites sites;
  private final Delivery delivery;
  private final TrafficMeter traffic;
  private final MemoryBudget memory;
  private final Executor virtualThreads;
  private final InstantSource clock;
  private final Duration clientPatience;
  private final CacheStatus cacheStatus;
  private final ResponseHeader responseHeader;
  private final Problems problems;
  private final PieceSender pieceSender;
  private final ForwardedFields forwarded;
  private final Players players;
  private final TakenDown takenDown;
  private final CachedContent cached;
  private final LongSupplier boundaries;

  /**
   * @param instance tells this agent from others whose caches have the same name
   * @param memory what requests that are not answered at once take theirs from
   * @param boundaries numbers that nobody can foresee, for multipart bodies
   * @throws ConfigException when a site's secrets cannot be read
   */
  public HttpEdge(
      EdgeConfig config,
      String instance,
      List<Site> sites,
      Delivery delivery,
      ResponseCache cache,
      Prefetcher prefetcher,
      Takedowns takedowns,
      TrafficMeter traffic,
      MemoryBudget memory,
      Executor virtualThreads,
      InstantSource clock,
      LongSupplier boundaries)
      throws ConfigException {
    this.sites = new Sites(sites);
    this.memory = memory;
    this.delivery = delivery;
    this.traffic = traffic;
    this.virtualThreads = virtualThreads;
    this.clock = clock;
    this.clientPatience = config.clientPatience().duration();
    this.boundaries = boundaries;
    this.cacheStatus = new CacheStatus(config.name());
    this.responseHeader = new ResponseHeader(config.name());
    this.problems = new Problems(cacheStatus);
    this.takenDown = new TakenDown(takedowns, problems);
    this.pieceSender = new PieceSender(traffic);
    this.forwarded = new ForwardedFields(config.name(), instance);
    this.players = new Players(prefetcher, forwarded);
    this.cached =
        new CachedContent(
            config,
            cache,
            traffic,
            pieceSender,
            cacheStatus,
            problems,
            forwarded,
            clock,
            boundaries);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    traffic.request();
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    Optional<ServedSite> served = sites.find(host == null ? "" : host);
    if (served.isEmpty()) {
      problems.send(
          exchange,
          421,
          "no-site",
          "No such site",
          "This agent serves no site for the host \"" + host + "\"; see sites.hosts.");
      return;
    }
    if (Targets.isReserved(exchange)) {
      problems.send(
          exchange,
          404,
          "reserved",
          "Not for clients",
          "Paths below /peerage/v1/ are what agents and the origin adapter say to each other.");
      return;
    }
    if (forwarded.isLoop(exchange)) {
      problems.send(
          exchange,
          508,
          "loop",
          "Loop detected",
          "The request came through this agent before; the site's origin leads back to it.");
      return;
    }
    String target = Players.withoutCmcd(Targets.originForm(exchange));
    if (Targets.hasDotSegments(target)) {
      problems.send(
          exchange,
          400,
          "malformed",
          "Malformed target",
          "The path has a segment \".\" or \"..\"; send what it comes to.");
      return;
    }
    if (!isLetIn(exchange, served.get(), target)) {
      return;
    }
    Site site = served.get().site();
    if (takenDown.refuses(exchange, site, target)) {
      return;
    }
    ServedSite.Meaning meaning = served.get().read(target, isRead(exchange));
    Optional<ObjectPath> path;
    Optional<ObjectVersion> fresh;
    try {
      // What is too long for the name of an object has no manifest, and passes through.
      path =
          isForObjects(exchange) && meaning.name().length() <= ObjectPath.MAX_CHARS
              ? Optional.of(new ObjectPath(meaning.name()))
              : Optional.empty();
      fresh = path.flatMap(name -> delivery.fresh(site, name));
      if (fresh.isEmpty()) {
        var _ = site.target(meaning.passedOn());
      }
    } catch (IllegalArgumentException e) {
      problems.send(exchange, 400, "malformed", "Malformed target", String.valueOf(e.getMessage()));
      return;
    }
    if (path.isPresent()) {
      players.requested(exchange, served.get(), meaning.name());
      if (fresh.isPresent() && takenDown.refuses(exchange, fresh.get())) {
        return;
      }
      if (fresh.isPresent()
          ? answerAtOnce(exchange, fresh.get())
          : cached.answerAtOnce(exchange, site, meaning.name())) {
        players.answered(exchange, served.get(), meaning.name());
        return;
      }
    }
    dispatch(
        exchange,
        () -> {
          serve(exchange, site, meaning, path);
          if (path.isPresent()) {
            players.answered(exchange, served.get(), meaning.name());
          }
        });
  }

  /** Whether the URL is signed, where it must be; if not, the exchange is answered. */
  private boolean isLetIn(HttpServerExchange exchange, ServedSite site, String target) {
    if (site.secrets().isEmpty()) {
      return true;
    }
    InetAddress address = exchange.getSourceAddress().getAddress();
    String client = address == null ? "" : address.getHostAddress();
    return switch (site.judge(target, client, clock.instant())) {
      case UrlVerifier.Verdict.Good _ -> true;
      case UrlVerifier.Verdict.Missing _ ->
          forbid(exchange, "unsigned", "The URL has no signature, and this site wants one.");
      case UrlVerifier.Verdict.Expired(Instant at) ->
          forbid(exchange, "expired", "The signature of the URL was good until " + at + ".");
      case UrlVerifier.Verdict.Wrong _ ->
          forbid(exchange, "wrong", "The signature of the URL is not for this request.");
    };
  }

  private boolean forbid(HttpServerExchange exchange, String why, String detail) {
    problems.send(exchange, 403, why, "Forbidden", detail);
    return false;
  }

  /** Looks whether the secrets of signed URLs have changed. Blocks for the disk. */
  void tend() {
    sites.tend();
  }

  /** Whether the request is one that a shared cache may answer. */
  private static boolean isForObjects(HttpServerExchange exchange) {
    return isRead(exchange)
        && !exchange.getRequestHeaders().contains(Headers.AUTHORIZATION)
        && exchange.isRequestComplete();
  }

  private static boolean isRead(HttpServerExchange exchange) {
    HttpString method = exchange.getRequestMethod();
    return method.equals(Methods.GET) || method.equals(Methods.HEAD);
  }

  private interface Service {
    void serve() throws InterruptedException;
  }

  private void dispatch(HttpServerExchange exchange, Service service) {
    if (!memory.take(MemoryBudget.REQUEST_BYTES)) {
      problems.send(
          exchange,
          503,
          "overload",
          "Too much is under way",
          "The agent has no memory for one more request now; try again in a second.");
      return;
    }
    exchange.dispatch(
        virtualThreads,
        () -> {
          try {
            service.serve();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(exchange, 503, "stopping", "The agent is stopping", e);
          } catch (RuntimeException e) {
            log.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
            if (exchange.isResponseStarted()) {
              BodyWriter.abort(exchange);
            } else {
              problems.send(
                  exchange, 500, "error", "Internal error", "The log of the agent says more.");
            }
          } finally {
            memory.give(MemoryBudget.REQUEST_BYTES);
          }
        });
  }

  private ResponsePlan plan(HttpServerExchange exchange, ObjectVersion version) {
    Manifest manifest = version.manifest().manifest();
    return ResponsePlan.decide(
        fieldsOf(exchange),
        Optional.of(ResponseHeader.etag(manifest)),
        manifest.headers().get("last-modified"),
        manifest.length(),
        exchange.getRequestMethod().equals(Methods.HEAD),
        clock.instant());
  }

  private static Function<String, Optional<String>> fieldsOf(HttpServerExchange exchange) {
    return name -> {
      HeaderValues values = exchange.getRequestHeaders().get(name);
      return values == null
          ? Optional.empty()
          : Optional.of(values.size() == 1 ? values.getFirst() : String.join(", ", values));
    };
  }

  /** The bytes to send as body; none for HEAD and for answers without one. */
  private static List<ByteRange> bodyOf(
      HttpServerExchange exchange, ObjectVersion version, ResponsePlan plan) {
    return exchange.getRequestMethod().equals(Methods.HEAD)
        ? List.of()
        : ResponseHeader.bodyOf(plan, version.manifest().manifest().length());
  }

  // ---- on the I/O thread ----

  private boolean answerAtOnce(HttpServerExchange exchange, ObjectVersion version) {
    ResponsePlan plan = plan(exchange, version);
    List<ByteRange> body = bodyOf(exchange, version, plan);
    if (body.size() > 1) {
      return false;
    }
    Optional<List<Piece>> pieces =
        body.stream()
            .findFirst()
            .flatMap(range ->
                delivery.ready(
                    version.manifest().content(), range.from(), range.end(), !exchange.isSecure()));
    if (!body.isEmpty() && pieces.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    responseHeader.write(
        exchange,
        version,
        plan,
        multipart(version, plan),
        now,
        cacheStatus.hit(ResponseHeader.ttlSeconds(version, now)));
    if (pieces.isEmpty()) {
      exchange.endExchange();
      return true;
    }
    BodySend send = new BodySend(exchange, clientPatience);
    for (Piece piece : pieces.get()) {
      traffic.toClient(piece.length());
      traffic.fromStore(piece.length());
      switch (piece) {
        case Piece.InMemory memory -> send.add(memory.bytes().buffer());
        case Piece.InFile file ->
            send.add(file.channel(), file.start(), file.length(), file::release);
      }
    }
    send.start();
    return true;
  }

  // ---- on a virtual thread ----

  private void serve(
      HttpServerExchange exchange, Site site, ServedSite.Meaning meaning, Optional<ObjectPath> path)
      throws InterruptedException {
    if (path.isEmpty() || CachedContent.isOnlyIfCached(exchange)) {
      cached.serve(exchange, site, meaning, Optional.empty(), true);
      return;
    }
    try {
      Optional<ObjectVersion> version = delivery.resolve(site, path.get());
      for (int i = 1; version.isPresent(); i++) {
        if (takenDown.refuses(exchange, version.get())) {
          return;
        }
        try {
          respond(exchange, site, version.get());
          return;
        } catch (FlightException e) {
          boolean startOver =
              e.reason() == FlightException.Reason.GONE
                  && i < MAX_VERSIONS
                  && !exchange.isResponseStarted();
          if (!startOver) {
            fail(exchange, e);
            return;
          }
          version = delivery.resolveAgain(site, path.get());
        }
      }
    } catch (IOException e) {
      // What has no manifest may be stored all the same, and of use though the origin fails.
      if (!cached.isStored(exchange, site, meaning.name())) {
        fail(exchange, e);
        return;
      }
    }
    cached.serve(
        exchange,
        site,
        meaning,
        Optional.of(new SignedMeanwhile(delivery, site, path.get(), virtualThreads, clock)),
        !delivery.isBeingSigned(site, path.get()));
  }

  private void respond(HttpServerExchange exchange, Site site, ObjectVersion version)
      throws FlightException, IOException, InterruptedException {
    ResponsePlan plan = plan(exchange, version);
    List<ByteRange> body = bodyOf(exchange, version, plan);
    Multipart multipart = multipart(version, plan);
    Instant now = clock.instant();
    String hit = cacheStatus.hit(ResponseHeader.ttlSeconds(version, now));
    if (body.isEmpty()) {
      responseHeader.write(exchange, version, plan, multipart, now, hit);
      exchange.endExchange();
      return;
    }
    ObjectReader reader = reader(site, version, body.getFirst());
    // The status line waits for the first byte: until then there may be a better answer than this.
    Piece first = reader.next();
    responseHeader.write(
        exchange,
        version,
        plan,
        multipart,
        now,
        first.from() == Piece.From.STORE ? hit : cacheStatus.fetched(first.from()));
    BodyWriter writer = new BodyWriter(exchange, clientPatience);
    try {
      if (plan instanceof ResponsePlan.Parts) {
        writer.write(multipart.before(body.getFirst()));
      }
      pieceSender.send(first, writer);
      pieceSender.rest(reader, writer);
      for (ByteRange further : body.subList(1, body.size())) {
        writer.write(multipart.before(further));
        pieceSender.rest(reader(site, version, further), writer);
      }
      if (plan instanceof ResponsePlan.Parts) {
        writer.write(multipart.end());
      }
      writer.end();
    } catch (IOException e) {
      log.debug("the client of {} is gone", exchange.getRequestURI(), e);
      BodyWriter.abort(exchange);
    }
  }

  private ObjectReader reader(Site site, ObjectVersion version, ByteRange range) {
    return delivery.read(site, version.manifest().content(), range.from(), range.end());
  }

  private Multipart multipart(ObjectVersion version, ResponsePlan plan) {
    Manifest manifest = version.manifest().manifest();
    return new Multipart(
        plan instanceof ResponsePlan.Parts ? Long.toHexString(boundaries.getAsLong()) : "",
        manifest.headers().get("content-type").orElse(""),
        manifest.length(),
        plan instanceof ResponsePlan.Parts parts ? parts.ranges() : List.of());
  }

  private void fail(HttpServerExchange exchange, IOException e) {
    switch (e) {
      case SocketTimeoutException _ ->
          fail(exchange, 504, "timeout", "The origin does not answer in time", e);
      case RefusedException _ -> fail(exchange, 502, "origin-error", "The origin fails", e);
      default -> fail(exchange, 502, "unreachable", "The origin cannot be asked", e);
    }
  }

  private void fail(HttpServerExchange exchange, FlightException e) {
    switch (e.reason()) {
      case GONE -> fail(exchange, 502, "changing", "The object changes faster than it is read", e);
      case UNAVAILABLE -> fail(exchange, 504, "unavailable", "No source delivers the object", e);
      case OVERLOADED -> fail(exchange, 503, "overload", "Too much is under way", e);
      case TAKEN_DOWN ->
          fail(exchange, Problems.TAKEN_DOWN, "takedown", Problems.TAKEN_DOWN_TITLE, e);
    }
  }

  private void fail(
      HttpServerExchange exchange, int status, String why, String title, Exception e) {
    log.debug("{} failed", exchange.getRequestURI(), e);
    if (exchange.isResponseStarted()) {
      BodyWriter.abort(exchange);
    } else {
      exchange.getResponseHeaders().clear();
      problems.send(exchange, status, why, title, String.valueOf(e.getMessage()));
    }
  }
}
