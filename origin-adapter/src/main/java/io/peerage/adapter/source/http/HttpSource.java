package io.peerage.adapter.source.http;

import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Backoff;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.ResponseFields;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.adapter.source.VersionedBody;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.hc.core5.http.HttpEntity;

/**
 * An HTTP origin. Validators make revalidation cheap and bind ranges to a version; where an origin
 * has none, or does not honour them, the caller's hashes decide.
 */
public final class HttpSource implements Source {
  /** An answer that took longer is checked once more: a file may have been rewritten under it. */
  private static final Duration LONG_ANSWER = Duration.ofSeconds(1);

  private final OriginSettings settings;
  private final OriginClient client;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Forwarder forwarder;

  public HttpSource(OriginSettings settings, InstantSource clock, RandomGenerator random) {
    this.settings = settings;
    this.client = new OriginClient(settings);
    this.clock = clock;
    this.random = random;
    this.forwarder = new Forwarder(settings, client, random);
  }

  @Override
  public Answer fetch(ObjectPath path, Optional<ObjectVersion> known)
      throws SourceException, InterruptedException {
    Backoff backoff = settings.backoff(random);
    Optional<ObjectVersion> condition = known.filter(ObjectVersion::hasValidator);
    while (true) {
      try {
        Optional<Answer> answer = ask(path, condition);
        if (answer.isPresent()) {
          return answer.get();
        }
        // A 304 that is not about the known version: ask for all of it.
        condition = Optional.empty();
      } catch (SourceException e) {
        backoff.failed(e);
      }
    }
  }

  /** One question; nothing when the answer was 304 for some other version. */
  private Optional<Answer> ask(ObjectPath path, Optional<ObjectVersion> known)
      throws SourceException {
    Instant asked = clock.instant();
    OriginClient.Response response =
        client.send("GET", path.value(), fields(known.map(HttpSource::condition)), null);
    Optional<Answer> answer = Optional.empty();
    try {
      answer = answer(path, known, response, asked);
      return answer;
    } finally {
      if (answer.filter(found -> found instanceof Answer.Found).isEmpty()) {
        response.close();
      }
    }
  }

  private Optional<Answer> answer(
      ObjectPath path, Optional<ObjectVersion> known, OriginClient.Response response, Instant asked)
      throws SourceException {
    Map<String, String> fields = response.fields();
    int status = response.status();
    return switch (status) {
      case 200 -> Optional.of(found(path, known, response, fields, asked));
      case 304 -> {
        if (known.isEmpty()) {
          throw odd(path, "304 to a request without a condition");
        }
        ObjectVersion said = ResponseFields.version(fields, -1, clock.instant());
        yield known.get().contradicts(said)
            ? Optional.empty()
            : Optional.of(new Answer.Unchanged(ResponseFields.fresher(fields)));
      }
      case 404, 410 -> Optional.of(new Answer.Absent());
      case 408, 504 -> throw timeout(path, status);
      case 206, 429 -> throw failed(path, status);
      default -> {
        if (status >= 500) {
          throw failed(path, status);
        }
        yield Optional.of(new Answer.Refused(status));
      }
    };
  }

  private Answer found(
      ObjectPath path,
      Optional<ObjectVersion> known,
      OriginClient.Response response,
      Map<String, String> fields,
      Instant asked)
      throws SourceException {
    HttpEntity entity = response.entity();
    if (entity == null || (entity.getContentLength() < 0 && !entity.isChunked())) {
      // The end of such a body is the end of the connection: a cut would pass for the end.
      return new Answer.Refused(response.status());
    }
    ObjectVersion version =
        ResponseFields.version(fields, entity.getContentLength(), clock.instant());
    if (known.filter(version::isSurely).isPresent()) {
      return new Answer.Unchanged(fields);
    }
    InputStream body =
        body(
            path,
            version,
            new HttpPart(client, response, content(entity)),
            0,
            version.length(),
            version.hasStrongTag() || !version.lastModified().isEmpty(),
            () -> {
              if (Duration.between(asked, clock.instant()).compareTo(LONG_ANSWER) > 0) {
                requireStill(path, version);
              }
            });
    return new FoundObject(version, fields, body, response);
  }

  private record FoundObject(
      ObjectVersion version,
      Map<String, String> fields,
      InputStream body,
      OriginClient.Response response)
      implements Answer.Found {
    @Override
    public void close() {
      ((VersionedBody) body).close();
    }
  }

  /** A body that is being read, and the answer that holds it. */
  private record HttpPart(OriginClient client, OriginClient.Response response, InputStream stream)
      implements VersionedBody.Part {
    @Override
    public SourceException broken(IOException e) {
      return client.broken(e);
    }

    @Override
    public void close() {
      response.abort();
    }
  }

  /** An origin that rewrites a file while it sends it says so afterwards. */
  private void requireStill(ObjectPath path, ObjectVersion version) throws SourceException {
    try (OriginClient.Response response =
        client.send("HEAD", path.value(), fields(Optional.empty()), null)) {
      Map<String, String> fields = response.fields();
      if (response.status() == 200
          && version.contradicts(ResponseFields.version(fields, -1, clock.instant()))) {
        throw changed(path);
      }
    }
  }

  @Override
  public InputStream read(ObjectPath path, ObjectVersion version, long from, long length)
      throws SourceException, InterruptedException {
    long end = Math.addExact(from, length);
    HttpPart first = openRetrying(path, version, from, end);
    return body(path, version, first, from, end, true, () -> {});
  }

  private InputStream body(
      ObjectPath path,
      ObjectVersion version,
      HttpPart first,
      long from,
      long end,
      boolean resumable,
      VersionedBody.EndCheck endCheck) {
    return new VersionedBody(
        position -> openRange(path, version, position, end),
        endCheck,
        settings.backoff(random),
        clock,
        first,
        from,
        end,
        resumable);
  }

  private HttpPart openRetrying(ObjectPath path, ObjectVersion version, long from, long end)
      throws SourceException, InterruptedException {
    Backoff backoff = settings.backoff(random);
    while (true) {
      try {
        return openRange(path, version, from, end);
      } catch (SourceException e) {
        backoff.failed(e);
      }
    }
  }

  /**
   * Asks for the bytes of {@code version} from {@code from} up to {@code end}, or to the end of the
   * object when that is -1.
   */
  private HttpPart openRange(ObjectPath path, ObjectVersion version, long from, long end)
      throws SourceException {
    List<Field> fields = fields(Optional.empty());
    fields.add(new Field("Range", "bytes=" + from + "-" + (end < 0 ? "" : end - 1)));
    if (version.hasStrongTag()) {
      fields.add(new Field("If-Match", version.etag()));
      fields.add(new Field("If-Range", version.etag()));
    } else if (!version.lastModified().isEmpty()) {
      fields.add(new Field("If-Unmodified-Since", version.lastModified()));
      fields.add(new Field("If-Range", version.lastModified()));
    }
    OriginClient.Response response = client.send("GET", path.value(), fields, null);
    try {
      return requireRange(path, version, from, end, response);
    } catch (SourceException | RuntimeException e) {
      response.close();
      throw e;
    }
  }

  private HttpPart requireRange(
      ObjectPath path, ObjectVersion version, long from, long end, OriginClient.Response response)
      throws SourceException {
    Map<String, String> fields = response.fields();
    HttpEntity entity = response.entity();
    return switch (response.status()) {
      case 206 -> {
        ResponseFields.ContentRange range =
            ResponseFields.contentRange(fields)
                .orElseThrow(() -> odd(path, "206 without one Content-Range"));
        if (version.contradicts(ResponseFields.version(fields, range.total(), clock.instant()))) {
          throw changed(path);
        }
        if (entity == null || range.from() != from || (end >= 0 && range.to() >= end)) {
          throw odd(path, "another range than was asked for");
        }
        yield new HttpPart(client, response, content(entity));
      }
      case 200 -> {
        if (entity == null
            || version.contradicts(
                ResponseFields.version(fields, entity.getContentLength(), clock.instant()))) {
          throw changed(path);
        }
        // The origin has no ranges: what comes before this one has to be passed over.
        InputStream content = content(entity);
        try {
          content.skipNBytes(from);
        } catch (IOException e) {
          throw client.broken(e);
        }
        yield new HttpPart(client, response, content);
      }
      case 404, 410, 412, 416 -> throw changed(path);
      case 408, 504 -> throw timeout(path, response.status());
      default -> throw failed(path, response.status());
    };
  }

  @Override
  public void forward(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException {
    forwarder.forward(request, response);
  }

  /** The fields of the adapter's own requests: those of an anonymous client that takes bytes. */
  private List<Field> fields(Optional<Field> condition) {
    List<Field> fields = new ArrayList<>();
    fields.add(
        new Field("Host", settings.host().isEmpty() ? settings.siteHost() : settings.host()));
    fields.add(new Field("User-Agent", "Peerage"));
    fields.add(new Field("Accept", "*/*"));
    fields.add(new Field("Accept-Encoding", "identity"));
    condition.ifPresent(fields::add);
    return fields;
  }

  private static Field condition(ObjectVersion known) {
    return known.etag().isEmpty()
        ? new Field("If-Modified-Since", known.lastModified())
        : new Field("If-None-Match", known.etag());
  }

  private InputStream content(HttpEntity entity) throws SourceException {
    try {
      return entity.getContent();
    } catch (IOException e) {
      throw client.broken(e);
    }
  }

  /** An error; with these statuses one of the origin, with others of one of its pages. */
  private static SourceException failed(ObjectPath path, int status) {
    return status == 429 || status == 502 || status == 503
        ? new SourceException(Kind.FAILED, "the origin answered " + status + " for " + path)
        : odd(path, Integer.toString(status));
  }

  private static SourceException odd(ObjectPath path, String what) {
    return SourceException.ofObject("the origin answered " + what + " for " + path);
  }

  private static SourceException timeout(ObjectPath path, int status) {
    return new SourceException(Kind.TIMEOUT, "the origin answered " + status + " for " + path);
  }

  private static SourceException changed(ObjectPath path) {
    return new SourceException(Kind.CHANGED, path + " is no longer what it was");
  }

  @Override
  public void close() {
    client.close();
  }
}
