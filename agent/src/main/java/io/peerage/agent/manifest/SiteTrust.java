package io.peerage.agent.manifest;

import io.peerage.agent.origin.Site;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.identity.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain of one site's root documents, from the pinned first to the newest known. Kept in a
 * folder as {@code root-<version>.json} and verified anew at each start. Thread-safe.
 */
final class SiteTrust {
  private static final Logger log = LoggerFactory.getLogger(SiteTrust.class);
  private static final Duration MIN_REFRESH_PAUSE = Duration.ofSeconds(5);
  private static final Duration USUAL_REFRESH = Duration.ofHours(1);

  /** More new roots than this at once are not followed: the next refresh goes on. */
  private static final int MAX_STEPS = 100;

  private final Site site;
  private final Path folder;
  private final InstantSource clock;
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile @Nullable TrustedRoot current;
  // Under refreshing.
  private Instant lastRefresh = Instant.EPOCH;

  SiteTrust(Site site, Path folder, InstantSource clock) {
    this.site = site;
    this.folder = folder;
    this.clock = clock;
  }

  /** Reads the chain from disk, as far as it is whole and right. */
  void load() throws IOException {
    Files.createDirectories(folder);
    TrustedRoot chain = null;
    try {
      for (int version = 1; Files.exists(file(version)); version++) {
        Envelope envelope =
            Envelope.parse(
                "root " + version, Files.readAllBytes(file(version)), SiteRoot.MAX_ENVELOPE_BYTES);
        chain =
            chain == null
                ? TrustedRoot.first(site.name(), site.config().rootPin(), envelope)
                : chain.next(envelope);
      }
    } catch (IOException | MalformedMessageException | UntrustedException e) {
      log.warn(
          "the root documents of {} on disk end at version {}: {}",
          site.name(),
          chain == null ? 0 : chain.root().version(),
          e.getMessage());
    }
    current = chain;
  }

  /**
   * The newest root, fetched if none is known, and looked for again once an hour.
   *
   * @throws UntrustedException when what the adapter offers as root is not to be believed
   */
  TrustedRoot current() throws IOException, UntrustedException {
    TrustedRoot known = current;
    if (known == null || clock.instant().isAfter(lastRefresh().plus(USUAL_REFRESH))) {
      try {
        return refresh();
      } catch (IOException e) {
        if (known == null) {
          throw e;
        }
        log.warn("cannot look for newer roots of {}: {}", site.name(), e.getMessage());
        return known;
      }
    }
    return known;
  }

  /** Looks for newer roots now, unless that was done a moment ago. */
  TrustedRoot refresh() throws IOException, UntrustedException {
    refreshing.lock();
    try {
      TrustedRoot chain = current;
      Instant now = clock.instant();
      if (chain != null && now.isBefore(lastRefresh.plus(MIN_REFRESH_PAUSE))) {
        return chain;
      }
      lastRefresh = now;
      if (chain == null) {
        Envelope first =
            site.root(1)
                .orElseThrow(() -> new IOException("the adapter has no root 1 of " + site.name()));
        chain = TrustedRoot.first(site.name(), site.config().rootPin(), first);
        keep(chain);
      }
      for (int i = 0; i < MAX_STEPS; i++) {
        var next = site.root(chain.root().version() + 1);
        if (next.isEmpty()) {
          break;
        }
        chain = chain.next(next.get());
        keep(chain);
        log.info("the root of {} is now version {}", site.name(), chain.root().version());
      }
      return chain;
    } catch (MalformedMessageException e) {
      throw new IOException("the adapter's root of " + site.name() + ": " + e.getMessage(), e);
    } finally {
      refreshing.unlock();
    }
  }

  private void keep(TrustedRoot chain) {
    current = chain;
    try {
      PrivateFiles.write(
          file(chain.root().version()),
          new String(chain.envelope().toJson(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      log.warn("cannot keep root {} of {}: {}", chain.root().version(), site.name(), e.toString());
    }
  }

  private Instant lastRefresh() {
    refreshing.lock();
    try {
      return lastRefresh;
    } finally {
      refreshing.unlock();
    }
  }

  private Path file(int version) {
    return folder.resolve("root-" + version + ".json");
  }
}
