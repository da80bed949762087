package io.peerage.adapter.source.s3;

import io.peerage.adapter.source.Backoff;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.HttpDate;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.ResponseFields;
import io.peerage.adapter.source.ShortAnswer;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.VersionedBody;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers requests that are passed through: GET and HEAD, with conditions and one range. The
 * client's other fields stay here; the store sees the adapter's credentials and nothing of the
 * client's.
 */
final class S3Forwarder {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Stores answer several ranges at once each in their own way; a server may pass them over. */
  private static final Pattern ONE_RANGE =
      Pattern.compile("bytes=(\\d{1,18}-\\d{0,18}|-\\d{1,18})", Pattern.CASE_INSENSITIVE);

  private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");

  private final S3Source source;
  private final S3Keys keys;
  private final Bucket bucket;
  private final S3Errors errors;

  S3Forwarder(S3Source source, S3Keys keys, Bucket bucket, S3Errors errors) {
    this.source = source;
    this.keys = keys;
    this.bucket = bucket;
    this.errors = errors;
  }

  void forward(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException {
    if (!ShortAnswer.isRead(request)) {
      ShortAnswer.methodNotAllowed(request, response);
      return;
    }
    Optional<String> key = keys.keyOf(request.target());
    if (key.isEmpty()) {
      ShortAnswer.send(request, response, 404, List.of(), "not found");
      return;
    }
    Question question = question(request);
    try (Bucket.Reply reply = ask(request, key.get(), question)) {
      if (reply.status() == 412 && question.onlyIfRange()) {
        // The range was to be of another version: the answer is all of this one.
        try (Bucket.Reply whole = ask(request, key.get(), question.withoutRange())) {
          pass(request, response, key.get(), whole);
        }
      } else {
        pass(request, response, key.get(), reply);
      }
    }
  }

  /**
   * What the store is asked.
   *
   * @param fields conditions and range
   * @param onlyIfRange whether one of the conditions stands for an {@code If-Range}
   */
  private record Question(Map<String, String> fields, boolean onlyIfRange) {
    Question withoutRange() {
      Map<String, String> others = new HashMap<>(fields);
      others.keySet().removeAll(List.of("Range", "If-Match", "If-Unmodified-Since"));
      return new Question(others, false);
    }
  }

  private static Question question(ForwardedRequest request) {
    Map<String, String> fields = new HashMap<>();
    for (String name : List.of("If-Match", "If-Modified-Since", "If-Unmodified-Since")) {
      request.field(name).ifPresent(value -> fields.put(name, value.strip()));
    }
    // It is compared weakly, and stores only know strong tags.
    request
        .field("If-None-Match")
        .ifPresent(value -> fields.put("If-None-Match", value.strip().replace("W/\"", "\"")));
    Optional<String> range =
        request
            .field("Range")
            .map(String::strip)
            .filter(value -> request.method().equals("GET"))
            .filter(value -> ONE_RANGE.matcher(value).matches());
    Optional<String> ifRange = request.field("If-Range").map(String::strip);
    if (range.isEmpty()) {
      return new Question(fields, false);
    }
    if (ifRange.isEmpty()) {
      fields.put("Range", range.get());
      return new Question(fields, false);
    }
    boolean tag = STRONG_TAG.matcher(ifRange.get()).matches();
    boolean free = !fields.containsKey("If-Match") && !fields.containsKey("If-Unmodified-Since");
    if (!free || !(tag || HttpDate.parse(ifRange.get()).isPresent())) {
      return new Question(fields, false);
    }
    fields.put("Range", range.get());
    fields.put(tag ? "If-Match" : "If-Unmodified-Since", ifRange.get());
    return new Question(fields, true);
  }

  private Bucket.Reply ask(ForwardedRequest request, String key, Question question)
      throws SourceException, InterruptedException {
    Backoff backoff = source.backoff();
    while (true) {
      try {
        return request.method().equals("HEAD")
            ? bucket.head(key, question.fields())
            : bucket.get(key, "", question.fields());
      } catch (SourceException e) {
        backoff.failed(e);
      }
    }
  }

  private void pass(
      ForwardedRequest request, ForwardedResponse response, String key, Bucket.Reply reply)
      throws IOException {
    switch (reply.status()) {
      case 200, 206 -> {
        if (request.method().equals("HEAD")) {
          response.begin(reply.status(), fields(key, reply)).close();
        } else {
          copy(response, key, reply);
        }
      }
      case 304 -> {
        List<Field> fields = fields(key, reply);
        fields.removeIf(field -> field.name().startsWith("content-"));
        response.begin(304, fields).close();
      }
      case 403 -> {
        source.warnOnceDenied(key);
        ShortAnswer.send(request, response, 403, List.of(), "forbidden");
      }
      case 404 -> ShortAnswer.send(request, response, 404, List.of(), "not found");
      case 412 -> ShortAnswer.send(request, response, 412, List.of(), "precondition failed");
      case 416 ->
          ShortAnswer.send(
              request,
              response,
              416,
              Optional.ofNullable(reply.fields().get("content-range"))
                  .map(range -> List.of(new Field("content-range", range)))
                  .orElse(List.of()),
              "range not satisfiable");
      default -> throw errors.odd(key, Integer.toString(reply.status()));
    }
  }

  private List<Field> fields(String key, Bucket.Reply reply) {
    List<Field> fields = new ArrayList<>();
    source.fields(key, reply.fields()).forEach((name, value) -> fields.add(new Field(name, value)));
    return fields;
  }

  private void copy(ForwardedResponse response, String key, Bucket.Reply reply) throws IOException {
    long from = 0;
    long length = reply.length();
    long total = length;
    if (reply.status() == 206) {
      ResponseFields.ContentRange range =
          ResponseFields.contentRange(reply.fields())
              .orElseThrow(() -> errors.odd(key, "206 without one Content-Range"));
      from = range.from();
      total = range.total();
      length = range.to() - range.from() + 1;
    }
    ObjectVersion version = source.version(reply.fields(), total);
    try (VersionedBody body =
        source.body(
            key,
            version,
            new S3Source.S3Part(reply, errors, key),
            from,
            length < 0 ? -1 : from + length,
            () -> {})) {
      byte[] buffer = new byte[BUFFER_BYTES];
      // The first bytes come before the answer begins: so far, a failure can still be told.
      int read = body.read(buffer);
      OutputStream out = response.begin(reply.status(), fields(key, reply));
      while (read >= 0) {
        out.write(buffer, 0, read);
        read = body.read(buffer);
      }
      out.close();
    }
  }
}
