package io.peerage.tracker.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Times requests by route: {@code peerage_tracker_request_duration_seconds} with the labels {@code
 * route} and {@code outcome}. Thread-safe.
 */
public final class RequestMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };

  private final MeterRegistry registry;

  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  private enum Outcome {
    OK,
    REFUSED,
    FAILED
  }

  /** {@code endpoint}, timed under {@code route}. */
  Routes.Endpoint timed(String route, Routes.Endpoint endpoint) {
    Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      timers.put(
          outcome,
          Timer.builder("peerage.tracker.request.duration")
              .description("Time to answer a request")
              .tag("route", route)
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .serviceLevelObjectives(BUCKETS)
              .register(registry));
    }
    return exchange -> {
      long start = System.nanoTime();
      Outcome outcome = Outcome.FAILED;
      try {
        endpoint.serve(exchange);
        outcome = Outcome.OK;
      } catch (RequestException e) {
        outcome = Outcome.REFUSED;
        throw e;
      } finally {
        Timer timer = timers.get(outcome);
        if (timer != null) {
          timer.record(Duration.ofNanos(System.nanoTime() - start));
        }
      }
    };
  }
}
