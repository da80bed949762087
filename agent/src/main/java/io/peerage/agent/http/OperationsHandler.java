package io.peerage.agent.http;

import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.lifecycle.Readiness;
import io.peerage.runtime.metrics.Metrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The endpoints for those who run the agent: {@code /livez}, {@code /readyz}, {@code /metrics}. */
public final class OperationsHandler implements HttpHandler {
  private final Readiness readiness;
  private final Metrics metrics;

  public OperationsHandler(Readiness readiness, Metrics metrics) {
    this.readiness = readiness;
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    switch (exchange.getRequestPath()) {
      case "/livez" -> sendJson(exchange, 200, Map.of("live", true));
      case "/readyz" -> {
        Readiness.Report report = readiness.report();
        sendJson(exchange, report.ready() ? 200 : 503, report);
      }
      case "/metrics" ->
          send(
              exchange, 200, Metrics.MEDIA_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8));
      default -> sendJson(exchange, 404, Map.of("paths", "/livez /readyz /metrics"));
    }
  }

  private static void sendJson(HttpServerExchange exchange, int status, Object value) {
    send(exchange, status, "application/json", StrictJson.write(value));
  }

  private static void send(HttpServerExchange exchange, int status, String mediaType, byte[] body) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, mediaType);
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }
}
