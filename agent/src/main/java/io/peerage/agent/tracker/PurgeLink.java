package io.peerage.agent.tracker;

import io.peerage.agent.purge.Purges;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.http.FleetClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a request open at the tracker, which answers it as soon as there are purges. The next one
 * names the last purge that was carried out, and so acknowledges it. What does not bear a tracker's
 * signature is not believed. {@link #hold} is called by one task; {@link #pause} says when next.
 */
public final class PurgeLink {
  private static final Logger log = LoggerFactory.getLogger(PurgeLink.class);

  /** Longer than a tracker holds a request (at most 50 seconds). */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** Who answers sooner, and with nothing, is not asked again at once. */
  private static final Duration SHORTEST_HOLD = Duration.ofMillis(50);

  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(15);

  private final FleetClient client;
  private final URI purgesAt;
  private final SpkiPin authority;
  private final InstantSource clock;
  private final Purges purges;

  // Owned by the task that holds.
  private int failures;
  private boolean answeredForNothing;

  private volatile @Nullable HttpUriRequestBase held;
  private volatile boolean closed;

  public PurgeLink(
      FleetClient client, URI tracker, SpkiPin authority, InstantSource clock, Purges purges) {
    this.client = client;
    this.purgesAt = tracker.resolve("/peerage/v1/purges");
    this.authority = authority;
    this.clock = clock;
    this.purges = purges;
  }

  /** One held request: returns when the tracker answered it, and what came is carried out. */
  public void hold() {
    HttpUriRequestBase request =
        new HttpUriRequestBase("GET", URI.create(purgesAt + "?after=" + purges.position()));
    held = request;
    if (closed) {
      return;
    }
    long sent = System.nanoTime();
    try {
      Optional<TrackerDocument> answer =
          client.execute(
              request,
              SILENCE,
              (response, _) -> {
                byte[] body = FleetClient.readBody(response, PurgeBatch.MAX_DOCUMENT_BYTES);
                FleetClient.requireSuccess(response, body);
                return response.getCode() == 204 ? Optional.empty() : Optional.of(parse(body));
              });
      long before = purges.position();
      if (answer.isPresent()) {
        carryOut(answer.get());
      }
      answeredForNothing =
          purges.position() == before && System.nanoTime() - sent < SHORTEST_HOLD.toNanos();
      if (failures > 0) {
        log.info("the tracker says again what is purged");
      }
      failures = 0;
    } catch (IOException | UntrustedException | MalformedMessageException e) {
      if (!closed && failures++ == 0) {
        log.warn("cannot learn from the tracker what is purged, trying on: {}", e.getMessage());
      }
    }
  }

  private static TrackerDocument parse(byte[] body) throws IOException {
    try {
      return StrictJson.read("purges", body, PurgeBatch.MAX_DOCUMENT_BYTES, TrackerDocument.class);
    } catch (MalformedMessageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void carryOut(TrackerDocument document)
      throws UntrustedException, MalformedMessageException {
    PurgeBatch batch =
        document.open(
            PurgeBatch.PAYLOAD_TYPE,
            authority,
            PurgeBatch.class,
            PurgeBatch.MAX_BYTES,
            clock.instant());
    try {
      purges.carryOut(batch);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("purges", "after", String.valueOf(e.getMessage()));
    }
  }

  /** How long to wait before the next request: not at all while all is well. */
  public Duration pause() {
    if (failures == 0) {
      return answeredForNothing ? FIRST_PAUSE : Duration.ZERO;
    }
    Duration backedOff = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 6));
    return backedOff.compareTo(MAX_PAUSE) < 0 ? backedOff : MAX_PAUSE;
  }

  /** Tells the tracker that nobody need wait for this agent any more. */
  public void leave() {
    try {
      var _ =
          client.execute(
              new HttpUriRequestBase(
                  "GET", URI.create(purgesAt + "?leaving=1&after=" + purges.position())),
              GOODBYE,
              (response, _) -> response.getCode());
    } catch (IOException e) {
      log.debug("the tracker did not hear the goodbye: {}", e.getMessage());
    }
  }

  /** Breaks off the request that is held, for good. */
  public void close() {
    closed = true;
    HttpUriRequestBase request = held;
    if (request != null) {
      request.abort();
    }
  }
}
