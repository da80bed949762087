package io.peerage.agent.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.agent.caching.Freshness;
import io.peerage.agent.origin.Site;
import io.peerage.agent.origin.Site.ManifestAnswer;
import io.peerage.agent.purge.PurgeLog;
import io.peerage.agent.purge.PurgeMatcher;
import io.peerage.agent.purge.Purgeable;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ManifestVerifier;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.SeenGeneration;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.site.UntrustedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest believed manifest of each object, asked for again when it is stale or was purged; one
 * question at a time per object, however many wait for it. Thread-safe.
 */
public final class Manifests implements Purgeable {
  private static final Logger log = LoggerFactory.getLogger(Manifests.class);

  private static final int MAX_NONE = 100_000;

  /** How often a question starts over because of a purge; the last answer is then taken. */
  private static final int MAX_ROUNDS = 3;

  private final Map<SiteName, SiteTrust> trust = new TreeMap<>();
  private final ManifestFiles files;
  private final ManifestConfig config;
  private final InstantSource clock;
  private final ManifestEvents events;
  private final PurgeLog purges;
  private final Cache<Key, ObjectVersion> versions;
  private final Cache<Key, None> noneUntil;
  private final Map<Key, Question> questions = new ConcurrentHashMap<>();

  private record Key(SiteName site, ObjectPath path) {}

  /** The word that there is no manifest, and whether one is being made. */
  private record None(Instant until, boolean beingSigned) {}

  /**
   * What is being asked.
   *
   * @param purgeMark the last purge that was carried out before
   */
  private record Question(long purgeMark, CompletableFuture<Optional<ObjectVersion>> answer) {}

  private Manifests(
      Path folder,
      ManifestConfig config,
      InstantSource clock,
      ManifestEvents events,
      PurgeLog purges) {
    this.files = new ManifestFiles(folder.resolve("manifests"), config.disk().bytes());
    this.config = config;
    this.clock = clock;
    this.events = events;
    this.purges = purges;
    this.versions =
        Caffeine.newBuilder()
            .maximumWeight(config.memory().bytes())
            .weigher((Key _, ObjectVersion version) ->
                4096 + 2 * version.manifest().envelope().payload().length())
            .executor(Runnable::run)
            .build();
    this.noneUntil = Caffeine.newBuilder().maximumSize(MAX_NONE).executor(Runnable::run).build();
  }

  /** Opens the manifests in {@code folder} for {@code sites}. */
  public static Manifests open(
      Path folder,
      List<Site> sites,
      ManifestConfig config,
      InstantSource clock,
      ManifestEvents events,
      PurgeLog purges)
      throws IOException {
    Manifests manifests = new Manifests(folder, config, clock, events, purges);
    for (Site site : sites) {
      SiteTrust trust =
          new SiteTrust(site, folder.resolve("sites").resolve(site.name().value()), clock);
      trust.load();
      manifests.trust.put(site.name(), trust);
    }
    manifests.files.scan();
    return manifests;
  }

  /** The version to serve without asking anyone, if one is known and fresh. Never blocks. */
  public Optional<ObjectVersion> fresh(Site site, ObjectPath path) {
    ObjectVersion version = versions.getIfPresent(new Key(site.name(), path));
    return version != null && version.isFresh(clock.instant())
        ? Optional.of(version)
        : Optional.empty();
  }

  /** Whether the object is known to have no manifest, so that requests pass through. */
  public boolean isKnownToHaveNone(Site site, ObjectPath path) {
    None none = noneUntil.getIfPresent(new Key(site.name(), path));
    return none != null && clock.instant().isBefore(none.until);
  }

  /** Whether the object's manifest was being made when it was last asked for. */
  public boolean isBeingSigned(Site site, ObjectPath path) {
    None none = noneUntil.getIfPresent(new Key(site.name(), path));
    return none != null && none.beingSigned;
  }

  /**
   * The version to serve, asking the origin if need be; nothing when the object has no manifest.
   *
   * @throws IOException when the origin cannot be asked and nothing that is known may be served
   */
  public Optional<ObjectVersion> get(Site site, ObjectPath path)
      throws IOException, InterruptedException {
    Optional<ObjectVersion> fresh = fresh(site, path);
    if (fresh.isPresent() || isKnownToHaveNone(site, path)) {
      return fresh;
    }
    return ask(site, path, false);
  }

  /** Asks the origin in any case, because {@code known} turned out to be gone. */
  public Optional<ObjectVersion> refresh(Site site, ObjectPath path)
      throws IOException, InterruptedException {
    return ask(site, path, true);
  }

  @Override
  public int purge(List<PurgeLog.Entry> entries) {
    int[] hits = {0};
    versions
        .asMap()
        .forEach((key, version) ->
            PurgeMatcher.judge(entries, key.site, key.path.value(), fieldsOf(version))
                .ifPresent(hit -> {
                  hits[0]++;
                  // Not what took its place meanwhile, for that was judged when it came.
                  versions.asMap().replace(key, version, version.after(hit));
                }));
    noneUntil
        .asMap()
        .keySet()
        .removeIf(key ->
            PurgeMatcher.judge(entries, key.site, key.path.value(), Manifests::unknown)
                .isPresent());
    return hits[0];
  }

  /** The fields of a header that is not known. */
  private static Optional<String> unknown(String name) {
    return Optional.empty();
  }

  private static Function<String, Optional<String>> fieldsOf(ObjectVersion version) {
    return version.manifest().manifest().headers()::get;
  }

  private Optional<ObjectVersion> ask(Site site, ObjectPath path, boolean mustAsk)
      throws IOException, InterruptedException {
    Key key = new Key(site.name(), path);
    for (int round = 1; ; round++) {
      Question mine = new Question(purges.mark(), new CompletableFuture<>());
      Question first = questions.putIfAbsent(key, mine);
      if (first == null) {
        return ask(site, key, mine, mustAsk);
      }
      Optional<ObjectVersion> answer = await(first.answer);
      if (round == MAX_ROUNDS || !isOvertaken(key, first, answer)) {
        return answer;
      }
    }
  }

  /** Whether a purge came after the question and hits its answer. */
  private boolean isOvertaken(Key key, Question question, Optional<ObjectVersion> answer) {
    return purges
        .hitSince(
            question.purgeMark,
            key.site,
            key.path.value(),
            answer.map(Manifests::fieldsOf).orElse(Manifests::unknown))
        .isPresent();
  }

  private Optional<ObjectVersion> ask(Site site, Key key, Question mine, boolean mustAsk)
      throws IOException {
    try {
      Optional<ObjectVersion> answer = askOrigin(site, key, mine.purgeMark, mustAsk);
      mine.answer.complete(answer);
      return answer;
    } catch (IOException | RuntimeException e) {
      mine.answer.completeExceptionally(e);
      throw e;
    } finally {
      questions.remove(key, mine);
    }
  }

  private static Optional<ObjectVersion> await(CompletableFuture<Optional<ObjectVersion>> question)
      throws IOException, InterruptedException {
    try {
      return question.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private Optional<ObjectVersion> askOrigin(Site site, Key key, long purgeMark, boolean mustAsk)
      throws IOException {
    ObjectVersion known = known(key);
    if (known != null && !mustAsk && known.isFresh(clock.instant())) {
      return Optional.of(known);
    }
    if (known == null && !mustAsk && isKnownToHaveNone(site, key.path)) {
      // Who asked before has just been told.
      return Optional.empty();
    }
    try {
      Optional<Instant> notBefore = purgedAt(key, Optional.ofNullable(known));
      while (true) {
        events.asked();
        Optional<Duration> maxAge =
            notBefore.map(purged -> Duration.between(purged, clock.instant()));
        switch (site.manifest(key.path, config.noneHolds().duration(), maxAge)) {
          case ManifestAnswer.Found found -> {
            VerifiedManifest verified = believed(key, found.envelope(), Optional.ofNullable(known));
            Optional<Instant> purged = purgedAt(key, verified);
            if (purged.isEmpty()
                || (notBefore.isPresent() && !purged.get().isAfter(notBefore.get()))) {
              return Optional.of(keepNew(key, verified, purgeMark));
            }
            // Its tags were purged, and the adapter has it perhaps from before: it is to look
            // again.
            notBefore = purged;
          }
          case ManifestAnswer.None none -> {
            noneUntil.put(
                key, new None(clock.instant().plus(none.askAgainAfter()), none.beingSigned()));
            versions.invalidate(key);
            return Optional.empty();
          }
        }
      }
    } catch (IOException | UntrustedException e) {
      if (known != null && known.isServableStale(clock.instant())) {
        log.debug("serving {} stale: {}", key.path, e.getMessage());
        events.servedStale();
        return Optional.of(known.asStale());
      }
      if (e instanceof IOException io) {
        throw io;
      }
      throw new IOException("the origin's manifest is not to be believed: " + e.getMessage(), e);
    }
  }

  /** Before when no answer about an object is current. */
  private Optional<Instant> purgedAt(Key key, Optional<ObjectVersion> known) {
    Optional<Instant> named =
        purges.purgedAt(
            key.site, key.path.value(), known.map(Manifests::fieldsOf).orElse(Manifests::unknown));
    return Stream.concat(named.stream(), known.stream().flatMap(v -> v.purged().stream()))
        .max(Comparator.naturalOrder());
  }

  /** When the object of a manifest was purged, if the manifest may be from before. */
  private Optional<Instant> purgedAt(Key key, VerifiedManifest verified) {
    Manifest manifest = verified.manifest();
    return purges
        .purgedAt(key.site, key.path.value(), manifest.headers()::get)
        .filter(at -> manifest.issued().isBefore(at.plus(PurgeLog.SKEW)));
  }

  private @Nullable ObjectVersion known(Key key) {
    ObjectVersion version = versions.getIfPresent(key);
    if (version != null) {
      return version;
    }
    Optional<ManifestFiles.Kept> kept = files.read(key.site, key.path);
    if (kept.isEmpty()) {
      return null;
    }
    Envelope envelope = kept.get().envelope();
    try {
      // An expired one is believed as of when it was issued: it may not be served any more, but it
      // still says below which generation the object must not fall.
      Instant issued = Manifest.parse(envelope).issued();
      TrustedRoot root = trustOf(key.site).current();
      return keep(
          key,
          ManifestVerifier.verify(envelope, key.path, root, Optional.empty(), issued),
          kept.get().purgeMark());
    } catch (IOException | MalformedMessageException | UntrustedException e) {
      log.debug("the kept manifest of {} holds no more: {}", key.path, e.getMessage());
      return null;
    }
  }

  private VerifiedManifest believed(Key key, Envelope envelope, Optional<ObjectVersion> known)
      throws IOException, UntrustedException {
    Optional<SeenGeneration> seen = known.map(version -> version.manifest().seen());
    try {
      try {
        return verify(key, envelope, seen);
      } catch (UntrustedException e) {
        // Perhaps the keys changed since this agent last looked.
        trustOf(key.site).refresh();
        return verify(key, envelope, seen);
      }
    } catch (MalformedMessageException e) {
      throw new IOException("the origin's manifest is malformed: " + e.getMessage(), e);
    } catch (UntrustedException e) {
      log.warn("not believing the manifest of {}{}: {}", key.site, key.path, e.getMessage());
      events.refused(e.reason());
      throw e;
    }
  }

  private VerifiedManifest verify(Key key, Envelope envelope, Optional<SeenGeneration> seen)
      throws IOException, MalformedMessageException, UntrustedException {
    TrustedRoot root = trustOf(key.site).current();
    return ManifestVerifier.verify(envelope, key.path, root, seen, clock.instant());
  }

  private ObjectVersion keepNew(Key key, VerifiedManifest verified, long purgeMark) {
    files.write(key.site, key.path, verified.envelope(), purgeMark);
    noneUntil.invalidate(key);
    return keep(key, verified, purgeMark);
  }

  /** Keeps what was asked for after {@code purgeMark}, as the purges since then leave it. */
  private ObjectVersion keep(Key key, VerifiedManifest verified, long purgeMark) {
    Manifest manifest = verified.manifest();
    Freshness freshness =
        Freshness.of(manifest.headers()::get, manifest.issued(), config.staleOnError().duration());
    ObjectVersion version = new ObjectVersion(verified, freshness, false, Optional.empty());
    return purges.judged(
        purgeMark,
        key.site,
        key.path.value(),
        manifest.headers()::get,
        hit -> {
          ObjectVersion kept = hit.map(version::after).orElse(version);
          versions.put(key, kept);
          return kept;
        });
  }

  private SiteTrust trustOf(SiteName site) {
    SiteTrust found = trust.get(site);
    if (found == null) {
      throw new IllegalArgumentException("no site " + site);
    }
    return found;
  }
}
