package io.peerage.agent.http;

import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.responses.Answer.How;
import io.peerage.agent.responses.StoredResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes status and header fields of stored responses. Thread-safe. */
final class StoredHead {
  private static final HttpString CACHE_STATUS = new HttpString("Cache-Status");
  private static final HttpString SERVER_TIMING = new HttpString("Server-Timing");

  /** The fields of answers without a representation (RFC 9110 section 15.4.5). */
  private static final Set<String> WITHOUT_BODY =
      Set.of(
          "cache-control",
          "cdn-cache-control",
          "content-location",
          "date",
          "etag",
          "expires",
          "last-modified",
          "set-cookie",
          "timing-allow-origin",
          "vary",
          "via");

  private final String via;
  private final CacheStatus cacheStatus;

  StoredHead(String cacheName, CacheStatus cacheStatus) {
    this.via = "1.1 " + cacheName;
    this.cacheStatus = cacheStatus;
  }

  /** Writes what {@code plan} says of {@code stored}, the body's length included if it is known. */
  void write(
      HttpServerExchange exchange,
      StoredResponse stored,
      ResponsePlan plan,
      Multipart multipart,
      How how,
      Instant now) {
    HeaderMap header = exchange.getResponseHeaders();
    boolean representation =
        plan instanceof ResponsePlan.Whole
            || plan instanceof ResponsePlan.Part
            || plan instanceof ResponsePlan.Parts;
    // What comes from the origin just now goes on as it came.
    boolean own = how instanceof How.Asked asked && !asked.collapsed() && !asked.validated();
    for (HeaderFields.Field field : stored.header().fields().fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if ((own || !(name.equals("age") || stored.header().limited().contains(name)))
          && (representation
              || WITHOUT_BODY.contains(name)
              || name.startsWith("access-control-"))) {
        header.add(HttpString.tryFromString(field.name()), field.value());
      }
    }
    long age = Math.max(0, stored.header().age(now).toSeconds());
    if (!own || (age > 0 && !header.contains(Headers.AGE))) {
      header.put(Headers.AGE, age);
    }
    header.add(Headers.VIA, via);
    header.add(CACHE_STATUS, cacheStatus.stored(how, stored.header().timeToLive(now).toSeconds()));
    header.add(
        SERVER_TIMING,
        how instanceof How.Asked asked
            ? "origin;dur=" + asked.took().toMillis()
            : "cache;desc=hit");
    frame(exchange, stored, plan, multipart);
  }

  private static void frame(
      HttpServerExchange exchange, StoredResponse stored, ResponsePlan plan, Multipart multipart) {
    HeaderMap header = exchange.getResponseHeaders();
    int status = stored.header().status();
    long length = stored.length();
    switch (plan) {
      case ResponsePlan.Whole _ -> {
        exchange.setStatusCode(status);
        if (length >= 0 && status != 204) {
          if (status == 200) {
            header.put(Headers.ACCEPT_RANGES, "bytes");
          }
          exchange.setResponseContentLength(length);
        }
      }
      case ResponsePlan.Part(ByteRange range) -> {
        exchange.setStatusCode(206);
        header.put(Headers.CONTENT_RANGE, range.toContentRange(length));
        exchange.setResponseContentLength(range.length());
      }
      case ResponsePlan.Parts(List<ByteRange> _) -> {
        exchange.setStatusCode(206);
        header.put(Headers.CONTENT_TYPE, multipart.contentType());
        exchange.setResponseContentLength(multipart.contentLength());
      }
      case ResponsePlan.NotModified _ -> exchange.setStatusCode(304);
      case ResponsePlan.PreconditionFailed _ -> {
        exchange.setStatusCode(412);
        exchange.setResponseContentLength(0);
      }
      case ResponsePlan.Unsatisfiable _ -> {
        exchange.setStatusCode(416);
        header.put(Headers.CONTENT_RANGE, "bytes */" + length);
        exchange.setResponseContentLength(0);
      }
    }
  }
}
