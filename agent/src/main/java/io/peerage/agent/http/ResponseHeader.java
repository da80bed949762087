package io.peerage.agent.http;

import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.manifest.ObjectVersion;
import io.peerage.protocol.manifest.Manifest;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Writes status and header fields of responses that come from a manifest. Thread-safe. */
final class ResponseHeader {
  private static final HttpString CACHE_STATUS = new HttpString("Cache-Status");

  /** The fields of a 304, besides Date (RFC 9110 section 15.4.5). */
  private static final Set<String> OF_NOT_MODIFIED =
      Set.of("cache-control", "content-location", "etag", "expires", "cdn-cache-control");

  private final String via;
  private final Map<String, HttpString> names = new ConcurrentHashMap<>();

  ResponseHeader(String cacheName) {
    this.via = "1.1 " + cacheName;
  }

  /** The entity tag of a version: the origin's, else one made of the content root. */
  static String etag(Manifest manifest) {
    return manifest
        .headers()
        .get("etag")
        .orElseGet(() -> '"' + manifest.contentRoot().toString().substring(0, 32) + '"');
  }

  /** Writes what {@code plan} says of {@code version}; the body's length included. */
  void write(
      HttpServerExchange exchange,
      ObjectVersion version,
      ResponsePlan plan,
      Multipart multipart,
      Instant now,
      String cacheStatus) {
    Manifest manifest = version.manifest().manifest();
    HeaderMap header = exchange.getResponseHeaders();
    for (Map.Entry<String, String> field : manifest.headers().fields().entrySet()) {
      if (plan.representation() || OF_NOT_MODIFIED.contains(field.getKey())) {
        header.put(names.computeIfAbsent(field.getKey(), HttpString::new), field.getValue());
      }
    }
    header.put(Headers.ETAG, etag(manifest));
    header.put(Headers.DATE, DateUtils.toDateString(Date.from(manifest.issued())));
    header.put(Headers.AGE, Math.max(0, Duration.between(manifest.issued(), now).toSeconds()));
    header.put(Headers.VIA, via);
    header.put(CACHE_STATUS, cacheStatus);
    Framing.write(exchange, plan, 200, manifest.length(), multipart);
  }

  /** The bytes of the body that {@code plan} asks for; none when it has no body. */
  static List<ByteRange> bodyOf(ResponsePlan plan, long length) {
    return switch (plan) {
      case ResponsePlan.Whole _ -> length == 0 ? List.of() : List.of(new ByteRange(0, length));
      case ResponsePlan.Part part -> List.of(part.range());
      case ResponsePlan.Parts parts -> parts.ranges();
      case ResponsePlan.NotModified _,
          ResponsePlan.PreconditionFailed _,
          ResponsePlan.Unsatisfiable _ ->
          List.of();
    };
  }

  /** For how many more seconds the version is fresh; negative when it is stale. */
  static long ttlSeconds(ObjectVersion version, Instant now) {
    Instant end = version.manifest().manifest().issued().plus(version.freshness().lifetime());
    return Duration.between(now, end).toSeconds();
  }
}
