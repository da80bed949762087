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

  /** What is taken down: the status and its title. */
  static final int TAKEN_DOWN = 451;

  static final String TAKEN_DOWN_TITLE = "Unavailable For Legal Reasons";

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
    send(exchange, status, why, new Problem(title, status, detail));
  }

  /** What is taken down, with the members that programs look for. */
  record TakenDownProblem(String title, int status, String detail, String caseId, String reason) {}

  /** Ends the exchange with 451 (RFC 7725). */
  void sendTakenDown(HttpServerExchange exchange, String caseId, String reason) {
    send(
        exchange,
        TAKEN_DOWN,
        "takedown",
        new TakenDownProblem(
            TAKEN_DOWN_TITLE,
            TAKEN_DOWN,
            "It was taken down by an order under case %s (%s); ask those who run this service"
                .formatted(caseId, reason),
            caseId,
            reason));
  }

  private void send(HttpServerExchange exchange, int status, String why, Record problem) {
    byte[] body = StrictJson.write(problem);
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
