package io.peerage.adapter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.testing.FakeClock;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final int LENGTH = 600_000;
  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T09:00:00Z"));

  @TempDir Path temp;

  @Test
  void keptObjectIsReadChunkByChunk() throws Exception {
    Spool spool = open(10 << 20);
    SeededContent content = keep(spool, 1);
    ContentLayout layout = content.hashed().layout();
    for (int chunk = 0; chunk < layout.chunkCount(); chunk++) {
      ChunkId id = new ChunkId(content.hashed().root(), chunk);
      try (InputStream in = spool.open(id, layout, 16384).orElseThrow()) {
        int from = (int) layout.chunkOffset(chunk) + 16384;
        int length = layout.chunkLength(chunk) - 16384;
        assertThat(in.readNBytes(length))
            .isEqualTo(Arrays.copyOfRange(content.bytes(), from, from + length));
      }
    }
    assertThat(spool.usedBytes()).isEqualTo(LENGTH);
    assertThat(spool.counters().hits()).isEqualTo(layout.chunkCount());
  }

  @Test
  void keptChunkIsReadAlone() throws Exception {
    Spool spool = open(10 << 20);
    SeededContent content = SeededContent.of(1, 3 << 20);
    spool.put(content.hashed().verifier().verify(1, content.chunk(1)));
    assertThat(bytes(spool, content, 1)).hasValueSatisfying(b -> assertThat(b).hasSize(1 << 20));
    assertThat(bytes(spool, content, 0)).isEmpty();
    assertThat(spool.counters().misses()).isEqualTo(1);
  }

  @Test
  void leastRecentlyUsedGoesFirst() throws Exception {
    Spool spool = open(2 * LENGTH + 1000);
    SeededContent first = keep(spool, 1);
    SeededContent second = keep(spool, 2);
    assertThat(bytes(spool, first, 0)).isPresent();
    SeededContent third = keep(spool, 3);
    assertThat(bytes(spool, second, 0)).isEmpty();
    assertThat(bytes(spool, first, 0)).isPresent();
    assertThat(bytes(spool, third, 0)).isPresent();
    assertThat(spool.counters().evictions()).isEqualTo(1);
    assertThat(diskBytes()).isLessThanOrEqualTo(2 * LENGTH + 1000);
  }

  @Test
  void contentsAndOrderSurviveARestart() throws Exception {
    Spool spool = open(2 * LENGTH + 1000);
    SeededContent first = keep(spool, 1);
    Files.setLastModifiedTime(file(first), java.nio.file.attribute.FileTime.from(clock.instant()));
    clock.advance(Duration.ofMinutes(5));
    SeededContent second = keep(spool, 2);
    Files.setLastModifiedTime(file(second), java.nio.file.attribute.FileTime.from(clock.instant()));
    clock.advance(Duration.ofMinutes(5));
    assertThat(bytes(spool, first, 0)).isPresent();

    Spool again = open(2 * LENGTH + 1000);
    assertThat(again.usedBytes()).isEqualTo(2 * LENGTH);
    keep(again, 3);
    assertThat(bytes(again, first, 0)).isPresent();
    assertThat(bytes(again, second, 0)).isEmpty();
  }

  @Test
  void halfWrittenFilesOfACrashAreCleared() throws Exception {
    Spool spool = open(10 << 20);
    Incoming incoming = spool.begin(OptionalLong.empty());
    incoming.write(new byte[1000], 0, 1000);
    assertThat(diskBytes()).isEqualTo(1000);
    Spool again = open(10 << 20);
    assertThat(diskBytes()).isZero();
    assertThat(again.usedBytes()).isZero();
  }

  @Test
  void smallerQuotaIsKeptFromTheStart() throws Exception {
    Spool spool = open(10 * LENGTH);
    for (int i = 0; i < 8; i++) {
      keep(spool, i);
    }
    assertThat(open(3 * LENGTH).usedBytes()).isEqualTo(3 * LENGTH);
    assertThat(diskBytes()).isEqualTo(3 * LENGTH);
  }

  @Test
  void objectThatIsTooLongIsNotKeptAndDrivesNothingOut() throws Exception {
    Spool spool = open(2 * LENGTH);
    SeededContent small = keep(spool, 1);
    SeededContent big = SeededContent.of(2, LENGTH + 1);
    for (OptionalLong announced : List.of(OptionalLong.of(LENGTH + 1), OptionalLong.empty())) {
      try (Incoming incoming = spool.begin(announced)) {
        incoming.write(big.bytes(), 0, LENGTH);
        incoming.write(big.bytes(), LENGTH, 1);
        incoming.keep(big.hashed().root());
      }
      assertThat(spool.has(new ChunkId(big.hashed().root(), 0))).isFalse();
    }
    // While its length was not known, the long object took the room of the small one.
    assertThat(spool.usedBytes()).isLessThanOrEqualTo(2 * LENGTH);
    assertThat(bytes(spool, small, 0)).isPresent();
  }

  @Test
  void droppedObjectLeavesNothing() throws Exception {
    Spool spool = open(10 << 20);
    try (Incoming incoming = spool.begin(OptionalLong.empty())) {
      incoming.write(new byte[1000], 0, 1000);
    }
    assertThat(spool.usedBytes()).isZero();
    assertThat(diskBytes()).isZero();
  }

  @Test
  void discardedObjectIsGone() throws Exception {
    Spool spool = open(10 << 20);
    SeededContent content = keep(spool, 1);
    spool.discard(new ChunkId(content.hashed().root(), 0));
    assertThat(bytes(spool, content, 0)).isEmpty();
    assertThat(spool.usedBytes()).isZero();
    assertThat(spool.counters().damaged()).isEqualTo(1);
  }

  @Test
  void readerGoesOnWhenItsFileIsEvicted() throws Exception {
    Spool spool = open(2 * LENGTH);
    SeededContent content = keep(spool, 1);
    ContentLayout layout = content.hashed().layout();
    try (InputStream in =
        spool.open(new ChunkId(content.hashed().root(), 0), layout, 0).orElseThrow()) {
      keep(spool, 2);
      keep(spool, 3);
      assertThat(spool.has(new ChunkId(content.hashed().root(), 0))).isFalse();
      assertThat(in.readAllBytes()).isEqualTo(content.bytes());
    }
  }

  @Test
  void diskThatRefusesIsCountedAndNothingElse() throws Exception {
    Spool spool = open(10 << 20);
    Files.delete(temp.resolve("incoming"));
    Files.writeString(temp.resolve("incoming"), "not a folder");
    SeededContent content = keep(spool, 1);
    assertThat(bytes(spool, content, 0)).isEmpty();
    assertThat(spool.counters().failures()).isPositive();
    assertThat(spool.usedBytes()).isZero();
    Files.delete(temp.resolve("incoming"));
    Files.createDirectory(temp.resolve("incoming"));
    assertThat(bytes(spool, keep(spool, 1), 0)).isPresent();
  }

  @Test
  void fileDeletedByOthersIsForgotten() throws Exception {
    Spool spool = open(10 << 20);
    SeededContent content = keep(spool, 1);
    Files.delete(file(content));
    assertThat(bytes(spool, content, 0)).isEmpty();
    assertThat(spool.usedBytes()).isZero();
  }

  @Test
  void quotaHoldsUnderManyWritersAndReaders() throws Exception {
    long quota = 5L * LENGTH;
    Spool spool = open(quota);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> done =
          threads.invokeAll(
              IntStream.range(0, 60)
                  .<Callable<Boolean>>mapToObj(i ->
                      () -> {
                        SeededContent content = keep(spool, i % 20);
                        Optional<byte[]> read = bytes(spool, content, 0);
                        return read.isEmpty()
                            || Arrays.equals(
                                read.get(), Arrays.copyOf(content.bytes(), read.get().length));
                      })
                  .toList());
      for (Future<Boolean> right : done) {
        assertThat(right.get()).isTrue();
      }
    }
    assertThat(spool.usedBytes()).isLessThanOrEqualTo(quota).isEqualTo(diskBytes());
  }

  private Spool open(long quota) throws IOException {
    return new Spool(temp, quota, clock);
  }

  private static SeededContent keep(Spool spool, long seed) {
    SeededContent content = SeededContent.of(seed, LENGTH);
    try (Incoming incoming = spool.begin(OptionalLong.of(LENGTH))) {
      for (int at = 0; at < LENGTH; at += 50_000) {
        incoming.write(content.bytes(), at, 50_000);
      }
      incoming.keep(content.hashed().root());
    }
    return content;
  }

  private static Optional<byte[]> bytes(Spool spool, SeededContent content, int chunk)
      throws IOException {
    ContentLayout layout = content.hashed().layout();
    Optional<InputStream> in = spool.open(new ChunkId(content.hashed().root(), chunk), layout, 0);
    if (in.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream open = in.get()) {
      return Optional.of(open.readNBytes(layout.chunkLength(chunk)));
    }
  }

  private Path file(SeededContent content) {
    return new SpoolKey(content.hashed().root(), SpoolKey.WHOLE).file(temp);
  }

  private long diskBytes() throws IOException {
    try (Stream<Path> all = Files.walk(temp)) {
      long sum = 0;
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        sum += Files.size(file);
      }
      return sum;
    }
  }
}
