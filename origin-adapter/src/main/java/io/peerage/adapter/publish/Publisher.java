package io.peerage.adapter.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.adapter.keys.KeysException;
import io.peerage.adapter.keys.SiteSigner;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.publish.ManifestAnswer.Outcome;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.spool.Spool;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Answers for the manifests of one site. A manifest is made when it is first asked for, and served
 * again without the origin as long as the origin's word lasts; then the origin is asked if it still
 * holds. When the origin fails, the last manifest is served until it expires. Thread-safe.
 */
public final class Publisher implements AutoCloseable {
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_LOOKS = 100_000;

  /** How often an answer that came from too early a look at the origin is asked for again. */
  private static final int MAX_ROUNDS = 3;

  private static final Duration REMEMBER_ABSENT = Duration.ofSeconds(1);
  private static final Duration REMEMBER_NONE = Duration.ofSeconds(5);
  private static final Duration REMEMBER_FAILURE = Duration.ofSeconds(2);

  /** How often whoever waits looks how far it is. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** After so long whoever wanted something newer than what is under way has given up. */
  private static final Duration NOT_BEFORE = Duration.ofMinutes(5);

  /** For so long what was just signed may be read along. */
  private static final Duration LATELY = Duration.ofSeconds(5);

  private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

  private final SiteSigner signer;
  private final Source source;
  private final SigningRules rules;
  private final ObjectStore objects;
  private final ContentStore contents;
  private final ObjectSigner objectSigner;
  private final Flights flights;
  private final Duration waitFor;
  private final boolean spooled;
  private final InstantSource clock;

  /** Answers without a manifest, so that those who ask again at once do not trouble the origin. */
  private final Cache<ObjectPath, Remembered> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /** Objects whose bytes were seen not to match their manifest. */
  private final Cache<ObjectPath, Boolean> suspects =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /** Since when the origin must have been asked for what may be read along, where that was said. */
  private final Cache<ObjectPath, Instant> notBefore =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(NOT_BEFORE).build();

  /** What was signed a moment ago. */
  private final Cache<ObjectPath, ReadAlong> lately =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(LATELY).build();

  /**
   * An answer without a manifest.
   *
   * @param at when the origin was asked
   */
  private record Remembered(ManifestAnswer answer, Instant at, Instant until) {}

  /** When the origin was last asked for an object, and answered. */
  private final Cache<ObjectPath, Instant> looks =
      Caffeine.newBuilder().maximumSize(MAX_LOOKS).build();

  /**
   * How a publisher goes about it.
   *
   * @param validity how long a manifest is believed
   * @param waitFor how long whoever asks waits before the answer is "being made"
   * @param queue how many objects may be worked on or wait for it at once
   */
  public record Settings(Duration validity, Duration waitFor, int queue) {}

  public Publisher(
      SiteSigner signer,
      Source source,
      SigningRules rules,
      ObjectStore objects,
      ContentStore contents,
      Optional<Spool> spool,
      SigningLanes lanes,
      Settings settings,
      InstantSource clock,
      AdapterMetrics metrics) {
    this.signer = signer;
    this.source = source;
    this.rules = rules;
    this.objects = objects;
    this.contents = contents;
    this.objectSigner =
        new ObjectSigner(
            signer,
            source,
            rules,
            objects,
            contents,
            spool,
            lanes,
            settings.validity(),
            clock,
            metrics);
    this.flights = new Flights(signer.site().value(), settings.queue());
    this.waitFor = settings.waitFor();
    this.spooled = spool.isPresent();
    this.clock = clock;
  }

  public SiteName site() {
    return signer.site();
  }

  /** The site's keys in use. */
  public SiteSigner signer() {
    return signer;
  }

  /** Whether what was read to be hashed is spooled: the origin is not on this machine. */
  boolean isSpooled() {
    return spooled;
  }

  /** The site's origin. */
  public Source source() {
    return source;
  }

  /**
   * The manifest of {@code path}, made or renewed if need be.
   *
   * @param lookedSince when the origin must last have been asked at the earliest; {@link
   *     Instant#MIN} for as long ago as its word lasts
   */
  public ManifestAnswer manifest(ObjectPath path, Instant lookedSince) throws InterruptedException {
    if (!rules.covers(path)) {
      return new ManifestAnswer.None("the rules leave its path out");
    }
    if (!lookedSince.equals(Instant.MIN)) {
      notBefore.put(path, lookedSince);
    }
    Optional<PublishedObject> known = objects.find(key(path));
    Instant now = clock.instant();
    if (known.isPresent()
        && known.get().isFresh(now)
        && isSound(known.get())
        && isLookedAt(path, lookedSince)) {
      return new ManifestAnswer.Ready(known.get(), Outcome.AT_HAND);
    }
    Remembered lately = remembered.getIfPresent(path);
    if (lately != null && now.isBefore(lately.until()) && !lately.at().isBefore(lookedSince)) {
      return insteadOf(lately.answer(), path, lookedSince);
    }
    for (int round = 1; round <= MAX_ROUNDS; round++) {
      Optional<Flights.Flight> flight =
          flights.join(path, progress -> refresh(path, lookedSince, progress));
      if (flight.isEmpty()) {
        return insteadOf(
            new ManifestAnswer.Failed(503, "too many objects wait to be signed"),
            path,
            lookedSince);
      }
      ManifestAnswer answer =
          await(flight.get())
              .orElseGet(() ->
                  new ManifestAnswer.Pending(flight.get().progress().remaining(clock.millis())));
      if (isUndecided(answer) || isLookedAt(path, lookedSince)) {
        return insteadOf(answer, path, lookedSince);
      }
      // The flight had begun too early for this one.
    }
    return new ManifestAnswer.Failed(503, "the object is asked for too often to be looked at anew");
  }

  /** Waits at most {@link Settings#waitFor}, and not at all for what will clearly take longer. */
  private Optional<ManifestAnswer> await(Flights.Flight flight) throws InterruptedException {
    Duration left = waitFor;
    while (left.isPositive() && flight.progress().mayEndWithin(left, clock.millis())) {
      Duration step = left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY;
      Optional<ManifestAnswer> answer = flight.await(step);
      if (answer.isPresent()) {
        return answer;
      }
      left = left.minus(step);
    }
    return flight.await(Duration.ZERO);
  }

  /**
   * What comes from the origin to be signed right now, or came a moment ago, for a request that
   * would otherwise go to the origin for the same.
   */
  public Optional<ReadAlong> readAlong(ObjectPath path) {
    Optional<Flights.Flight> flight = flights.underWay(path);
    Optional<ReadAlong> reading =
        flight.isPresent()
            ? flight.get().progress().readAlong()
            : objects
                .find(key(path))
                .filter(object -> object.isFresh(clock.instant()))
                .flatMap(_ -> Optional.ofNullable(lately.getIfPresent(path)));
    Instant earliest = notBefore.getIfPresent(path);
    return reading.filter(known -> earliest == null || !known.asked().isBefore(earliest));
  }

  /**
   * Makes the manifest of {@code path} current, whatever the freshness of the last one, and however
   * long it takes. Where that fails, the answer says so, though the last manifest may still hold.
   */
  public ManifestAnswer publish(ObjectPath path) throws InterruptedException {
    if (!rules.covers(path)) {
      return new ManifestAnswer.None("the rules leave its path out");
    }
    while (true) {
      Optional<Flights.Flight> flight =
          flights.join(path, progress -> refresh(path, Instant.MAX, progress));
      if (flight.isPresent()) {
        return flight.get().await(Duration.ofDays(1)).orElseThrow();
      }
      Thread.sleep(BUSY_RETRY);
    }
  }

  /** Bytes hashed so far of what is being signed. */
  long bytesUnderWay() {
    return flights.bytesUnderWay();
  }

  /** Why manifests are not kept on the disk, if one was not. */
  Optional<String> keepingComplaint() {
    return objects.complaint();
  }

  /** The current version of {@code path} as it was last signed, if it was. */
  Optional<PublishedObject> signed(ObjectPath path) {
    return objects.find(key(path));
  }

  /** The origin's bytes of {@code path} do not match its manifest: it is to be made anew. */
  void suspect(ObjectPath path) {
    suspects.put(path, true);
  }

  private ManifestAnswer refresh(ObjectPath path, Instant lookedSince, SigningProgress progress)
      throws InterruptedException {
    lately.invalidate(path);
    ManifestAnswer answer = look(path, lookedSince, progress);
    if (answer instanceof ManifestAnswer.Ready) {
      progress.readAlong().ifPresent(reading -> lately.put(path, reading));
    }
    return answer;
  }

  private ManifestAnswer look(ObjectPath path, Instant lookedSince, SigningProgress progress)
      throws InterruptedException {
    Instant begun = clock.instant();
    Optional<PublishedObject> known = objects.reload(key(path));
    boolean sound = known.filter(this::isSound).isPresent();
    if (sound && known.get().isFresh(begun) && isLookedAt(path, lookedSince)) {
      // It was made while this one was on its way here.
      return new ManifestAnswer.Ready(known.get(), Outcome.AT_HAND);
    }
    Optional<String> complaint = signer.complaint();
    if (complaint.isPresent()) {
      // Before anything is read that could not be signed.
      return new ManifestAnswer.Failed(503, complaint.get());
    }
    boolean trustVersion =
        known.isPresent() && suspects.getIfPresent(path) == null && hasHashes(known.get());
    ManifestAnswer answer;
    try {
      answer = objectSigner.sign(path, known, trustVersion, progress);
      suspects.invalidate(path);
    } catch (SourceException e) {
      answer =
          new ManifestAnswer.Failed(e.status(), String.valueOf(e.getMessage()), e.retryAfter());
    } catch (KeysException e) {
      answer = new ManifestAnswer.Failed(503, String.valueOf(e.getMessage()));
    }
    if (!isUndecided(answer)) {
      looks.put(path, begun);
    }
    remember(path, answer, begun);
    return answer;
  }

  /**
   * Whether the origin was last asked at {@code since} or later. Of what was not asked for since
   * the start, or too long ago, nobody knows; then it was not.
   */
  private boolean isLookedAt(ObjectPath path, Instant since) {
    if (since.equals(Instant.MIN)) {
      return true;
    }
    Instant last = looks.getIfPresent(path);
    return last != null && !last.isBefore(since);
  }

  private static boolean isUndecided(ManifestAnswer answer) {
    return answer instanceof ManifestAnswer.Failed || answer instanceof ManifestAnswer.Pending;
  }

  private void remember(ObjectPath path, ManifestAnswer answer, Instant begun) {
    Duration time =
        switch (answer) {
          case ManifestAnswer.Absent _ -> REMEMBER_ABSENT;
          case ManifestAnswer.None _ -> REMEMBER_NONE;
          case ManifestAnswer.Failed _ -> REMEMBER_FAILURE;
          case ManifestAnswer.Ready _, ManifestAnswer.Pending _ -> Duration.ZERO;
        };
    if (time.isZero()) {
      remembered.invalidate(path);
    } else {
      remembered.put(path, new Remembered(answer, begun, clock.instant().plus(time)));
    }
  }

  /** The last manifest in the place of an answer that says only that there is no newer one yet. */
  private ManifestAnswer insteadOf(ManifestAnswer answer, ObjectPath path, Instant lookedSince) {
    if (!isUndecided(answer) || !isLookedAt(path, lookedSince)) {
      return answer;
    }
    return objects
        .find(key(path))
        .filter(known -> !known.isExpired(clock.instant()) && isSound(known))
        .<ManifestAnswer>map(known -> new ManifestAnswer.Ready(known, Outcome.AT_HAND))
        .orElse(answer);
  }

  /** Whether agents would believe it and get its chunks here. */
  private boolean isSound(PublishedObject object) {
    return suspects.getIfPresent(object.manifest().path()) == null
        && signer.isBelieved(object.signer(), object.manifest().issued())
        && hasHashes(object);
  }

  private boolean hasHashes(PublishedObject object) {
    return contents.find(object.manifest().contentRoot()).isPresent();
  }

  private ObjectKey key(ObjectPath path) {
    return new ObjectKey(signer.site(), path);
  }

  /** Breaks off what is under way; the source and the stores are the owner's to close. */
  @Override
  public void close() {
    flights.close();
  }
}
