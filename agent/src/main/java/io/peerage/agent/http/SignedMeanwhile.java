package io.peerage.agent.http;

import io.peerage.agent.delivery.Delivery;
import io.peerage.agent.delivery.ObjectReader;
import io.peerage.agent.manifest.ObjectVersion;
import io.peerage.agent.origin.Site;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, while an object passes through, whether it has got a manifest: a large object is signed
 * for the first time while its first clients already take it from the origin, and the rest of it
 * may come from other agents. For one response; {@link #rest} is for the thread that writes it.
 */
final class SignedMeanwhile {
  private static final Logger log = LoggerFactory.getLogger(SignedMeanwhile.class);
  private static final Duration ASK_EVERY = Duration.ofMillis(500);

  private final Delivery delivery;
  private final Site site;
  private final ObjectPath path;
  private final Executor virtualThreads;
  private final InstantSource clock;
  private final AtomicBoolean asking = new AtomicBoolean();
  private Instant askAt;

  SignedMeanwhile(
      Delivery delivery, Site site, ObjectPath path, Executor virtualThreads, InstantSource clock) {
    this.delivery = delivery;
    this.site = site;
    this.path = path;
    this.virtualThreads = virtualThreads;
    this.clock = clock;
    this.askAt = clock.instant().plus(ASK_EVERY);
  }

  /**
   * Reads what is left of {@code body} after {@code sent} bytes, if there is now a manifest of the
   * same version. Does not wait.
   */
  Optional<ObjectReader> rest(PassingBody body, long sent) {
    Optional<ObjectVersion> version =
        delivery.fresh(site, path).filter(now -> body.isOf(now.manifest().manifest()));
    if (version.isEmpty()) {
      askNowAndThen();
    }
    return version.map(now ->
        delivery.read(
            site, now.manifest().content(), body.range().from() + sent, body.range().end()));
  }

  private void askNowAndThen() {
    Instant now = clock.instant();
    if (now.isBefore(askAt) || !asking.compareAndSet(false, true)) {
      return;
    }
    askAt = now.plus(ASK_EVERY);
    virtualThreads.execute(() -> {
      try {
        var _ = delivery.resolve(site, path);
      } catch (IOException e) {
        log.debug("no manifest of {} yet: {}", path, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        asking.set(false);
      }
    });
  }
}
