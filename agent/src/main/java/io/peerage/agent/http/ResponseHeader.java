package io.peerage.agent.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import java.util.Set;

/** Writes status and header fields of responses that come from a manifest. Thread-safe. */
final class ResponseHeader {
  private static final HttpString CACHE_STATUS = new HttpString("Cache-Status");

  /** The fields of a 304, besides Date (RFC 9110 section 15.4.5). */
  private static final Set<String> OF_NOT_MODIFIED =
      Set.of("cache-control", "content-location", "etag", "expires", "cdn-cache-control");

  private static final int MAX_PREPARED = 10_000;

  private final String via;

  /** What is the same in every answer; by the manifest itself, while that is known. */
  private final Cache<Manifest, Prepared> prepared =
      Caffeine.newBuilder().weakKeys().maximumSize(MAX_PREPARED).executor(Runnable::run).build();

  private record Field(HttpString name, String value, boolean ofNotModified) {}

  private record Prepared(List<Field> fields, String etag, String date) {
    static Prepared of(Manifest manifest) {
      return new Prepared(
          manifest.headers().fields().entrySet().stream()
              .map(field ->
                  new Field(
                      new HttpString(field.getKey()),
                      field.getValue(),
                      OF_NOT_MODIFIED.contains(field.getKey())))
              .toList(),
          ResponseHeader.etag(manifest),
          DateUtils.toDateString(Date.from(manifest.issued())));
    }
  }

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
    Prepared known = prepared.get(manifest, Prepared::of);
    boolean representation = plan.representation();
    for (Field field : known.fields) {
      if (representation || field.ofNotModified) {
        header.put(field.name, field.value);
      }
    }
    header.put(Headers.ETAG, known.etag);
    header.put(Headers.DATE, known.date);
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
