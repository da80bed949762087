package io.peerage.agent.responses;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.purge.PurgeLog;
import io.peerage.agent.purge.PurgeMatcher;
import io.peerage.agent.purge.PurgeMatcher.Hit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The responses that are kept: headers and short bodies in memory, longer bodies on disk, each
 * within its bound; the least useful go first. Only whole bodies come in here. Lost when the
 * process ends. Thread-safe.
 */
public final class ResponseStore {
  private static final int MAX_VARIANTS = 32;
  private static final int ENTRY_BYTES = 512;
  private static final int FILE_BYTES = 4096;

  private final BodyFolder folder;
  private final CacheConfig config;
  private final AtomicLong ids = new AtomicLong();

  /** What there is, newest variant first. A response is in here, and in those below, or gone. */
  private final ConcurrentHashMap<CacheKey, List<StoredResponse>> index = new ConcurrentHashMap<>();

  private final Cache<Long, StoredResponse> inMemory;
  private final Cache<Long, StoredResponse> onDisk;

  private ResponseStore(BodyFolder folder, CacheConfig config) {
    this.folder = folder;
    this.config = config;
    this.inMemory =
        Caffeine.newBuilder()
            .maximumWeight(config.memory().bytes())
            .weigher((Long _, StoredResponse response) -> memoryBytes(response))
            .removalListener(this::removed)
            .build();
    this.onDisk =
        Caffeine.newBuilder()
            .maximumWeight((config.disk().bytes() - config.disk().bytes() / 4) / FILE_BYTES)
            .weigher((Long _, StoredResponse response) -> diskPages(response))
            .removalListener(this::removed)
            .build();
  }

  /** Opens the store in {@code folder}, empty. */
  public static ResponseStore open(Path folder, CacheConfig config) throws IOException {
    return new ResponseStore(BodyFolder.open(folder, config.disk().bytes() / 4), config);
  }

  /** The newest stored response of which {@code wanted} holds and which answers {@code request}. */
  public Optional<StoredResponse> find(
      CacheKey key, HeaderFields request, Predicate<StoredResponse> wanted) {
    List<StoredResponse> variants = index.get(key);
    if (variants == null) {
      return Optional.empty();
    }
    for (StoredResponse response : variants) {
      if (response.header().variance().matches(request, response.header().fields())
          && wanted.test(response)) {
        // Tells both what is of use.
        var _ = inMemory.getIfPresent(response.id());
        var _ = onDisk.getIfPresent(response.id());
        return Optional.of(response);
      }
    }
    return Optional.empty();
  }

  /** Whether there is any response under {@code key}, whomever it answers. */
  boolean hasVariants(CacheKey key) {
    return index.containsKey(key);
  }

  long newId() {
    return ids.getAndIncrement();
  }

  /** A body that is about to come; the caller releases it, whatever becomes of it. */
  Body newBody(long expected) {
    return new Body(folder, config.inline().bytes(), config.maxBody().bytes(), expected);
  }

  /** A body without bytes; the caller releases it. */
  Body emptyBody() {
    return Body.whole(folder, new byte[0]);
  }

  /** Keeps a whole response in the place of those that answer the same requests. */
  void put(StoredResponse response) {
    List<StoredResponse> gone = new ArrayList<>();
    response.parts().forEach(part -> part.body().retain());
    index.compute(
        response.key(),
        (_, variants) -> {
          List<StoredResponse> now = new ArrayList<>();
          now.add(response);
          for (StoredResponse other : variants == null ? List.<StoredResponse>of() : variants) {
            boolean replaced = other.header().variance().equals(response.header().variance());
            (replaced || now.size() == MAX_VARIANTS ? gone : now).add(other);
          }
          return List.copyOf(now);
        });
    gone.forEach(this::dropped);
    inMemory.put(response.id(), response);
    if (diskPages(response) > 0) {
      onDisk.put(response.id(), response);
    }
    if (!isIndexed(response)) {
      // It was replaced or evicted before it was counted.
      inMemory.invalidate(response.id());
      onDisk.invalidate(response.id());
    }
  }

  /** Puts {@code newer}, with the same parts, into the place of {@code older} if that is there. */
  boolean replace(StoredResponse older, StoredResponse newer) {
    if (!isIndexed(older)) {
      return false;
    }
    put(newer);
    remove(older);
    return true;
  }

  /** Forgets all variants of a target. */
  void remove(CacheKey key) {
    List<StoredResponse> variants = index.remove(key);
    if (variants != null) {
      variants.forEach(this::dropped);
    }
  }

  /** Forgets one response. */
  void remove(StoredResponse response) {
    if (unindex(response)) {
      dropped(response);
    }
  }

  /**
   * Forgets what {@code entries} hit hard, and makes stale at {@code now} what they hit softly.
   * Looks at all.
   *
   * @return how many were hit
   */
  int purge(List<PurgeLog.Entry> entries, Instant now) {
    int purged = 0;
    for (List<StoredResponse> variants : index.values()) {
      for (StoredResponse response : variants) {
        Optional<Hit> hit =
            PurgeMatcher.judge(
                entries,
                response.key().site(),
                response.key().target(),
                response.header().fields()::joined);
        if (hit.isPresent()) {
          purged++;
          switch (hit.get().mode()) {
            case HARD -> remove(response);
            case SOFT ->
                replace(response, response.withHeader(newId(), response.header().staleFrom(now)));
          }
        }
      }
    }
    return purged;
  }

  private boolean isIndexed(StoredResponse response) {
    List<StoredResponse> variants = index.get(response.key());
    return variants != null && variants.stream().anyMatch(other -> other.id() == response.id());
  }

  private boolean unindex(StoredResponse response) {
    boolean[] found = {false};
    index.computeIfPresent(
        response.key(),
        (_, variants) -> {
          List<StoredResponse> left =
              variants.stream().filter(other -> other.id() != response.id()).toList();
          found[0] = left.size() < variants.size();
          return left.isEmpty() ? null : left;
        });
    return found[0];
  }

  /** It is in the index no more: lets go of the rest. */
  private void dropped(StoredResponse response) {
    inMemory.invalidate(response.id());
    onDisk.invalidate(response.id());
    response.parts().forEach(part -> part.body().release());
  }

  private void removed(@Nullable Long id, @Nullable StoredResponse response, RemovalCause cause) {
    if (response != null && cause.wasEvicted()) {
      remove(response);
    }
  }

  private static int memoryBytes(StoredResponse response) {
    long bytes = ENTRY_BYTES + 2L * response.key().target().length();
    bytes += response.header().fields().weight();
    for (StoredResponse.Part part : response.parts()) {
      bytes += 128 + part.body().heapBytes();
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static int diskPages(StoredResponse response) {
    long pages = 0;
    for (StoredResponse.Part part : response.parts()) {
      pages += (part.body().diskBytes() + FILE_BYTES - 1) / FILE_BYTES;
    }
    return (int) Math.min(Integer.MAX_VALUE, pages);
  }

  /** How many responses are kept. */
  public long size() {
    return inMemory.estimatedSize();
  }
}
