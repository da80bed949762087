package io.peerage.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.store.StoreConfig.VerifyReads;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.VerifiedChunk;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.FakeClock;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkStoreTest {
  private static final int MIB = 1 << 20;
  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final SeededContent video = SeededContent.of(1, 3 * MIB + 500);
  private final AtomicInteger corrupt = new AtomicInteger();
  private final AtomicInteger evicted = new AtomicInteger();
  private final AtomicInteger notKept = new AtomicInteger();
  private final StoreEvents events =
      new StoreEvents() {
        @Override
        public void corrupt(ChunkId chunk) {
          corrupt.incrementAndGet();
        }

        @Override
        public void evicted(ChunkId chunk) {
          evicted.incrementAndGet();
        }

        @Override
        public void notKept(ChunkId chunk, String reason) {
          notKept.incrementAndGet();
        }
      };

  @TempDir Path folder;

  @Test
  void keepsItsContentOverARestart() throws Exception {
    fill(open("64MiB", "16MiB", VerifyReads.FIRST), video);
    try (ChunkStore store = open("64MiB", "16MiB", VerifyReads.FIRST)) {
      assertThat(store.chunks(video.hashed().root()).cardinality()).isEqualTo(4);
      assertThat(store.verifier(video.hashed().root()).orElseThrow().layout().length())
          .isEqualTo(video.bytes().length);
      for (int i = 0; i < 4; i++) {
        assertThat(store.load(id(i)).orElseThrow().bytes().buffer()).isEqualTo(video.chunk(i));
      }
      assertThat(store.diskBytes()).isEqualTo(video.bytes().length);
    }
    assertThat(corrupt).hasValue(0);
  }

  @Test
  void chunkThatManyWriteAtOnceIsCountedOnce() throws Exception {
    try (ChunkStore store = open("64MiB", "0B", VerifyReads.FIRST);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        writers.add(
            threads.submit(() -> {
              put(store, video);
              return null;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      store.awaitWrites();
      assertThat(store.diskBytes()).isEqualTo(video.bytes().length);
    }
  }

  @Test
  void chunkIsSentFromItsFileOnlyAfterItWasHashed() throws Exception {
    fill(open("64MiB", "0B", VerifyReads.FIRST), video);
    try (ChunkStore store = open("64MiB", "0B", VerifyReads.FIRST)) {
      assertThat(store.ready(id(0), ChunkStore.Medium.MEMORY)).isEmpty();
      assertThat(store.get(id(0))).containsInstanceOf(ReadyChunk.InMemory.class);
      assertThat(store.get(id(0)))
          .hasValueSatisfying(ready -> assertThat(bytesOf(ready)).isEqualTo(video.chunk(0)))
          .containsInstanceOf(ReadyChunk.OnDisk.class);
      assertThat(store.ready(id(0), ChunkStore.Medium.MEMORY))
          .containsInstanceOf(ReadyChunk.OnDisk.class);
    }
  }

  @Test
  void whatIsInMemoryIsSentFromItsFileOnceThatWasHashed() throws Exception {
    try (ChunkStore store = open("64MiB", "16MiB", VerifyReads.FIRST)) {
      put(store, video);
      store.awaitWrites();
      flipABit(file(1));
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(store.ready(id(0), ChunkStore.Medium.FILE))
                  .hasValueSatisfying(ready -> assertThat(bytesOf(ready)).isEqualTo(video.chunk(0)))
                  .containsInstanceOf(ReadyChunk.OnDisk.class));
      assertThat(store.ready(id(0), ChunkStore.Medium.MEMORY))
          .containsInstanceOf(ReadyChunk.InMemory.class);
      // What the disk makes of it is found out, and memory goes on.
      Awaitility.await()
          .untilAsserted(() -> {
            assertThat(store.ready(id(1), ChunkStore.Medium.FILE))
                .hasValueSatisfying(ready -> assertThat(bytesOf(ready)).isEqualTo(video.chunk(1)));
            assertThat(corrupt).hasValue(1);
          });
    }
  }

  @Test
  void checkHoldsOnlySoLong() throws Exception {
    fill(open("64MiB", "0B", VerifyReads.FIRST), video);
    try (ChunkStore store = open("64MiB", "0B", VerifyReads.FIRST)) {
      var _ = store.get(id(0));
      var _ = store.get(id(0));
      assertThat(store.ready(id(0), ChunkStore.Medium.MEMORY)).isPresent();
      clock.advance(Duration.ofHours(25));
      assertThat(store.ready(id(0), ChunkStore.Medium.MEMORY)).isEmpty();
    }
  }

  @Test
  void underAlwaysEveryUseIsHashed() throws Exception {
    fill(open("64MiB", "0B", VerifyReads.ALWAYS), video);
    try (ChunkStore store = open("64MiB", "0B", VerifyReads.ALWAYS)) {
      for (int i = 0; i < 3; i++) {
        assertThat(store.ready(id(0), ChunkStore.Medium.MEMORY)).isEmpty();
        assertThat(store.get(id(0))).containsInstanceOf(ReadyChunk.InMemory.class);
      }
      flipABit(file(0));
      assertThat(store.get(id(0))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "cut", "grow", "zero", "delete"})
  void damageOnDiskIsAMissAndNeverAHit(String damage) throws Exception {
    fill(open("64MiB", "16MiB", VerifyReads.FIRST), video);
    damage(file(1), damage);
    try (ChunkStore store = open("64MiB", "16MiB", VerifyReads.FIRST)) {
      assertThat(store.get(id(1))).isEmpty();
      assertThat(store.contains(id(1))).isFalse();
      assertThat(store.get(id(0))).isPresent();
    }
  }

  @Test
  void damageWhileRunningIsFoundWhenTheFileIsOpened() throws Exception {
    fill(open("64MiB", "0B", VerifyReads.FIRST), video);
    try (ChunkStore store = open("64MiB", "0B", VerifyReads.FIRST)) {
      assertThat(store.load(id(0))).isPresent();
      flipABit(file(0));
      Files.setLastModifiedTime(file(0), FileTime.from(Instant.now().plusSeconds(5)));
      assertThat(store.get(id(0))).isEmpty();
      assertThat(corrupt).hasValue(1);
    }
  }

  @Test
  void damagedLayerLosesTheContentAndNothingElse() throws Exception {
    SeededContent other = SeededContent.of(2, MIB);
    fill(open("64MiB", "16MiB", VerifyReads.FIRST), video, other);
    flipABit(file(0).resolveSibling("layer"));
    try (ChunkStore store = open("64MiB", "16MiB", VerifyReads.FIRST)) {
      assertThat(store.roots()).containsExactly(other.hashed().root());
    }
  }

  @Test
  void leftoversOfAnAbruptEndAreRemoved() throws Exception {
    fill(open("64MiB", "16MiB", VerifyReads.FIRST), video);
    Path part = file(0).resolveSibling("17.part");
    Files.write(part, new byte[1000]);
    try (ChunkStore store = open("64MiB", "16MiB", VerifyReads.FIRST)) {
      assertThat(part).doesNotExist();
      assertThat(store.chunks(video.hashed().root()).cardinality()).isEqualTo(4);
    }
  }

  @Test
  void quotaHoldsAndTheNewestUsedStays() throws Exception {
    try (ChunkStore store = open("16MiB", "1MiB", VerifyReads.FIRST)) {
      for (int seed = 10; seed < 40; seed++) {
        put(store, SeededContent.of(seed, MIB));
      }
      assertThat(store.diskBytes()).isLessThanOrEqualTo(16L * MIB);
      assertThat(filesOnDisk()).isLessThanOrEqualTo(16L * MIB);
      assertThat(evicted.get()).isGreaterThanOrEqualTo(14);
    }
    assertThat(corrupt).hasValue(0);
  }

  @Test
  void quotaHoldsOverARestartWithASmallerOne() throws Exception {
    try (ChunkStore store = open("64MiB", "1MiB", VerifyReads.FIRST)) {
      for (int seed = 10; seed < 40; seed++) {
        put(store, SeededContent.of(seed, MIB));
      }
    }
    try (ChunkStore store = open("16MiB", "1MiB", VerifyReads.FIRST)) {
      assertThat(store.diskBytes()).isLessThanOrEqualTo(16L * MIB);
      assertThat(filesOnDisk()).isLessThanOrEqualTo(16L * MIB);
    }
  }

  @Test
  void journalTellsWhatChanged() throws Exception {
    try (ChunkStore store = open("64MiB", "16MiB", VerifyReads.FIRST)) {
      put(store, video);
      assertThat(store.journal().take(10)).containsExactly(video.hashed().root());
      assertThat(store.journal().isEmpty()).isTrue();
      flipABit(file(2));
      store.journal().restart(store.roots());
      assertThat(store.journal().take(10)).containsExactly(video.hashed().root());
    }
  }

  @Test
  void diskThatRefusesIsNamedAndMemoryServesOn() throws Exception {
    try (ChunkStore store = open("64MiB", "16MiB", VerifyReads.FIRST)) {
      // A file stands where the content's folder should be.
      Path home = folderOfVideo();
      Files.createDirectories(folder.resolve("content").resolve(prefix()));
      Files.write(home, new byte[0]);
      put(store, video);
      assertThat(notKept).hasValue(4);
      assertThat(store.complaint()).isPresent();
      assertThat(store.ready(id(0), ChunkStore.Medium.MEMORY))
          .containsInstanceOf(ReadyChunk.InMemory.class);
      Files.delete(home);
      put(store, video);
      assertThat(store.complaint()).isEmpty();
    }
  }

  private ChunkStore open(String quota, String memory, VerifyReads verify) throws IOException {
    return ChunkStore.open(
        folder,
        new StoreConfig(
            ByteSize.parse(quota), ByteSize.parse(memory), verify, TimeSpan.parse("24h")),
        clock,
        events);
  }

  private static void fill(ChunkStore store, SeededContent... contents) throws Exception {
    try (store) {
      for (SeededContent content : contents) {
        put(store, content);
      }
    }
  }

  private static void put(ChunkStore store, SeededContent content) throws ContentMismatchException {
    for (int i = 0; i < content.hashed().layout().chunkCount(); i++) {
      VerifiedChunk chunk = content.hashed().verifier().verify(i, content.chunk(i));
      store.put(content.hashed().verifier(), chunk);
    }
    store.awaitWrites();
  }

  private ChunkId id(int chunk) {
    return new ChunkId(video.hashed().root(), chunk);
  }

  private String prefix() {
    return video.hashed().root().toString().substring(0, 2);
  }

  private Path folderOfVideo() {
    return folder.resolve("content").resolve(prefix()).resolve(video.hashed().root().toString());
  }

  private Path file(int chunk) {
    return folderOfVideo().resolve(chunk + ".chunk");
  }

  private long filesOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path path : files.filter(p -> p.toString().endsWith(".chunk")).toList()) {
        sum += Files.size(path);
      }
      return sum;
    }
  }

  private static ByteBuffer bytesOf(ReadyChunk ready) {
    return switch (ready) {
      case ReadyChunk.InMemory memory -> memory.chunk().bytes().buffer();
      case ReadyChunk.OnDisk disk -> {
        try {
          ByteBuffer bytes = ByteBuffer.allocate(disk.file().length());
          FileChannel channel = disk.file().channel();
          int read = 0;
          while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes, bytes.position());
          }
          disk.file().release();
          yield bytes.flip();
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static void flipABit(Path file) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      long at = new Random(3).nextLong(access.length());
      access.seek(at);
      int old = access.read();
      access.seek(at);
      access.write(old ^ 4);
    }
  }

  private static void damage(Path file, String how) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (how) {
      case "flip" -> flipABit(file);
      case "cut" -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
      case "grow" -> Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
      case "zero" -> Files.write(file, new byte[bytes.length]);
      case "delete" -> Files.delete(file);
      default -> throw new IllegalArgumentException(how);
    }
  }
}
