package io.peerage.adapter.source.s3;

import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Backoff;
import io.peerage.adapter.source.CacheRule;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.Listing;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.ResponseFields;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.VersionedBody;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A bucket of an S3-compatible store. The query of a path plays no part. An entity tag only tells
 * versions apart: it is a hash of nothing that could be relied on, least of all that of an object
 * that was uploaded in parts.
 */
public final class S3Source implements Source {
  private static final Logger log = LoggerFactory.getLogger(S3Source.class);

  /** An answer that took longer is checked once more: not every store replaces objects whole. */
  private static final Duration LONG_ANSWER = Duration.ofSeconds(1);

  /** What stores call the version of an object from before they kept versions. */
  private static final String NO_ID = "null";

  private final S3Settings settings;
  private final S3Keys keys;
  private final S3Errors errors;
  private final Bucket bucket;
  private final S3Forwarder forwarder;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicBoolean denied = new AtomicBoolean();

  /** Older versions are read by id until the store says that we may not (s3:GetObjectVersion). */
  private volatile boolean readsById = true;

  /**
   * @param credentials closed with this source when they can be
   * @throws IllegalArgumentException when no region is known; the message says what to set
   */
  public S3Source(
      S3Settings settings,
      AwsCredentialsProvider credentials,
      InstantSource clock,
      RandomGenerator random) {
    this.settings = settings;
    this.keys = new S3Keys(settings.prefix());
    this.errors = new S3Errors(settings.bucket());
    this.bucket = new Bucket(settings, errors, credentials);
    this.clock = clock;
    this.random = random;
    this.forwarder = new S3Forwarder(this, keys, bucket, errors);
  }

  /** The objects whose keys start with {@code start}, which comes after the site's own prefix. */
  public Listing listing(String start) {
    return new S3Listing(settings.prefix() + start, keys, bucket, errors, this::backoff);
  }

  @Override
  public Answer fetch(ObjectPath path, Optional<ObjectVersion> known)
      throws SourceException, InterruptedException {
    Optional<String> key = keys.keyOf(path.value());
    if (key.isEmpty()) {
      return new Answer.Absent();
    }
    Backoff backoff = backoff();
    Optional<ObjectVersion> condition = known.filter(version -> !version.etag().isEmpty());
    while (true) {
      try {
        Optional<Answer> answer = ask(key.get(), condition);
        if (answer.isPresent()) {
          return answer.get();
        }
        // The tag is another one by now, or was never the known one's: ask for all of it.
        condition = Optional.empty();
      } catch (SourceException e) {
        backoff.failed(e);
      }
    }
  }

  /** One question; nothing when the answer was 304 for some other version. */
  private Optional<Answer> ask(String key, Optional<ObjectVersion> known)
      throws SourceException, InterruptedException {
    Instant asked = clock.instant();
    Map<String, String> conditions =
        known.map(version -> Map.of("If-None-Match", version.etag())).orElse(Map.of());
    Bucket.Reply reply = bucket.get(key, "", conditions);
    Optional<Answer> answer = Optional.empty();
    try {
      answer = answer(key, known, reply, asked);
      return answer;
    } finally {
      if (answer.filter(found -> found instanceof Answer.Found).isEmpty()) {
        reply.close();
      }
    }
  }

  private Optional<Answer> answer(
      String key, Optional<ObjectVersion> known, Bucket.Reply reply, Instant asked)
      throws SourceException, InterruptedException {
    return switch (reply.status()) {
      case 200 -> {
        ObjectVersion version = version(reply.fields(), reply.length());
        yield Optional.of(
            known.filter(version::isSurely).isPresent()
                ? new Answer.Unchanged(fields(key, reply.fields()))
                : found(key, version, reply, asked));
      }
      case 304 -> {
        if (known.isEmpty()) {
          throw errors.odd(key, "304 to a request without a condition");
        }
        yield unchanged(key, known.get(), reply);
      }
      case 404 -> Optional.of(new Answer.Absent());
      case 403 -> {
        warnOnceDenied(key);
        yield Optional.of(new Answer.Refused(403));
      }
      default -> throw errors.odd(key, Integer.toString(reply.status()));
    };
  }

  /**
   * The tag is the known one. A copy of an object onto itself keeps the tag and changes the header,
   * and 304 need not show it; but it moves the date.
   */
  private Optional<Answer> unchanged(String key, ObjectVersion known, Bucket.Reply reply)
      throws SourceException, InterruptedException {
    ObjectVersion said = version(reply.fields(), -1);
    if (known.contradicts(said)) {
      return Optional.empty();
    }
    if (!known.lastModified().isEmpty() && known.lastModified().equals(said.lastModified())) {
      return Optional.of(new Answer.Unchanged(Map.of()));
    }
    try (Bucket.Reply head = bucket.head(key, Map.of("If-Match", known.etag()))) {
      return head.status() == 200 && !known.contradicts(version(head.fields(), head.length()))
          ? Optional.of(new Answer.Unchanged(fields(key, head.fields())))
          : Optional.empty();
    }
  }

  private Answer found(String key, ObjectVersion version, Bucket.Reply reply, Instant asked) {
    VersionedBody body =
        body(
            key,
            version,
            new S3Part(reply, errors, key),
            0,
            version.length(),
            () -> {
              if (Duration.between(asked, clock.instant()).compareTo(LONG_ANSWER) > 0) {
                requireStill(key, version);
              }
            });
    return new FoundObject(version, fields(key, reply.fields()), body);
  }

  private record FoundObject(ObjectVersion version, Map<String, String> fields, VersionedBody body)
      implements Answer.Found {
    @Override
    public void close() {
      body.close();
    }
  }

  /** A body that is being read, and the answer that holds it. */
  record S3Part(Bucket.Reply reply, S3Errors errors, String key) implements VersionedBody.Part {
    @Override
    public InputStream stream() {
      return reply.stream();
    }

    @Override
    public SourceException broken(IOException e) {
      return errors.broken(key, e);
    }

    @Override
    public void close() {
      reply.close();
    }
  }

  /** A store that rewrites an object while it sends it says so afterwards. */
  private void requireStill(String key, ObjectVersion version) throws SourceException {
    try (Bucket.Reply reply = bucket.head(key, Map.of())) {
      if (reply.status() == 200 && version.contradicts(version(reply.fields(), reply.length()))) {
        throw errors.changed(key);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.broken(key, new IOException("stopped", e));
    }
  }

  @Override
  public InputStream read(ObjectPath path, ObjectVersion version, long from, long length)
      throws SourceException, InterruptedException {
    String key = keys.keyOf(path.value()).orElseThrow(() -> errors.changed(path.value()));
    long end = Math.addExact(from, length);
    Backoff backoff = backoff();
    S3Part first = null;
    while (first == null) {
      try {
        first = openRange(key, version, from, end);
      } catch (SourceException e) {
        backoff.failed(e);
      }
    }
    return body(key, version, first, from, end, () -> {});
  }

  /** The bytes of {@code version}; resumed where they break off. */
  VersionedBody body(
      String key,
      ObjectVersion version,
      @Nullable S3Part first,
      long from,
      long end,
      VersionedBody.EndCheck endCheck) {
    return new VersionedBody(
        position -> openRange(key, version, position, end),
        endCheck,
        backoff(),
        clock,
        first,
        from,
        end,
        version.hasStrongTag());
  }

  private S3Part openRange(String key, ObjectVersion version, long from, long end)
      throws SourceException, InterruptedException {
    Map<String, String> conditions = new HashMap<>();
    conditions.put("Range", "bytes=" + from + "-" + (end < 0 ? "" : end - 1));
    if (!version.etag().isEmpty()) {
      conditions.put("If-Match", version.etag());
    }
    String id = readsById ? version.id() : "";
    Bucket.Reply reply = bucket.get(key, id, conditions);
    if (reply.status() == 403 && !id.isEmpty()) {
      reply.close();
      readsById = false;
      log.info(
          "{}: versions cannot be read by their id (s3:GetObjectVersion); only current ones are",
          errors.name(""));
      reply = bucket.get(key, "", conditions);
    }
    try {
      return requireRange(key, version, from, end, reply);
    } catch (SourceException | RuntimeException e) {
      reply.close();
      throw e;
    }
  }

  private S3Part requireRange(
      String key, ObjectVersion version, long from, long end, Bucket.Reply reply)
      throws SourceException {
    switch (reply.status()) {
      case 206 -> {
        ResponseFields.ContentRange range =
            ResponseFields.contentRange(reply.fields())
                .orElseThrow(() -> errors.odd(key, "206 without one Content-Range"));
        if (version.contradicts(version(reply.fields(), range.total()))) {
          throw errors.changed(key);
        }
        if (range.from() != from || (end >= 0 && range.to() >= end)) {
          throw errors.odd(key, "another range than was asked for");
        }
      }
      case 200 -> {
        if (version.contradicts(version(reply.fields(), reply.length()))) {
          throw errors.changed(key);
        }
        // The store has no ranges: what comes before this one has to be passed over.
        try {
          reply.stream().skipNBytes(from);
        } catch (IOException e) {
          throw errors.broken(key, e);
        }
      }
      case 404, 412, 416 -> throw errors.changed(key);
      default -> throw errors.odd(key, Integer.toString(reply.status()));
    }
    return new S3Part(reply, errors, key);
  }

  @Override
  public void forward(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException {
    forwarder.forward(request, response);
  }

  Backoff backoff() {
    return settings.backoff(random);
  }

  /** The version that the fields of an answer tell. */
  ObjectVersion version(Map<String, String> fields, long length) {
    ObjectVersion version = ResponseFields.version(fields, length, clock.instant());
    String id = fields.getOrDefault("x-amz-version-id", "");
    return new ObjectVersion(
        version.etag(), version.lastModified(), length, id.equals(NO_ID) ? "" : id);
  }

  /** What is shown of an answer's fields: not the store's notes to those who hold its keys. */
  Map<String, String> fields(String key, Map<String, String> said) {
    Map<String, String> fields = new LinkedHashMap<>(said);
    fields
        .keySet()
        .removeIf(name ->
            (name.startsWith("x-amz-") && !name.startsWith("x-amz-meta-"))
                || name.equals("server"));
    if (!fields.containsKey("cache-control")) {
      CacheRule.of(settings.cacheRules(), key)
          .ifPresent(value -> fields.put("cache-control", value));
    }
    return fields;
  }

  void warnOnceDenied(String key) {
    if (denied.compareAndSet(false, true)) {
      log.warn(
          "{}: the store answered 403; if that is wrong, grant s3:GetObject on its keys, and"
              + " s3:ListBucket on the bucket, without which what is missing looks like what is"
              + " forbidden. Said once.",
          errors.name(key));
    }
  }

  @Override
  public void close() {
    bucket.close();
  }
}
