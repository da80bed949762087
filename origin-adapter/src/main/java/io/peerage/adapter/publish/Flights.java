package io.peerage.adapter.publish;

import io.peerage.protocol.manifest.ObjectPath;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on objects under way, one for each object however many ask for it; it goes on when they have
 * gone. At most a stated number at once. Thread-safe.
 */
final class Flights implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Flights.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** What is done. */
  interface Work {
    ManifestAnswer run(SigningProgress progress) throws InterruptedException;
  }

  /** One under way. */
  static final class Flight {
    private final CompletableFuture<ManifestAnswer> result = new CompletableFuture<>();
    private final SigningProgress progress = new SigningProgress();
    private @Nullable Thread thread;

    /** What came out of it, if it does within {@code limit}. */
    Optional<ManifestAnswer> await(Duration limit) throws InterruptedException {
      try {
        return Optional.of(result.get(limit.toNanos(), TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        return Optional.empty();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a flight always ends with an answer", e);
      }
    }

    SigningProgress progress() {
      return progress;
    }
  }

  private final ConcurrentHashMap<ObjectPath, Flight> flights = new ConcurrentHashMap<>();
  private final String name;
  private final int limit;
  private volatile boolean closed;

  Flights(String name, int limit) {
    this.name = name;
    this.limit = limit;
  }

  /** The work on {@code path}, begun if there is none yet; nothing when there is too much. */
  Optional<Flight> join(ObjectPath path, Work work) {
    if (closed || (flights.size() >= limit && !flights.containsKey(path))) {
      return Optional.empty();
    }
    return Optional.of(
        flights.computeIfAbsent(
            path,
            _ -> {
              Flight flight = new Flight();
              flight.thread =
                  Thread.ofVirtual().name("sign-" + name).start(() -> run(path, flight, work));
              return flight;
            }));
  }

  /** The work on {@code path}, if there is any. */
  Optional<Flight> underWay(ObjectPath path) {
    return Optional.ofNullable(flights.get(path));
  }

  /** Bytes hashed so far of all that is under way. */
  long bytesUnderWay() {
    return flights.values().stream().mapToLong(flight -> flight.progress.bytes()).sum();
  }

  private void run(ObjectPath path, Flight flight, Work work) {
    ManifestAnswer answer;
    try {
      answer = work.run(flight.progress);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = new ManifestAnswer.Failed(503, "the adapter is stopping");
    } catch (RuntimeException e) {
      log.error("signing {} of {} failed", path, name, e);
      answer = new ManifestAnswer.Failed(500, "the log of the adapter says more");
    }
    flight.result.complete(answer);
    flights.remove(path, flight);
  }

  /** Breaks off everything and waits for it, at most five seconds. */
  @Override
  public void close() {
    closed = true;
    for (Flight flight : flights.values()) {
      Thread thread = flight.thread;
      if (thread != null) {
        thread.interrupt();
      }
    }
    for (Flight flight : flights.values()) {
      try {
        flight.await(STOP_LIMIT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
