package io.peerage.agent.http;

import io.peerage.agent.undertow.BodyReader;
import io.peerage.agent.undertow.LongBodyException;
import io.peerage.agent.undertow.SlowClientException;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the bodies of requests in, so that a slow client holds nothing that others want: its request
 * goes on only once much of its body is there, and only so many at once. Thread-safe.
 */
final class Uploads {
  private static final Logger log = LoggerFactory.getLogger(Uploads.class);
  private static final int AHEAD_BYTES = 64 * 1024;

  private final Semaphore places;
  private final Duration patience;
  private final Problems problems;

  /**
   * @param max uploads that go on at once
   * @param patience how long a client may send nothing
   */
  Uploads(int max, Duration patience, Problems problems) {
    this.places = new Semaphore(max);
    this.patience = patience;
    this.problems = problems;
  }

  /**
   * Waits for the body, or much of it. Whoever gets it says {@link #end} later; when there is
   * nothing to get, the exchange is answered.
   */
  Optional<BodyReader> begin(HttpServerExchange exchange) {
    BodyReader body = new BodyReader(exchange, patience);
    try {
      body.readAhead(AHEAD_BYTES);
    } catch (IOException e) {
      log.debug("the body of {} breaks off", exchange.getRequestURI(), e);
      if (!refuse(exchange, e)) {
        refuse(exchange, 400, "malformed", "Malformed request", "The request's body is malformed.");
      }
      return Optional.empty();
    }
    if (!places.tryAcquire()) {
      refuse(
          exchange,
          503,
          "overload",
          "Too many uploads to the origin",
          "The agent passes only so many bodies on at once; try again in a second.");
      return Optional.empty();
    }
    return Optional.of(body);
  }

  /** Says that a body has been passed on, or not. */
  void end() {
    places.release();
  }

  /** Answers if {@code failure} is the client's, whose body is too slow or too long. */
  boolean refuse(HttpServerExchange exchange, IOException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SlowClientException) {
        refuse(exchange, 408, "slow", "Request timeout", "The request's body comes too slowly.");
        return true;
      }
      if (at instanceof LongBodyException) {
        refuse(exchange, 413, "large", "Content too large", String.valueOf(at.getMessage()));
        return true;
      }
    }
    return false;
  }

  private void refuse(
      HttpServerExchange exchange, int status, String why, String title, String detail) {
    // Where the next request would begin is not known.
    exchange.setPersistent(false);
    problems.send(exchange, status, why, title, detail);
  }
}
