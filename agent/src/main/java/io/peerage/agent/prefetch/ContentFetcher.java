package io.peerage.agent.prefetch;

import io.peerage.agent.caching.ByteRange;
import io.peerage.agent.caching.CacheRequest;
import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.delivery.Delivery;
import io.peerage.agent.delivery.ObjectReader;
import io.peerage.agent.delivery.Piece;
import io.peerage.agent.manifest.ObjectVersion;
import io.peerage.agent.origin.Site;
import io.peerage.agent.responses.Answer;
import io.peerage.agent.responses.BodyPiece;
import io.peerage.agent.responses.BodyReader;
import io.peerage.agent.responses.CacheKey;
import io.peerage.agent.responses.ResponseCache;
import io.peerage.agent.responses.StoredResponse;
import io.peerage.agent.responses.Upstream;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Brings objects into the store as a client's request would. Blocking; thread-safe. */
final class ContentFetcher {
  /** An object that is being signed is asked for again so often... */
  private static final Duration SIGNING_PAUSE = Duration.ofMillis(250);

  /** ...and so many times. */
  private static final int SIGNING_LOOKS = 20;

  private final Delivery delivery;
  private final ResponseCache cache;
  private final Takedowns takedowns;
  private final long maxBytes;

  /**
   * @param maxBytes of an object, the most that is fetched
   */
  ContentFetcher(Delivery delivery, ResponseCache cache, Takedowns takedowns, long maxBytes) {
    this.delivery = delivery;
    this.cache = cache;
    this.takedowns = takedowns;
    this.maxBytes = maxBytes;
  }

  /** An object, and the fields of the request for it as they go to the origin. */
  record Wanted(Site site, String host, Link link, String range, HeaderFields fields) {
    private CacheKey key() {
      return new CacheKey(site.name(), host, link.name());
    }

    private CacheRequest request() {
      return CacheRequest.of(
          "GET", range.isEmpty() ? fields : fields.with("Range", "bytes=" + range));
    }
  }

  /** What came of a fetch. */
  enum Outcome {
    /** It is in the store now. */
    FETCHED,
    /** It was there already. */
    STORED,
    /** It cannot be stored, or there is no such thing. */
    USELESS
  }

  /**
   * Sees to it that the object is in the store, up to the most bytes, or as long as it is of use.
   */
  Outcome fetch(WorkQueue.Job job) throws IOException, FlightException, InterruptedException {
    Wanted wanted = job.wanted();
    Optional<ObjectPath> path = path(wanted);
    if (path.isEmpty() || isTakenDown(wanted)) {
      return Outcome.USELESS;
    }
    Optional<ObjectVersion> version = delivery.resolve(wanted.site, path.get());
    for (int i = 0; version.isEmpty() && i < SIGNING_LOOKS && !job.isDropped(); i++) {
      if (!delivery.isBeingSigned(wanted.site, path.get())) {
        return pass(job);
      }
      Thread.sleep(SIGNING_PAUSE);
      version = delivery.resolve(wanted.site, path.get());
    }
    return version.isPresent() ? read(job, version.get()) : Outcome.USELESS;
  }

  /** By its name; by its content it is refused where it is read. */
  private boolean isTakenDown(Wanted wanted) {
    return takedowns.against(wanted.site.name(), wanted.link.target()).isPresent();
  }

  private static Optional<ObjectPath> path(Wanted wanted) {
    try {
      return Optional.of(new ObjectPath(wanted.link.name()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Outcome read(WorkQueue.Job job, ObjectVersion version)
      throws FlightException, InterruptedException {
    Wanted wanted = job.wanted();
    ContentVerifier content = version.manifest().content();
    long length = content.layout().length();
    Optional<String> field =
        wanted.range.isEmpty() ? Optional.empty() : Optional.of("bytes=" + wanted.range);
    ByteRange range =
        ByteRange.parse(field, length) instanceof ByteRange.Asked.Parts parts
            ? parts.ranges().getFirst()
            : new ByteRange(0, length);
    ObjectReader reader =
        delivery.read(
            wanted.site, content, range.from(), Math.min(range.end(), range.from() + maxBytes));
    Outcome outcome = Outcome.STORED;
    while (!reader.isAtEnd() && !job.isDropped()) {
      Piece piece = reader.next();
      if (piece instanceof Piece.InFile file) {
        file.release();
      }
      if (piece.from() != Piece.From.STORE) {
        outcome = Outcome.FETCHED;
      }
    }
    return outcome;
  }

  private Outcome pass(WorkQueue.Job job) throws IOException, InterruptedException {
    Wanted wanted = job.wanted();
    Upstream upstream =
        Upstream.forTheStore(wanted.site, wanted.link.target(), wanted.request().fields());
    if (!(cache.answer(wanted.key(), wanted.request(), upstream, true)
        instanceof Answer.Stored(StoredResponse response, Answer.How how, var hold))) {
      return Outcome.USELESS;
    }
    if (!(how instanceof Answer.How.Asked asked)) {
      hold.close();
      return Outcome.STORED;
    }
    Optional<BodyReader> opened;
    try (hold) {
      opened =
          response.parts().isEmpty()
              ? Optional.empty()
              : response.open(response.parts().getFirst().from(), end(response), false);
    }
    if (opened.isEmpty()) {
      return Outcome.USELESS;
    }
    long total = 0;
    try (BodyReader reader = opened.get()) {
      for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
        total += piece.get().length();
        if (total > maxBytes || job.isDropped()) {
          // Nobody else may want the rest.
          return Outcome.USELESS;
        }
      }
    }
    return asked.kept() ? Outcome.FETCHED : Outcome.USELESS;
  }

  private static long end(StoredResponse response) {
    return response.isWhole() && response.length() >= 0
        ? response.length()
        : response.parts().getLast().end();
  }

  /**
   * The text of what was just served, if it is in the store and fresh; nobody is asked for it.
   *
   * @param maxLength bytes; longer texts are as if they were not there
   */
  Optional<String> text(Wanted wanted, int maxLength)
      throws IOException, FlightException, InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Optional<ObjectVersion> signed =
        path(wanted).flatMap(path -> delivery.fresh(wanted.site, path));
    if (signed.isPresent()) {
      ContentVerifier content = signed.get().manifest().content();
      long length = content.layout().length();
      if (length > maxLength) {
        return Optional.empty();
      }
      ObjectReader reader = delivery.read(wanted.site, content, 0, length);
      while (!reader.isAtEnd()) {
        switch (reader.next()) {
          case Piece.InMemory memory -> write(text, memory.bytes().buffer());
          case Piece.InFile file -> {
            try {
              write(text, file.channel(), file.start(), file.length());
            } finally {
              file.release();
            }
          }
        }
      }
      return Optional.of(text.toString(StandardCharsets.UTF_8));
    }
    Optional<StoredResponse> stored =
        cache
            .fresh(wanted.key(), wanted.request())
            .filter(response -> response.header().status() == 200 && response.isWhole())
            .filter(response ->
                response.header().fields().joined("content-encoding").isEmpty()
                    && response.length() >= 0
                    && response.length() <= maxLength);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    Optional<BodyReader> opened = stored.get().open(0, stored.get().length(), false);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (BodyReader reader = opened.get()) {
      for (var piece = reader.next(); piece.isPresent(); piece = reader.next()) {
        switch (piece.get()) {
          case BodyPiece.InMemory memory -> write(text, memory.bytes().duplicate());
          case BodyPiece.InFile file ->
              write(text, file.file(), file.from(), Math.toIntExact(file.length()));
        }
      }
    }
    return Optional.of(text.toString(StandardCharsets.UTF_8));
  }

  private static void write(ByteArrayOutputStream to, ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    to.writeBytes(copy);
  }

  private static void write(ByteArrayOutputStream to, FileChannel file, long from, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) >= 0) {}
    write(to, buffer.flip());
  }
}
