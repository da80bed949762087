package io.peerage.adapter.publish;

import io.peerage.adapter.keys.KeysException;
import io.peerage.adapter.keys.SiteSigner;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.publish.ManifestAnswer.Outcome;
import io.peerage.adapter.publish.SigningRules.Verdict;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.adapter.spool.Incoming;
import io.peerage.adapter.spool.Spool;
import io.peerage.protocol.content.ContentHasher;
import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the origin for one object and signs what it says: nothing new to hash when the version is
 * the known one, else the bytes are read once, hashed, and spooled on the way. The same content and
 * headers keep their generation; any change makes a higher one. Thread-safe; {@link Publisher} sees
 * to it that no object is worked on twice at once.
 */
final class ObjectSigner {
  private static final Logger log = LoggerFactory.getLogger(ObjectSigner.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int ATTEMPTS_WHILE_CHANGING = 3;
  private static final Duration PAUSE_WHILE_CHANGING = Duration.ofMillis(50);

  private final SiteSigner signer;
  private final Source source;
  private final SigningRules rules;
  private final ObjectStore objects;
  private final ContentStore contents;
  private final Optional<Spool> spool;
  private final SigningLanes lanes;
  private final Duration validity;
  private final InstantSource clock;
  private final AdapterMetrics metrics;

  ObjectSigner(
      SiteSigner signer,
      Source source,
      SigningRules rules,
      ObjectStore objects,
      ContentStore contents,
      Optional<Spool> spool,
      SigningLanes lanes,
      Duration validity,
      InstantSource clock,
      AdapterMetrics metrics) {
    this.signer = signer;
    this.source = source;
    this.rules = rules;
    this.objects = objects;
    this.contents = contents;
    this.spool = spool;
    this.lanes = lanes;
    this.validity = validity;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** An object turned out to be longer than what is signed, after its bytes had begun to come. */
  private static final class TooLongException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Makes the manifest of {@code path} current.
   *
   * @param known the last one, if there is one
   * @param trustVersion whether the origin's word that the version is the same suffices; otherwise
   *     all is read and hashed again
   */
  ManifestAnswer sign(
      ObjectPath path,
      Optional<PublishedObject> known,
      boolean trustVersion,
      SigningProgress progress)
      throws SourceException, KeysException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return signOnce(path, known, trustVersion, progress);
      } catch (SourceException e) {
        if (e.kind() != Kind.CHANGED) {
          throw e;
        }
        if (attempt == ATTEMPTS_WHILE_CHANGING) {
          return new ManifestAnswer.Pending(Duration.ofSeconds(1));
        }
        Thread.sleep(PAUSE_WHILE_CHANGING.multipliedBy(attempt));
      }
    }
  }

  private ManifestAnswer signOnce(
      ObjectPath path,
      Optional<PublishedObject> known,
      boolean trustVersion,
      SigningProgress progress)
      throws SourceException, KeysException, InterruptedException {
    Optional<ObjectVersion> version = known.filter(_ -> trustVersion).map(PublishedObject::version);
    boolean holdsLongLane = false;
    boolean doubted = false;
    try {
      while (true) {
        progress.asks(clock.instant());
        try (Answer answer = source.fetch(path, version)) {
          switch (answer) {
            case Answer.Absent _ -> {
              objects.delete(key(path));
              return new ManifestAnswer.Absent();
            }
            case Answer.Refused refused -> {
              return none(path, "the origin answers " + refused.status());
            }
            case Answer.Unchanged unchanged -> {
              PublishedObject last = known.orElseThrow();
              switch (decide(last, freshened(last, unchanged.fields()))) {
                case Verdict.Sign sign -> {
                  return reissue(path, last, sign);
                }
                case Verdict.Pass(String why) -> {
                  // Some servers have other fields for a 304 than for the 200, no-store above all.
                  // An object is withdrawn only on the word of an answer that has a body.
                  log.debug("{}{}: {}, says a 304; asked again", signer.site(), path, why);
                  version = Optional.empty();
                  doubted = true;
                  continue;
                }
              }
            }
            case Answer.Found found -> {
              if (doubted && isStill(known.orElseThrow().version(), found.version())) {
                return switch (decide(known.get(), found.fields())) {
                  case Verdict.Sign sign -> reissue(path, known.get(), sign);
                  case Verdict.Pass(String why) -> none(path, why);
                };
              }
              if (isLong(found) && !holdsLongLane) {
                holdsLongLane = lanes.longOnes().tryAcquire();
              }
              if (!isLong(found) || holdsLongLane) {
                return found(path, known, found, progress);
              }
            }
          }
        }
        // Whoever waits for a lane gives the origin back meanwhile.
        lanes.longOnes().acquire();
        holdsLongLane = true;
      }
    } finally {
      if (holdsLongLane) {
        lanes.longOnes().release();
      }
    }
  }

  private static boolean isLong(Answer.Found found) {
    return found.length().orElse(0) >= SigningLanes.LONG_BYTES;
  }

  private ManifestAnswer found(
      ObjectPath path,
      Optional<PublishedObject> known,
      Answer.Found found,
      SigningProgress progress)
      throws SourceException, KeysException, InterruptedException {
    Instant started = clock.instant();
    switch (rules.decide(found.fields(), found.length(), started)) {
      case Verdict.Pass(String why) -> {
        return none(path, why);
      }
      case Verdict.Sign sign -> {
        HashedContent content;
        try {
          content = isLong(found) ? hash(found, progress) : hashInShortLane(found, progress);
        } catch (TooLongException e) {
          return none(path, "it is longer than what is signed");
        }
        if (!rules.coversLength(content.layout().length())) {
          return none(path, "its length is not one that is signed");
        }
        contents.save(content, key(path));
        Manifest manifest =
            new Manifest(
                signer.site(),
                path,
                generation(known, started),
                content.layout().length(),
                content.layout().chunkBytes(),
                content.root(),
                content.chunkHashes().toBase64(),
                sign.headers(),
                issued(started, sign.age()),
                expires(started, sign.age()));
        boolean same = known.isPresent() && known.get().manifest().sameVersionAs(manifest);
        ManifestAnswer answer =
            save(
                same ? withGeneration(manifest, known.get().manifest().generation()) : manifest,
                found.version(),
                sign.freshness(),
                same ? Outcome.REISSUED : Outcome.NEW);
        metrics.signed(
            signer.site().value(),
            content.layout().length(),
            Duration.between(started, clock.instant()));
        return answer;
      }
    }
  }

  /** Whether the bytes need not be read again to know that they are the known ones. */
  private static boolean isStill(ObjectVersion known, ObjectVersion found) {
    return found.hasValidator() && known.hasValidator() && !known.contradicts(found);
  }

  /** The known fields with those of a 304 in their place (RFC 9111 section 3.2). */
  private static Map<String, String> freshened(PublishedObject known, Map<String, String> newer) {
    Map<String, String> fields = new HashMap<>(known.manifest().headers().fields());
    fields.putAll(newer);
    return fields;
  }

  private Verdict decide(PublishedObject known, Map<String, String> fields) {
    return rules.decide(fields, OptionalLong.of(known.manifest().length()), clock.instant());
  }

  /** The origin says that the version is the same; its header may be another. */
  private ManifestAnswer reissue(ObjectPath path, PublishedObject known, Verdict.Sign sign)
      throws KeysException {
    Instant now = clock.instant();
    Manifest last = known.manifest();
    boolean same = sign.headers().equals(last.headers());
    if (same && known.isFresh(now) && signer.isBelieved(known.signer(), last.issued())) {
      return new ManifestAnswer.Ready(known, Outcome.AT_HAND);
    }
    contents.addPlace(last.contentRoot(), key(path));
    Manifest manifest =
        new Manifest(
            last.site(),
            path,
            same ? last.generation() : generation(Optional.of(known), now),
            last.length(),
            last.chunkBytes(),
            last.contentRoot(),
            last.chunkHashes(),
            sign.headers(),
            issued(now, sign.age()),
            expires(now, sign.age()));
    return save(manifest, known.version(), sign.freshness(), same ? Outcome.REISSUED : Outcome.NEW);
  }

  private ManifestAnswer save(
      Manifest manifest, ObjectVersion version, Duration freshness, Outcome outcome)
      throws KeysException {
    Envelope envelope = signer.sign(manifest);
    if (envelope.toJson().length > Manifest.MAX_ENVELOPE_BYTES) {
      return none(manifest.path(), "its header does not fit a manifest");
    }
    PublishedObject object = new PublishedObject(manifest, envelope, version, freshness);
    objects.save(key(manifest.path()), object, envelope);
    metrics.manifest(signer.site().value(), outcome == Outcome.NEW ? "new" : "reissued");
    return new ManifestAnswer.Ready(object, outcome);
  }

  private ManifestAnswer none(ObjectPath path, String why) {
    objects.delete(key(path));
    metrics.manifest(signer.site().value(), "none");
    log.debug("{}{} has no manifest: {}", signer.site(), path, why);
    return new ManifestAnswer.None(why);
  }

  private HashedContent hashInShortLane(Answer.Found found, SigningProgress progress)
      throws SourceException, InterruptedException, TooLongException {
    Semaphore lane = lanes.shortOnes();
    lane.acquire();
    try {
      return hash(found, progress);
    } finally {
      lane.release();
    }
  }

  private HashedContent hash(Answer.Found found, SigningProgress progress)
      throws SourceException, InterruptedException, TooLongException {
    progress.start(found.length().orElse(-1), clock.millis());
    ContentHasher hasher = new ContentHasher();
    if (spool.isEmpty()) {
      read(found.body(), hasher, progress, (_, _) -> {});
      return hasher.finish();
    }
    try (Incoming incoming = spool.get().begin(found.length())) {
      progress.allow(new ReadAlong(progress.asked(), found.fields(), found.length(), incoming));
      read(found.body(), hasher, progress, (bytes, length) -> incoming.write(bytes, 0, length));
      HashedContent content = hasher.finish();
      incoming.keep(content.root());
      return content;
    }
  }

  private interface Tee {
    void write(byte[] bytes, int length);
  }

  private void read(InputStream body, ContentHasher hasher, SigningProgress progress, Tee tee)
      throws SourceException, InterruptedException, TooLongException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long length = 0;
    try {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        length += read;
        if (length > rules.maxLength()) {
          throw new TooLongException();
        }
        hasher.update(ByteBuffer.wrap(buffer, 0, read));
        tee.write(buffer, read);
        progress.read(read, clock.millis());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } catch (SourceException e) {
      throw e;
    } catch (InterruptedIOException e) {
      throw new InterruptedException(e.getMessage());
    } catch (IOException e) {
      throw new SourceException(Kind.BROKEN, String.valueOf(e.getMessage()), e);
    }
  }

  private ObjectKey key(ObjectPath path) {
    return new ObjectKey(signer.site(), path);
  }

  private static long generation(Optional<PublishedObject> known, Instant now) {
    long last = known.map(object -> object.manifest().generation()).orElse(0L);
    return Math.max(last + 1, now.toEpochMilli());
  }

  private static Manifest withGeneration(Manifest manifest, long generation) {
    return new Manifest(
        manifest.site(),
        manifest.path(),
        generation,
        manifest.length(),
        manifest.chunkBytes(),
        manifest.contentRoot(),
        manifest.chunkHashes(),
        manifest.headers(),
        manifest.issued(),
        manifest.expires());
  }

  /** When the origin last knew the version to be current, but not before the key was valid. */
  private Instant issued(Instant now, Duration age) {
    Instant issued = now.minus(age).truncatedTo(ChronoUnit.MILLIS);
    return issued.isBefore(signer.notBefore()) ? signer.notBefore() : issued;
  }

  private Instant expires(Instant now, Duration age) {
    Instant latest = issued(now, age).plus(Manifest.MAX_VALIDITY);
    Instant wanted = now.truncatedTo(ChronoUnit.MILLIS).plus(validity);
    return wanted.isBefore(latest) ? wanted : latest;
  }
}
