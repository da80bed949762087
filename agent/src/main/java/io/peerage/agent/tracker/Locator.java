package io.peerage.agent.tracker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.agent.accounting.TicketWallet;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.message.LocateRequest;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.protocol.message.LocateResponse.Offer;
import io.peerage.runtime.http.FleetClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who has content, by asking the tracker in the background: nobody waits for it. An answer is
 * used as long as the tracker says and its tickets last, and on while the tracker does not answer.
 * Thread-safe.
 */
public final class Locator {
  private static final Logger log = LoggerFactory.getLogger(Locator.class);
  private static final int MAX_CONTENTS = 10_000;
  private static final int MAX_QUESTIONS = 16;
  private static final int WANTED = 20;
  private static final Duration BEFORE_TICKETS_END = Duration.ofSeconds(15);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final FleetClient client;
  private final URI tracker;
  private final Duration timeout;
  private final TicketWallet wallet;
  private final InstantSource clock;
  private final Cache<ContentRoot, Answer> answers =
      Caffeine.newBuilder().maximumSize(MAX_CONTENTS).executor(Runnable::run).build();
  private final Set<ContentRoot> asking = ConcurrentHashMap.newKeySet();
  private final Semaphore questions = new Semaphore(MAX_QUESTIONS);

  private record Answer(List<Offer> offers, Instant freshUntil) {}

  public Locator(
      FleetClient client, URI tracker, Duration timeout, TicketWallet wallet, InstantSource clock) {
    this.wallet = wallet;
    this.client = client;
    this.tracker = tracker;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** The peers known to have some of {@code root}; asks anew in the background when that is old. */
  public List<Offer> holders(ContentRoot root) {
    Answer answer = answers.getIfPresent(root);
    if (answer == null || !clock.instant().isBefore(answer.freshUntil)) {
      askInBackground(root);
    }
    return answer == null ? List.of() : answer.offers;
  }

  private void askInBackground(ContentRoot root) {
    if (!asking.add(root)) {
      return;
    }
    if (!questions.tryAcquire()) {
      asking.remove(root);
      return;
    }
    Thread.ofVirtual()
        .name("locate")
        .start(() -> {
          try {
            ask(root);
          } finally {
            questions.release();
            asking.remove(root);
          }
        });
  }

  private void ask(ContentRoot root) {
    try {
      LocateResponse response =
          client.postJson(
              tracker.resolve("/peerage/v1/locate"),
              new LocateRequest(root, WANTED, List.of()),
              timeout,
              LocateResponse.MAX_BYTES,
              LocateResponse.class);
      Instant freshUntil = clock.instant().plusMillis(response.freshMillis());
      if (response.tickets() != null) {
        wallet.offer(response.tickets());
        Instant ticketsLast = response.tickets().expires().minus(BEFORE_TICKETS_END);
        freshUntil = ticketsLast.isBefore(freshUntil) ? ticketsLast : freshUntil;
      }
      answers.put(root, new Answer(response.peers(), freshUntil));
    } catch (IOException e) {
      log.debug("cannot locate {}: {}", root, e.getMessage());
      Answer last = answers.getIfPresent(root);
      answers.put(
          root,
          new Answer(
              last == null ? List.of() : last.offers, clock.instant().plus(PAUSE_AFTER_FAILURE)));
    }
  }
}
