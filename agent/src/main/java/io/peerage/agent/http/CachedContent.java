package io.peerage.agent.http;

import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.caching.CacheRequest;
import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.delivery.ObjectReader;
import io.peerage.agent.origin.Site;
import io.peerage.agent.responses.Answer;
import io.peerage.agent.responses.Answer.How;
import io.peerage.agent.responses.BodyPiece;
import io.peerage.agent.responses.BodyReader;
import io.peerage.agent.responses.CacheKey;
import io.peerage.agent.responses.ResponseCache;
import io.peerage.agent.responses.StoredResponse;
import io.peerage.agent.responses.Upstream;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.BodySend;
import io.peerage.agent.undertow.BodyWriter;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what has no manifest, through the shared cache: hits at once on the I/O thread, all else
 * from a virtual thread, where a body may still be coming while it is sent. Thread-safe.
 */
final class CachedContent {
  private static final Logger log = LoggerFactory.getLogger(CachedContent.class);

  /** How often a request starts over because a stored body went while it was being opened. */
  private static final int MAX_ATTEMPTS = 3;

  private final ResponseCache cache;
  private final TrafficMeter traffic;
  private final PieceSender pieces;
  private final CacheStatus cacheStatus;
  private final Problems problems;
  private final ForwardedFields forwarded;
  private final StoredHead storedHead;
  private final InstantSource clock;
  private final LongSupplier boundaries;
  private final Duration clientPatience;
  private final String via;

  private final Uploads uploads;

  /**
   * @param boundaries numbers that nobody can foresee, for multipart bodies
   */
  CachedContent(
      EdgeConfig config,
      ResponseCache cache,
      TrafficMeter traffic,
      PieceSender pieces,
      CacheStatus cacheStatus,
      Problems problems,
      ForwardedFields forwarded,
      InstantSource clock,
      LongSupplier boundaries) {
    this.cache = cache;
    this.traffic = traffic;
    this.pieces = pieces;
    this.cacheStatus = cacheStatus;
    this.problems = problems;
    this.forwarded = forwarded;
    this.storedHead = new StoredHead(config.name(), cacheStatus);
    this.clock = clock;
    this.boundaries = boundaries;
    this.clientPatience = config.clientPatience().duration();
    this.via = "1.1 " + config.name();
    this.uploads = new Uploads(Math.max(1, config.maxPassing() / 2), clientPatience, problems);
  }

  private static CacheKey key(HttpServerExchange exchange, Site site, String target) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    return new CacheKey(site.name(), host == null ? "" : host, target);
  }

  private static CacheRequest request(HttpServerExchange exchange) {
    return CacheRequest.of(
        exchange.getRequestMethod().toString(), ForwardedFields.believed(exchange));
  }

  private static boolean isHead(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.HEAD);
  }

  private ResponsePlan plan(
      HttpServerExchange exchange, CacheRequest request, StoredResponse stored) {
    if (stored.header().status() != 200) {
      // Conditions and ranges are about a representation.
      return new ResponsePlan.Whole();
    }
    HeaderFields fields = stored.header().fields();
    // Without its length a range cannot be told from a range beyond the end.
    HeaderFields asked =
        stored.length() < 0
            ? request.fields().without(name -> name.equalsIgnoreCase("range"))
            : request.fields();
    return ResponsePlan.decide(
        asked::joined,
        fields.first("etag"),
        fields.first("last-modified"),
        Math.max(0, stored.length()),
        isHead(exchange),
        clock.instant());
  }

  private Multipart multipart(StoredResponse stored, ResponsePlan plan) {
    return new Multipart(
        plan instanceof ResponsePlan.Parts ? Long.toHexString(boundaries.getAsLong()) : "",
        stored.header().fields().first("content-type").orElse(""),
        stored.length(),
        plan instanceof ResponsePlan.Parts parts ? parts.ranges() : List.of());
  }

  /** The bytes to send; none for HEAD and for answers without a body. */
  private static List<ByteRange> bodyOf(
      HttpServerExchange exchange, StoredResponse stored, ResponsePlan plan) {
    if (isHead(exchange)) {
      return List.of();
    }
    return switch (plan) {
      case ResponsePlan.Whole _ ->
          stored.length() == 0
              ? List.of()
              : List.of(new ByteRange(0, stored.length() < 0 ? Long.MAX_VALUE : stored.length()));
      case ResponsePlan.Part(ByteRange range) -> List.of(range);
      case ResponsePlan.Parts(List<ByteRange> ranges) -> ranges;
      case ResponsePlan.NotModified _,
          ResponsePlan.PreconditionFailed _,
          ResponsePlan.Unsatisfiable _ ->
          List.of();
    };
  }

  /** Whether the client wants nothing but what is stored. */
  static boolean isOnlyIfCached(HttpServerExchange exchange) {
    return exchange.getRequestHeaders().contains(Headers.CACHE_CONTROL)
        && request(exchange).control().has("only-if-cached");
  }

  /** Whether there is a response that answers the request, fresh or stale. */
  boolean isStored(HttpServerExchange exchange, Site site, String target) {
    return cache.isStored(key(exchange, site, target), request(exchange));
  }

  // ---- on the I/O thread ----

  /** Answers if what is stored is fresh and at hand; false when the request must wait. */
  boolean answerAtOnce(HttpServerExchange exchange, Site site, String target) {
    CacheRequest request = request(exchange);
    Optional<StoredResponse> fresh = cache.fresh(key(exchange, site, target), request);
    if (fresh.isEmpty()) {
      return false;
    }
    StoredResponse stored = fresh.get();
    ResponsePlan plan = plan(exchange, request, stored);
    List<ByteRange> body = bodyOf(exchange, stored, plan);
    if (body.size() > 1) {
      return false;
    }
    List<BodyPiece> ready = new ArrayList<>();
    BodyReader reader = BodyReader.ofNothing();
    if (!body.isEmpty()) {
      Optional<BodyReader> opened =
          stored.open(body.getFirst().from(), body.getFirst().end(), true);
      if (opened.isEmpty()) {
        return false;
      }
      reader = opened.get();
      try {
        for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
          ready.add(piece.get());
        }
      } catch (IOException e) {
        reader.close();
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        reader.close();
        return false;
      }
    }
    storedHead.write(
        exchange, stored, plan, multipart(stored, plan), new How.Hit(), clock.instant());
    if (ready.isEmpty()) {
      reader.close();
      exchange.endExchange();
      return true;
    }
    send(exchange, ready, reader);
    return true;
  }

  private void send(HttpServerExchange exchange, List<BodyPiece> ready, BodyReader reader) {
    BodySend send = new BodySend(exchange, clientPatience);
    for (int i = 0; i < ready.size(); i++) {
      boolean isLast = i == ready.size() - 1;
      traffic.toClient(ready.get(i).length());
      traffic.fromStore(ready.get(i).length());
      switch (ready.get(i)) {
        case BodyPiece.InMemory memory -> {
          send.add(memory.bytes());
          if (isLast) {
            reader.close();
          }
        }
        case BodyPiece.InFile file ->
            send.add(
                file.file(),
                file.from(),
                file.length(),
                () -> {
                  if (isLast) {
                    reader.close();
                  }
                });
      }
    }
    send.start();
  }

  // ---- on a virtual thread ----

  /**
   * Serves the exchange, to its end.
   *
   * @param meaning what its target means
   * @param meanwhile where the rest of a body may come from, for objects that may have a manifest
   * @param keep whether the response may be stored beyond the requests that wait for it
   */
  void serve(
      HttpServerExchange exchange,
      Site site,
      ServedSite.Meaning meaning,
      Optional<SignedMeanwhile> meanwhile,
      boolean keep)
      throws InterruptedException {
    if (exchange.isRequestComplete()) {
      serve(exchange, site, meaning, meanwhile, keep, Optional.empty());
      return;
    }
    Optional<io.peerage.agent.undertow.BodyReader> body = uploads.begin(exchange);
    if (body.isEmpty()) {
      return;
    }
    try {
      serve(exchange, site, meaning, meanwhile, keep, body);
    } finally {
      uploads.end();
    }
  }

  private void serve(
      HttpServerExchange exchange,
      Site site,
      ServedSite.Meaning meaning,
      Optional<SignedMeanwhile> meanwhile,
      boolean keep,
      Optional<io.peerage.agent.undertow.BodyReader> upload)
      throws InterruptedException {
    CacheRequest request = request(exchange);
    CacheKey key = key(exchange, site, meaning.name());
    PassingSink sink =
        new PassingSink(exchange, meanwhile, via, cacheStatus, traffic, clientPatience);
    Upstream upstream =
        new Upstream(
            site,
            request.method(),
            meaning.passedOn(),
            forwarded.forwarded(exchange),
            upload.map(
                body -> new InputStreamEntity(body, exchange.getRequestContentLength(), null)),
            Upstream.Mode.AS_IS,
            sink);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Answer answer =
          // In the end for this client alone: what others bring goes too fast for it.
          (upload.isPresent() || attempt == MAX_ATTEMPTS - 1) && request.isForCaches()
              ? cache.pass(key, request, upstream)
              : cache.answer(key, request, upstream, keep);
      switch (answer) {
        case Answer.Stored stored -> {
          if (send(exchange, request, stored, meanwhile)) {
            return;
          }
        }
        case Answer.Passed _ -> {
          sink.finish(pieces);
          return;
        }
        case Answer.NotStored _ -> {
          problems.send(
              exchange,
              504,
              "not-stored",
              "Not stored",
              "The request wants only what is stored (only-if-cached), and nothing is.");
          return;
        }
        case Answer.Overloaded _ -> {
          problems.send(
              exchange,
              503,
              "overload",
              "Too many requests to the origin",
              "The agent passes only so many requests on at once; try again in a second.");
          return;
        }
        case Answer.Failed(IOException cause) -> {
          fail(exchange, cause);
          return;
        }
      }
    }
    fail(exchange, new IOException("what is stored goes faster than it is read"));
  }

  private void fail(HttpServerExchange exchange, IOException cause) {
    log.debug("passing {} through failed", exchange.getRequestURI(), cause);
    if (exchange.isResponseStarted()) {
      BodyWriter.abort(exchange);
      return;
    }
    exchange.getResponseHeaders().clear();
    if (!exchange.isRequestComplete()) {
      exchange.setPersistent(false);
    }
    if (uploads.refuse(exchange, cause)) {
      return;
    }
    if (cause instanceof SocketTimeoutException) {
      problems.send(
          exchange,
          504,
          "timeout",
          "The origin does not answer in time",
          String.valueOf(cause.getMessage()));
    } else {
      problems.send(
          exchange,
          502,
          "unreachable",
          "The origin cannot be asked",
          String.valueOf(cause.getMessage()));
    }
  }

  /** Sends a stored response; false, and nothing is sent, when its body is gone. */
  private boolean send(
      HttpServerExchange exchange,
      CacheRequest request,
      Answer.Stored answer,
      Optional<SignedMeanwhile> meanwhile)
      throws InterruptedException {
    StoredResponse stored = answer.response();
    ResponsePlan plan =
        answer.how() instanceof How.Asked asked && asked.received().isPresent()
            ? new ResponsePlan.Part(asked.received().get())
            : plan(exchange, request, stored);
    List<ByteRange> body = bodyOf(exchange, stored, plan);
    List<BodyReader> readers = new ArrayList<>();
    try {
      try (var _ = answer.hold()) {
        for (ByteRange range : body) {
          Optional<BodyReader> opened = stored.open(range.from(), range.end(), false);
          if (opened.isEmpty()) {
            return false;
          }
          readers.add(opened.get());
        }
      }
      Multipart multipart = multipart(stored, plan);
      storedHead.write(exchange, stored, plan, multipart, answer.how(), clock.instant());
      if (readers.isEmpty()) {
        exchange.endExchange();
        return true;
      }
      boolean isHit =
          !(answer.how() instanceof How.Asked asked) || asked.validated() || asked.collapsed();
      BodyWriter writer = new BodyWriter(exchange, clientPatience);
      try {
        for (int i = 0; i < readers.size(); i++) {
          if (plan instanceof ResponsePlan.Parts) {
            writer.write(multipart.before(body.get(i)));
          }
          if (copy(readers.get(i), writer, isHit, rest(stored, body.get(i), meanwhile))) {
            return true;
          }
        }
        if (plan instanceof ResponsePlan.Parts) {
          writer.write(multipart.end());
        }
        writer.end();
      } catch (IOException | FlightException e) {
        log.debug("{} breaks off", exchange.getRequestURI(), e);
        BodyWriter.abort(exchange);
      }
      return true;
    } finally {
      readers.forEach(BodyReader::close);
    }
  }

  /** Where the rest of a body may come from. */
  private interface Rest {
    Optional<ObjectReader> after(long sentBytes);
  }

  private static Rest rest(
      StoredResponse stored, ByteRange range, Optional<SignedMeanwhile> meanwhile) {
    Optional<String> tag =
        stored.header().fields().first("etag").filter(text -> text.startsWith("\""));
    if (meanwhile.isEmpty()
        || tag.isEmpty()
        || stored.length() < 0
        || stored.header().status() != 200) {
      return _ -> Optional.empty();
    }
    PassingBody passing =
        new PassingBody(
            tag.get(),
            stored.header().fields().first("content-encoding").orElse(""),
            range,
            stored.length());
    return sent -> sent < range.length() ? meanwhile.get().rest(passing, sent) : Optional.empty();
  }

  /** Sends what {@code reader} reads; true when the rest came from elsewhere, and all is sent. */
  private boolean copy(BodyReader reader, BodyWriter writer, boolean isHit, Rest rest)
      throws IOException, InterruptedException, FlightException {
    long sent = 0;
    while (true) {
      if (!reader.isReady()) {
        writer.flush();
        Optional<ObjectReader> elsewhere = rest.after(sent);
        if (elsewhere.isPresent()) {
          reader.close();
          pieces.finish(elsewhere.get(), writer);
          return true;
        }
      }
      Optional<BodyPiece> piece = reader.next();
      if (piece.isEmpty()) {
        return false;
      }
      switch (piece.get()) {
        case BodyPiece.InMemory memory -> {
          long length = memory.length();
          writer.write(memory.bytes());
          sent += length;
          traffic.toClient(length);
          traffic.fromStore(isHit ? length : 0);
        }
        case BodyPiece.InFile file -> {
          writer.transfer(file.file(), file.from(), file.length());
          sent += file.length();
          traffic.toClient(file.length());
          traffic.fromStore(isHit ? file.length() : 0);
        }
      }
    }
  }
}
