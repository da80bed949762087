package io.peerage.agent.responses;

import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.caching.CacheDecision;
import io.peerage.agent.caching.CacheRequest;
import io.peerage.agent.caching.ContentRange;
import io.peerage.agent.caching.Freshening;
import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.caching.Invalidation;
import io.peerage.agent.caching.Storability;
import io.peerage.agent.caching.StoredHeader;
import io.peerage.runtime.http.ConnectionFields;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request to the origin and its response, on a thread of its own: what may be kept is written
 * into a {@link Body}, which all who want it read while it grows; what may not is passed on to the
 * one who asked. The outcome is known with the response's header.
 */
final class Fetch {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** What became of it. */
  sealed interface Outcome {
    /** A response that more than one may use, at least one of the requests that wait for it. */
    record Ready(
        StoredResponse response,
        int status,
        Optional<ByteRange> received,
        boolean validated,
        boolean kept,
        Duration took,
        Answer.AutoCloseableHold hold)
        implements Outcome {}

    /** A response for the one who asked; it was passed on. */
    record Direct() implements Outcome {}

    /** The origin failed, and there is something stale that may be served instead. */
    record ServerError(int status) implements Outcome {}

    /** A 304 that is not about what is stored. */
    record Mismatch() implements Outcome {}

    /** No response. */
    record Failed(IOException cause) implements Outcome {}
  }

  private final ResponseCache cache;
  private final Question question;
  private final CompletableFuture<Outcome> head = new CompletableFuture<>();
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private final long purgeMark;
  private volatile boolean detached;
  private volatile @Nullable Body receiving;

  /**
   * What is asked.
   *
   * @param request as the client sent it
   * @param upstream what is sent, without a condition of the cache's own
   * @param known what is stored and may be stale, or a part of what is wanted; validated, or its
   *     rest asked for
   * @param fallback what may be served when the origin fails
   * @param keep whether the response may be stored
   */
  record Question(
      CacheKey key,
      CacheRequest request,
      Upstream upstream,
      Optional<StoredResponse> known,
      Optional<StoredResponse> fallback,
      boolean keep,
      Answer.Forwarded why) {}

  Fetch(ResponseCache cache, Question question) {
    this.cache = cache;
    this.question = question;
    this.purgeMark = cache.purgeMark();
  }

  /** The purges up to which were carried out before the origin was asked. */
  long purgeMark() {
    return purgeMark;
  }

  CacheKey key() {
    return question.key;
  }

  /** What comes is no longer what the target is: it is not to be kept. */
  void detach() {
    detached = true;
  }

  boolean isDetached() {
    return detached;
  }

  /** Whether the rest of its response will never come. */
  boolean isBroken() {
    Body body = receiving;
    return body != null && body.isBroken();
  }

  /** What became of it; waits for the response's header. */
  Outcome await() throws InterruptedException {
    try {
      return head.get();
    } catch (ExecutionException e) {
      return new Outcome.Failed(new IOException(e.getCause()));
    }
  }

  /** The outcome, if it is known. */
  Optional<Outcome> outcome() {
    return Optional.ofNullable(head.getNow(null));
  }

  /** Waits until the response was passed on to its end. */
  void awaitEnd() throws InterruptedException {
    try {
      done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks, and reads the response to its end. */
  void run() {
    try {
      HttpUriRequestBase request =
          question.upstream.request(question.known.filter(_ -> question.upstream.isConditional()));
      Instant asked = cache.now();
      question
          .upstream
          .site()
          .pass(
              request,
              interim -> question.upstream.sink().interim(interim.getCode(), fieldsOf(interim)),
              (response, _) -> {
                read(request, response, asked);
                return "";
              });
    } catch (IOException e) {
      head.complete(new Outcome.Failed(e));
    } catch (RuntimeException e) {
      head.complete(new Outcome.Failed(new IOException(e.toString(), e)));
      throw e;
    } finally {
      head.complete(new Outcome.Failed(new IOException("no response")));
      done.complete(true);
    }
  }

  private void read(HttpUriRequestBase sent, ClassicHttpResponse response, Instant asked)
      throws IOException {
    Instant arrived = cache.now();
    int status = response.getCode();
    HeaderFields fields = fieldsOf(response);
    CacheRequest request = question.request;
    Optional<StoredResponse> known = question.known;
    if (!request.isSafe()) {
      cache.invalidate(
          this,
          question.key,
          Invalidation.targets(
              request, question.key.host(), question.key.target(), status, fields));
    }
    if (status == 304 && known.isPresent() && question.upstream.isConditional()) {
      validated(known.get(), fields, asked, arrived);
      return;
    }
    if (isServerError(status)
        && question.fallback.isPresent()
        && CacheDecision.mayServeOnError(request, question.fallback.get().header(), arrived)) {
      head.complete(new Outcome.ServerError(status));
      return;
    }
    boolean asksForRest =
        question.upstream.isConditional() && known.filter(part -> !part.isWhole()).isPresent();
    if (asksForRest && status == 416) {
      cache.store().remove(known.get());
      head.complete(new Outcome.Mismatch());
      return;
    }
    if (request.isHead()) {
      known.ifPresent(stored -> described(stored, status, response, fields, asked, arrived));
    } else if (mayStore(status, fields)) {
      Optional<StoredResponse> stored = begin(response, fields, asked, arrived);
      if (stored.isPresent() && asksForRest && !stored.get().isWhole()) {
        // A part that does not fit what is here, though it was asked to.
        cache.store().remove(known.get());
        head.complete(new Outcome.Mismatch());
        return;
      }
      if (stored.isPresent()) {
        receive(sent, response, stored.get(), Duration.between(asked, arrived));
        return;
      }
    } else if (known.isPresent() && status < 500 && status != 304) {
      // The origin has something else to say by now.
      cache.store().remove(known.get());
    }
    if (status < 500) {
      cache.passesOn(question.key, request);
    }
    head.complete(new Outcome.Direct());
    question.upstream.sink().pass(response, question.why, Duration.between(asked, arrived));
  }

  private static boolean isServerError(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }

  private boolean mayStore(int status, HeaderFields fields) {
    CacheRequest request = question.request;
    if (request.method().equals("GET")) {
      return Storability.mayStore(request, status, fields);
    }
    boolean namesTarget =
        fields
            .first("content-location")
            .flatMap(reference ->
                Invalidation.resolve(question.key.host(), question.key.target(), reference))
            .equals(Optional.of(question.key.target()));
    return Storability.mayStoreForGet(request, status, fields, namesTarget);
  }

  private void validated(
      StoredResponse known, HeaderFields fields, Instant asked, Instant arrived) {
    if (!Freshening.validates(known.header(), fields)) {
      if (known.header().fields().has("last-modified")) {
        // The date alone may have matched: two versions of one second.
        cache.store().remove(known);
        head.complete(new Outcome.Mismatch());
      } else {
        // Its tag matched, so it may be used, but not freshened (RFC 9111 section 4.3.4).
        head.complete(
            new Outcome.Ready(
                known,
                304,
                Optional.empty(),
                true,
                true,
                Duration.between(asked, arrived),
                () -> {}));
      }
      return;
    }
    StoredResponse newer = freshened(known, fields, asked, arrived);
    boolean kept = !detached && cache.freshen(known, newer, purgeMark);
    head.complete(
        new Outcome.Ready(
            newer, 304, Optional.empty(), true, kept, Duration.between(asked, arrived), () -> {}));
  }

  private StoredResponse freshened(
      StoredResponse known, HeaderFields fields, Instant asked, Instant arrived) {
    StoredHeader header = known.header();
    StoredHeader newer =
        StoredHeader.of(
            header.status(),
            Freshening.update(header.fields(), fields),
            question.request.fields(),
            asked,
            arrived,
            cache.staleOnError());
    return known.withHeader(
        cache.store().newId(),
        new StoredHeader(
            newer.status(),
            newer.fields(),
            newer.limited(),
            header.variance(),
            newer.freshness(),
            newer.initialAge(),
            newer.arrived()));
  }

  /** What the answer to a HEAD says of what is stored (RFC 9111 section 4.3.5). */
  private void described(
      StoredResponse known,
      int status,
      ClassicHttpResponse response,
      HeaderFields fields,
      Instant asked,
      Instant arrived) {
    if (status != 200 || known.header().status() != 200) {
      return;
    }
    Header length = response.getFirstHeader("Content-Length");
    HeaderFields all =
        length == null ? fields : fields.with("Content-Length", String.valueOf(length.getValue()));
    switch (Freshening.describe(known.header(), known.length(), all)) {
      case SAME -> cache.freshen(known, freshened(known, fields, asked, arrived), purgeMark);
      case OTHER -> cache.store().remove(known);
      case UNKNOWN -> {}
    }
  }

  /** What is to be received, if it can be kept while it comes. */
  private Optional<StoredResponse> begin(
      ClassicHttpResponse response, HeaderFields fields, Instant asked, Instant arrived) {
    HttpEntity entity = response.getEntity();
    long coming = entity == null ? 0 : entity.getContentLength();
    if (coming > cache.maxBody()) {
      return Optional.empty();
    }
    int status = response.getCode();
    long from = 0;
    long end = coming < 0 ? Long.MAX_VALUE : coming;
    long length = coming;
    if (status == 206) {
      if (!question.request.fields().has("range") && question.known.isEmpty()) {
        // Nobody asked for a part.
        return Optional.empty();
      }
      Optional<ContentRange> range = fields.first("content-range").flatMap(ContentRange::parse);
      if (range.isEmpty() || coming != range.get().end() - range.get().from()) {
        return Optional.empty();
      }
      from = range.get().from();
      end = range.get().end();
      length = range.get().length();
      // What is stored is a part of the whole, which would have been a 200.
      status = 200;
      fields = fields.without(name -> name.equalsIgnoreCase("content-range"));
    }
    Body body = coming == 0 ? cache.store().emptyBody() : cache.store().newBody(coming);
    StoredHeader header =
        StoredHeader.of(
            status, fields, question.request.fields(), asked, arrived, cache.staleOnError());
    StoredResponse stored =
        new StoredResponse(
            cache.store().newId(),
            question.key,
            header,
            length,
            end == from ? List.of() : List.of(new StoredResponse.Part(from, end, body, 0)));
    Optional<StoredResponse> same =
        response.getCode() == 206 && end != from
            ? cache.store().find(question.key, question.request.fields(), stored::isSameVersion)
            : Optional.empty();
    return Optional.of(same.map(stored::combinedWith).orElse(stored));
  }

  private void receive(
      HttpUriRequestBase sent, ClassicHttpResponse response, StoredResponse stored, Duration took)
      throws IOException {
    boolean keep = question.keep && !detached;
    HttpEntity entity = response.getEntity();
    Optional<Body> coming =
        stored.parts().stream()
            .map(StoredResponse.Part::body)
            .filter(body -> body.written() == 0 && !body.isEnded())
            .findFirst();
    if (coming.isEmpty() || entity == null) {
      if (keep) {
        cache.keep(stored, purgeMark);
      }
      head.complete(
          new Outcome.Ready(
              stored, response.getCode(), received(response), false, keep, took, () -> {}));
      return;
    }
    Body body = coming.get();
    receiving = body;
    body.onAbandoned(sent::abort);
    Body.Hold hold = body.hold();
    try {
      head.complete(
          new Outcome.Ready(
              stored, response.getCode(), received(response), false, keep, took, hold::close));
      // Not closed here: closing would read to the end what is to be broken off.
      InputStream in = entity.getContent();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        cache.traffic().fromOrigin(read);
        body.append(buffer, 0, read);
      }
      if (entity.getContentLength() >= 0 && body.written() != entity.getContentLength()) {
        throw new IOException("the body is shorter than announced");
      }
      if (body.seal() && keep && !detached) {
        cache.keep(whole(stored, body), purgeMark);
      }
      body.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      body.fail(new IOException("the agent is stopping", e));
    } catch (IOException | RuntimeException e) {
      body.fail(e instanceof IOException io ? io : new IOException(e.toString(), e));
      throw e;
    } finally {
      body.release();
    }
  }

  private Optional<ByteRange> received(ClassicHttpResponse response) {
    Header range = response.getFirstHeader("Content-Range");
    return response.getCode() != 206 || range == null || !question.request.fields().has("range")
        ? Optional.empty()
        : ContentRange.parse(String.valueOf(range.getValue()))
            .map(there -> new ByteRange(there.from(), there.end()));
  }

  /** The response with its length, which is known now. */
  private static StoredResponse whole(StoredResponse stored, Body body) {
    if (stored.length() >= 0) {
      return stored;
    }
    long length = body.written();
    List<StoredResponse.Part> parts = new ArrayList<>();
    if (length > 0) {
      parts.add(new StoredResponse.Part(0, length, body, 0));
    }
    return new StoredResponse(stored.id(), stored.key(), stored.header(), length, parts);
  }

  private static HeaderFields fieldsOf(HttpResponse response) {
    ConnectionFields dropped =
        new ConnectionFields(
            Arrays.stream(response.getHeaders("Connection"))
                .map(field -> String.valueOf(field.getValue()))
                .toList());
    List<HeaderFields.Field> fields = new ArrayList<>();
    for (Header field : response.getHeaders()) {
      if (!dropped.contains(field.getName())) {
        fields.add(
            new HeaderFields.Field(
                field.getName(), field.getValue() == null ? "" : field.getValue()));
      }
    }
    return new HeaderFields(fields);
  }
}
