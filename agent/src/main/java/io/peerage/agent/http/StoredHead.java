package io.peerage.agent.http;

import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.responses.Answer.How;
import io.peerage.agent.responses.StoredResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Instant;
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
    // What comes from the origin just now goes on as it came.
    boolean own = how instanceof How.Asked asked && !asked.collapsed() && !asked.validated();
    for (HeaderFields.Field field : stored.header().fields().fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if ((own || !(name.equals("age") || stored.header().limited().contains(name)))
          && (plan.representation()
              || WITHOUT_BODY.contains(name)
              || name.startsWith("access-control-"))
          && !RequestGuard.hasControl(field.value())) {
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
    Framing.write(exchange, plan, stored.header().status(), stored.length(), multipart);
  }
}
