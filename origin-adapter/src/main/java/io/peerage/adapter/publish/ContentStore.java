package io.peerage.adapter.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of each content: its block hashes, and which objects have it.
 *
 * <pre>
 * contents/ab/ab12...ef.hashes   "PEERHSH1", length (8 bytes, big-endian), the chunk layer,
 *                                the hashes of all blocks; 32 bytes each
 * contents/ab/ab12...ef.places   {"places": [{"site": "...", "path": "..."}]}, the latest first
 * </pre>
 *
 * Both check themselves: hashes lead to the root in the file's name, places are believed only when
 * the object's record says the same. Memory is bounded by {@value #MEMORY_BYTES} bytes of hashes
 * and {@value #MAX_PLACES_IN_MEMORY} lists of places. Thread-safe.
 */
public final class ContentStore {
  private static final Logger log = LoggerFactory.getLogger(ContentStore.class);
  private static final byte[] MAGIC =
      "PEERHSH1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final long MEMORY_BYTES = 64 << 20;
  private static final int MAX_PLACES_IN_MEMORY = 100_000;
  private static final int MAX_PLACES = 8;
  private static final int MAX_PLACES_BYTES = 64 * 1024;

  /** Hashes of more than this are read from the file when they are needed. */
  private static final int SMALL_BYTES = 256 * 1024;

  private final StateFolder state;
  private final Cache<ContentRoot, ContentHashes> hashes =
      Caffeine.newBuilder()
          .maximumWeight(MEMORY_BYTES)
          .weigher((ContentRoot _, ContentHashes value) -> value.memoryBytes())
          .build();
  private final Cache<ContentRoot, Places> places =
      Caffeine.newBuilder().maximumSize(MAX_PLACES_IN_MEMORY).build();
  private final ReentrantLock placesLock = new ReentrantLock();

  /** The objects that have some content. */
  record Places(List<ObjectKey> places) {
    Places {
      places = List.copyOf(places);
      if (places.size() > MAX_PLACES) {
        throw new IllegalArgumentException("at most " + MAX_PLACES + " places");
      }
    }
  }

  public ContentStore(StateFolder state) {
    this.state = state;
  }

  /** Keeps the hashes of content that {@code place} has now. */
  void save(HashedContent content, ObjectKey place) {
    ContentRoot root = content.root();
    boolean kept = state.exists(file(root)) || state.write(file(root), encode(content));
    ContentHashes inMemory = new ContentHashes.InMemory(content, content.verifier());
    hashes.put(
        root,
        kept && inMemory.memoryBytes() > SMALL_BYTES
            ? new ContentHashes.InFile(state.path(file(root)), content.verifier())
            : inMemory);
    addPlace(root, place);
  }

  /** The hashes of {@code root}, if they are known and whole. */
  Optional<ContentHashes> find(ContentRoot root) {
    ContentHashes found = hashes.getIfPresent(root);
    if (found != null) {
      return Optional.of(found);
    }
    Optional<ContentHashes> loaded = load(root);
    loaded.ifPresent(content -> {
      hashes.put(root, content);
      state.touch(file(root));
    });
    return loaded;
  }

  /** Forgets hashes that turned out to be damaged. */
  void discard(ContentRoot root) {
    log.warn("the hashes of content {} are damaged; they are made again", root);
    hashes.invalidate(root);
    state.delete(file(root));
  }

  /** The objects that had {@code root} when last looked at, the latest first. */
  List<ObjectKey> places(ContentRoot root) {
    Places known = places.getIfPresent(root);
    if (known == null) {
      known = loadPlaces(root);
      places.put(root, known);
    }
    return known.places();
  }

  void addPlace(ContentRoot root, ObjectKey place) {
    placesLock.lock();
    try {
      List<ObjectKey> before = places(root);
      if (!before.isEmpty() && before.getFirst().equals(place)) {
        return;
      }
      List<ObjectKey> after = new ArrayList<>(before);
      after.remove(place);
      after.addFirst(place);
      Places updated = new Places(after.subList(0, Math.min(after.size(), MAX_PLACES)));
      places.put(root, updated);
      state.write(placesFile(root), StrictJson.write(updated));
    } finally {
      placesLock.unlock();
    }
  }

  private Places loadPlaces(ContentRoot root) {
    Optional<byte[]> json = state.read(placesFile(root), MAX_PLACES_BYTES);
    try {
      return json.isPresent()
          ? StrictJson.read("places", json.get(), MAX_PLACES_BYTES, Places.class)
          : new Places(List.of());
    } catch (MalformedMessageException e) {
      log.warn("the places of content {} are damaged; they are made again", root);
      return new Places(List.of());
    }
  }

  private Optional<ContentHashes> load(ContentRoot root) {
    Path file = state.path(file(root));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = read(channel, 0, ContentHashes.HEAD_BYTES);
      byte[] magic = new byte[MAGIC.length];
      head.get(magic);
      long length = head.getLong();
      if (!java.util.Arrays.equals(magic, MAGIC) || length < 0) {
        throw new IOException("not a file of hashes");
      }
      ContentLayout layout = new ContentLayout(length);
      int layerBytes = layout.chunkCount() * Sha256Hash.BYTES;
      HashList layer = HashList.wrap(read(channel, ContentHashes.HEAD_BYTES, layerBytes).array());
      ContentVerifier verifier = ContentVerifier.of(root, length, layer);
      long blockBytes = blocks(layout) * Sha256Hash.BYTES;
      if (channel.size() != ContentHashes.HEAD_BYTES + layerBytes + blockBytes) {
        throw new IOException("not as long as its content needs");
      }
      return Optional.of(new ContentHashes.InFile(file, verifier));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (ContentMismatchException | IllegalArgumentException | IOException e) {
      log.warn("{} is damaged ({}); it is made again", file, e.getMessage());
      state.delete(file(root));
      return Optional.empty();
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("too short");
      }
    }
    return buffer.flip();
  }

  private static byte[] encode(HashedContent content) {
    byte[] layer = content.chunkHashes().toBytes();
    byte[] blocks = content.blockHashes().toBytes();
    return ByteBuffer.allocate(ContentHashes.HEAD_BYTES + layer.length + blocks.length)
        .put(MAGIC)
        .putLong(content.layout().length())
        .put(layer)
        .put(blocks)
        .array();
  }

  private static long blocks(ContentLayout layout) {
    return (layout.length() + ContentLayout.BLOCK_BYTES - 1) / ContentLayout.BLOCK_BYTES;
  }

  private static String file(ContentRoot root) {
    return base(root) + ".hashes";
  }

  private static String placesFile(ContentRoot root) {
    return base(root) + ".places";
  }

  private static String base(ContentRoot root) {
    String hex = root.toString();
    return "contents/" + hex.substring(0, 2) + "/" + hex;
  }
}
