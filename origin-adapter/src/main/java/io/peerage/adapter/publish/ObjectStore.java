package io.peerage.adapter.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.site.UntrustedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest manifest of each object.
 *
 * <pre>
 * objects/media.example.com/ab/ab12...ef.json   named by SHA-256 of the path; two lines:
 *
 * SHA-256 of the second line, in hexadecimal
 * {"version": {"etag": "\"5f-1\"", "lastModified": "...", "length": 1310720},
 *  "freshMillis": 60000, "envelope": {DSSE of the manifest}}
 * </pre>
 *
 * A damaged file counts as none. Memory is bounded by {@value #MEMORY_BYTES} bytes. Thread-safe.
 */
public final class ObjectStore {
  private static final Logger log = LoggerFactory.getLogger(ObjectStore.class);
  private static final long MEMORY_BYTES = 64 << 20;
  private static final int MAX_FILE_BYTES = Manifest.MAX_ENVELOPE_BYTES + 16 * 1024;
  private static final int HASH_CHARS = 64;

  private final StateFolder state;
  private final Cache<ObjectKey, PublishedObject> memory =
      Caffeine.newBuilder()
          .maximumWeight(MEMORY_BYTES)
          .weigher((ObjectKey _, PublishedObject object) -> 1024 + 2 * object.json().length)
          .build();

  /** What the second line holds. */
  record Stored(ObjectVersion version, long freshMillis, Envelope envelope) {}

  public ObjectStore(StateFolder state) {
    this.state = state;
  }

  /** The object's newest manifest, from memory or from the disk. */
  Optional<PublishedObject> find(ObjectKey key) {
    PublishedObject known = memory.getIfPresent(key);
    return known != null ? Optional.of(known) : reload(key);
  }

  /** What the disk has: perhaps written by another process that signs ahead. */
  Optional<PublishedObject> reload(ObjectKey key) {
    Optional<PublishedObject> loaded =
        state.read(file(key), MAX_FILE_BYTES).flatMap(bytes -> decode(key, bytes));
    PublishedObject known = memory.getIfPresent(key);
    if (known != null
        && loaded
            .filter(found -> found.manifest().generation() >= known.manifest().generation())
            .isEmpty()) {
      return Optional.of(known);
    }
    loaded.ifPresent(object -> memory.put(key, object));
    return loaded;
  }

  void save(ObjectKey key, PublishedObject object, Envelope envelope) {
    memory.put(key, object);
    byte[] line =
        StrictJson.write(new Stored(object.version(), object.freshness().toMillis(), envelope));
    byte[] hash = (Sha256Hash.hash(line) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(hash, hash.length + line.length);
    System.arraycopy(line, 0, file, hash.length, line.length);
    state.write(file(key), file);
  }

  /** Why the disk did not keep something, if it did not. */
  Optional<String> complaint() {
    return state.complaint();
  }

  void delete(ObjectKey key) {
    memory.invalidate(key);
    state.delete(file(key));
  }

  private static Optional<PublishedObject> decode(ObjectKey key, byte[] file) {
    try {
      if (file.length <= HASH_CHARS || file[HASH_CHARS] != '\n') {
        throw new IllegalArgumentException("it is too short");
      }
      byte[] line = Arrays.copyOfRange(file, HASH_CHARS + 1, file.length);
      String hash = new String(file, 0, HASH_CHARS, StandardCharsets.US_ASCII);
      if (!Sha256Hash.hash(line).toString().equals(hash)) {
        throw new IllegalArgumentException("its hash is wrong");
      }
      Stored stored = StrictJson.read("object", line, MAX_FILE_BYTES, Stored.class);
      Manifest manifest = Manifest.parse(stored.envelope());
      if (!manifest.site().equals(key.site()) || !manifest.path().equals(key.path())) {
        throw new IllegalArgumentException("it is of " + manifest.site() + manifest.path());
      }
      return Optional.of(
          new PublishedObject(
              manifest,
              stored.envelope(),
              stored.version(),
              Duration.ofMillis(stored.freshMillis())));
    } catch (IllegalArgumentException | MalformedMessageException | UntrustedException e) {
      log.warn(
          "the record of {}{} is damaged ({}); it is made again",
          key.site(),
          key.path(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private static String file(ObjectKey key) {
    String hash =
        Sha256Hash.hash(key.path().value().getBytes(StandardCharsets.US_ASCII)).toString();
    return "objects/" + key.site() + "/" + hash.substring(0, 2) + "/" + hash + ".json";
  }
}
