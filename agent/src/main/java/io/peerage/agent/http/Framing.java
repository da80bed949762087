package io.peerage.agent.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;

/** The status of a response, and the fields that say which bytes its body has. */
final class Framing {
  private static final int NO_CONTENT = 204;

  private Framing() {}

  /**
   * Writes what {@code plan} comes to.
   *
   * @param wholeStatus of the response when all of it is sent
   * @param length of the representation in bytes; -1 when it is not known yet
   * @param multipart how several ranges are sent
   */
  static void write(
      HttpServerExchange exchange,
      ResponsePlan plan,
      int wholeStatus,
      long length,
      Multipart multipart) {
    HeaderMap header = exchange.getResponseHeaders();
    switch (plan) {
      case ResponsePlan.Whole _ -> {
        exchange.setStatusCode(wholeStatus);
        if (length >= 0 && wholeStatus != NO_CONTENT) {
          if (wholeStatus == 200) {
            header.put(Headers.ACCEPT_RANGES, "bytes");
          }
          exchange.setResponseContentLength(length);
        }
      }
      case ResponsePlan.Part part -> {
        exchange.setStatusCode(206);
        header.put(Headers.ACCEPT_RANGES, "bytes");
        header.put(Headers.CONTENT_RANGE, part.range().toContentRange(length));
        exchange.setResponseContentLength(part.range().length());
      }
      case ResponsePlan.Parts _ -> {
        exchange.setStatusCode(206);
        header.put(Headers.ACCEPT_RANGES, "bytes");
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
