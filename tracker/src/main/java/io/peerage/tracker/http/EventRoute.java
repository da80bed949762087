package io.peerage.tracker.http;

import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.tracker.events.Event;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/events}: server-sent events, as the WHATWG's HTML standard has them. A comment
 * every {@code admin.eventHeartbeat} keeps proxies awake and finds those who are gone. A stream
 * ends after an hour, so that its follower comes back and shows that it still may.
 */
final class EventRoute {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final EventLog events;
  private final Duration heartbeat;

  EventRoute(EventLog events, Duration heartbeat) {
    this.events = events;
    this.heartbeat = heartbeat;
  }

  void serve(Exchange exchange) throws IOException, RequestException, InterruptedException {
    Long lastSeen = lastSeen(exchange);
    Optional<EventStream> followed = events.follow(lastSeen);
    if (followed.isEmpty()) {
      exchange.set("Retry-After", "10");
      throw new RequestException(
          503, "Too many followers", "all streams of events are taken (admin.eventStreams)");
    }
    long endNanos = System.nanoTime() + LONGEST.toNanos();
    try (EventStream stream = followed.get();
        OutputStream out = exchange.startBody(200, "text/event-stream; charset=utf-8")) {
      if (exchange.isHead()) {
        return;
      }
      write(out, ": the tracker's events\n\n");
      out.flush();
      while (stream.isOpen() && System.nanoTime() - endNanos < 0) {
        Optional<Event> event = stream.next(heartbeat);
        write(out, event.map(EventRoute::text).orElse(": still here\n\n"));
        out.flush();
      }
    }
  }

  /**
   * From the field that browsers send when they come back, or from the query for the first time.
   */
  private static @Nullable Long lastSeen(Exchange exchange) throws RequestException {
    Optional<String> id =
        exchange.header("Last-Event-ID").or(() -> exchange.queryParameter("lastEventId"));
    if (id.isEmpty()) {
      return null;
    }
    if (!id.get().matches("\\d{1,18}")) {
      throw new RequestException(
          400, "Malformed request", "Last-Event-ID is the id of an event, a number");
    }
    return Long.valueOf(id.get());
  }

  private static String text(Event event) {
    return "event: %s\nid: %d\ndata: %s\n\n"
        .formatted(event.type().wireName(), event.id(), StrictJson.writeText(event));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
