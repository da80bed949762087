package io.peerage.runtime.server;

import io.peerage.runtime.lifecycle.Readiness;
import io.peerage.runtime.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The endpoints for those who run a process: {@code /livez}, {@code /readyz}, {@code /metrics}. */
public final class OperationsRoutes {
  private OperationsRoutes() {}

  /** Adds them to {@code routes}. */
  public static Routes addTo(Routes routes, Readiness readiness, Metrics metrics) {
    return routes
        .add("GET", "/livez", exchange -> exchange.sendJson(200, Map.of("live", true)))
        .add(
            "GET",
            "/readyz",
            exchange -> {
              Readiness.Report report = readiness.report();
              exchange.sendJson(report.ready() ? 200 : 503, report);
            })
        .add(
            "GET",
            "/metrics",
            exchange ->
                exchange.send(
                    200, Metrics.MEDIA_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8)));
  }
}
