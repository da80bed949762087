package io.peerage.agent.http;

import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.http.Problem;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;

/** Errors that the edge answers itself, as RFC 9457 problems that no cache keeps. */
final class Problems {
  private static final HttpString CACHE_STATUS = new HttpString("Cache-Status");

  private final CacheStatus cacheStatus;

  Problems(CacheStatus cacheStatus) {
    this.cacheStatus = cacheStatus;
  }

  /**
   * Ends the exchange.
   *
   * @param why one word for {@code Cache-Status}
   */
  void send(HttpServerExchange exchange, int status, String why, String title, String detail) {
    byte[] body = StrictJson.write(new Problem(title, status, detail));
    exchange.setStatusCode(status);
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .put(Headers.CACHE_CONTROL, "no-store")
        .put(CACHE_STATUS, cacheStatus.refused(why));
    if (status == 503) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, 1);
    }
    exchange.setResponseContentLength(body.length);
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.endExchange();
    } else {
      exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }
  }
}
