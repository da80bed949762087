package io.peerage.agent.prefetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.delivery.Delivery;
import io.peerage.agent.origin.Site;
import io.peerage.agent.prefetch.ContentFetcher.Wanted;
import io.peerage.agent.responses.ResponseCache;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.protocol.site.SiteName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches ahead of players: one object after the other for each player, for so many players at
 * once. What it fetches goes the way that a client's request would go, so that a client that comes
 * meanwhile joins it. Thread-safe.
 */
public final class Prefetcher {
  private static final Logger log = LoggerFactory.getLogger(Prefetcher.class);
  private static final int MAX_PLAYLIST_BYTES = 4 << 20;
  private static final int MAX_SEGMENTS_KNOWN = 1_000_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private final PrefetchConfig config;
  private final ContentFetcher fetcher;
  private final PrefetchEvents events;
  private final Executor virtualThreads;
  private final Semaphore workers;
  private final Cache<Player, Session> sessions;
  private final Cache<Playlist, SegmentList> playlists;

  /** A player: by its session, or by where it comes from. */
  private record Player(SiteName site, String name) {}

  private record Playlist(SiteName site, String name) {}

  /**
   * A request of a player.
   *
   * @param host its {@code Host}
   * @param player its session if it says one, else something that tells it from most others
   * @param name of the object
   * @param reading what a request target means
   * @param fields as they go to the origin; asked for while the request is being observed only
   */
  public record Observed(
      Site site,
      String host,
      String player,
      String name,
      Cmcd says,
      Function<String, Link> reading,
      Supplier<HeaderFields> fields) {}

  public Prefetcher(
      PrefetchConfig config,
      Delivery delivery,
      ResponseCache cache,
      Takedowns takedowns,
      PrefetchEvents events,
      Executor virtualThreads) {
    this.config = config;
    this.fetcher = new ContentFetcher(delivery, cache, takedowns, config.maxObject().bytes());
    this.events = events;
    this.virtualThreads = virtualThreads;
    this.workers = new Semaphore(config.workers());
    this.sessions =
        Caffeine.newBuilder()
            .maximumSize(config.sessions())
            .expireAfterAccess(FORGOTTEN_AFTER)
            .executor(Runnable::run)
            .build();
    this.playlists =
        Caffeine.newBuilder()
            .maximumWeight(MAX_SEGMENTS_KNOWN)
            .<Playlist, SegmentList>weigher((_, list) -> list.links().size())
            .expireAfterAccess(FORGOTTEN_AFTER)
            .executor(Runnable::run)
            .build();
  }

  /** Whether anything is fetched ahead at all. */
  public boolean isOn() {
    return config.ahead() > 0;
  }

  /** A player asks for an object. Does not block. */
  public void requested(Observed request) {
    Player player = new Player(request.site.name(), request.player);
    List<Link> says = says(request);
    Session session =
        says.isEmpty()
            ? sessions.getIfPresent(player)
            : sessions.get(player, _ -> new Session(request.site));
    if (session == null) {
      return;
    }
    Playback.Step step = session.requested(request, says);
    if (!step.next().isEmpty()) {
      HeaderFields fields =
          request.fields.get().without(name -> name.toLowerCase(Locale.ROOT).startsWith("cmcd-"));
      String range = says.isEmpty() ? "" : request.says.nextRange();
      session.add(
          step.next().stream()
              .map(link -> new Wanted(request.site, request.host, link, range, fields))
              .toList());
    }
  }

  /** What the player says it wants next. */
  private List<Link> says(Observed request) {
    List<String> references = request.says.nextObjects();
    return references.isEmpty()
        ? List.of()
        : references.stream()
            .flatMap(reference -> References.resolve(request.name, reference).stream())
            .map(request.reading)
            .limit(config.ahead())
            .toList();
  }

  /** A player was given what may be a playlist. Does not block. */
  public void playlistServed(Observed request) {
    Wanted wanted =
        new Wanted(
            request.site,
            request.host,
            new Link(request.name, request.name),
            "",
            request.fields.get());
    virtualThreads.execute(() -> {
      try {
        Playlist playlist = new Playlist(request.site.name(), request.name);
        Optional<SegmentList> list =
            fetcher
                .text(wanted, MAX_PLAYLIST_BYTES)
                .flatMap(text -> SegmentList.parse(request.name, text, request.reading));
        if (list.isPresent()) {
          playlists.put(playlist, list.get());
          sessions
              .get(new Player(request.site.name(), request.player), _ -> new Session(request.site))
              .read(request.name);
        }
      } catch (IOException | FlightException e) {
        log.debug("cannot read the playlist {}: {}", request.name, e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** One player: what it does, and the one worker that fetches ahead of it. */
  private final class Session {
    private final SiteName site;
    // All under the lock of this.
    private final Playback playback = new Playback();
    private final WorkQueue queue = new WorkQueue(2 * config.ahead());

    Session(Site site) {
      this.site = site.name();
    }

    synchronized void read(String playlist) {
      playback.read(playlist);
    }

    Playback.Step requested(Observed request, List<Link> says) {
      Playback.Step step;
      synchronized (this) {
        step =
            playback.requested(
                request.name,
                request.says.ot(),
                says,
                playlist -> playlists.getIfPresent(new Playlist(site, playlist)),
                config.ahead());
      }
      for (int i = queue.drop(step.drop()); i > 0; i--) {
        events.prefetchEnded("dropped");
      }
      return step;
    }

    void add(List<Wanted> wanted) {
      for (int i = queue.add(wanted); i > 0; i--) {
        events.prefetchEnded("refused");
      }
      if (!queue.isIdle()) {
        return;
      }
      if (!workers.tryAcquire()) {
        for (int i = queue.clear(); i > 0; i--) {
          events.prefetchEnded("refused");
        }
        return;
      }
      virtualThreads.execute(() -> {
        try {
          queue.work(this::fetch);
        } finally {
          workers.release();
        }
      });
    }

    private void fetch(WorkQueue.Job job) {
      String outcome;
      try {
        outcome = fetcher.fetch(job).name().toLowerCase(Locale.ROOT);
      } catch (IOException | FlightException e) {
        log.debug("cannot fetch {} ahead: {}", job.wanted().link().name(), e.toString());
        outcome = "failed";
      } catch (InterruptedException e) {
        // The agent stops.
        Thread.currentThread().interrupt();
        return;
      }
      if (job.isDropped()) {
        // Which was counted.
        return;
      }
      events.prefetchEnded(outcome);
    }
  }
}
