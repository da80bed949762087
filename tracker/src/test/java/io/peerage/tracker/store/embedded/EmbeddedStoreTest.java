package io.peerage.tracker.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class EmbeddedStoreTest {
  @TempDir Path folder;

  @Test
  void everyCommitWaitsForTheDisk() throws Exception {
    Jdbi jdbi = Jdbi.create(EmbeddedStore.source(folder.resolve("test.db")));
    List<String> settings =
        jdbi.withHandle(handle ->
            List.of(
                handle.select("PRAGMA journal_mode").mapTo(String.class).one(),
                handle.select("PRAGMA synchronous").mapTo(String.class).one()));
    // 2 is FULL.
    assertThat(settings).containsExactly("wal", "2");
  }

  @Test
  void damagedFileIsNamedWithWhatToDo() throws Exception {
    Files.writeString(folder.resolve("tracker.db"), "this is no database at all".repeat(100));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> EmbeddedStore.open(folder))
        .withMessageContaining("tracker.db")
        .withMessageContaining("restore it from a backup");
  }

  @Test
  void writesThatWaitedTogetherSucceedAndFailAlone() throws Exception {
    try (SingleWriter writer = new SingleWriter(jdbi());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      writer.write(handle -> handle.execute("CREATE TABLE t (x INTEGER PRIMARY KEY)"));
      CountDownLatch queued = new CountDownLatch(20);
      List<Future<?>> writes = new ArrayList<>();
      // Holds the writer until the others are in its queue.
      writes.add(threads.submit(() -> writer.write(_ -> await(queued))));
      for (int i = 0; i < 20; i++) {
        int number = i;
        writes.add(
            threads.submit(() -> {
              queued.countDown();
              writer.write(handle -> {
                handle.execute("INSERT INTO t VALUES (?)", 1000 + number);
                // Odd ones collide with their even neighbour.
                handle.execute("INSERT INTO t VALUES (?)", number / 2);
              });
            }));
      }
      int failed = 0;
      for (Future<?> write : writes) {
        try {
          write.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(UncheckedIOException.class);
          failed++;
        }
      }
      assertThat(failed).isEqualTo(10);
      List<Integer> counts = new ArrayList<>();
      writer.write(
          handle -> counts.add(handle.select("SELECT count(*) FROM t").mapTo(Integer.class).one()));
      assertThat(counts).containsExactly(20);
    }
  }

  @Test
  void failureIsAComplaintUntilAWriteSucceeds() throws Exception {
    try (SingleWriter writer = new SingleWriter(jdbi())) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(
              () -> writer.write(handle -> handle.execute("INSERT INTO nowhere VALUES (1)")))
          .withMessageContaining("the store failed");
      assertThat(writer.complaint()).isPresent();
      writer.write(handle -> handle.execute("CREATE TABLE t (x INTEGER)"));
      assertThat(writer.complaint()).isEmpty();
    }
  }

  @Test
  void closedWriterRefusesInsteadOfHanging() throws Exception {
    SingleWriter writer = new SingleWriter(jdbi());
    writer.close();
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> writer.write(_ -> {}))
        .withMessageContaining("closed");
  }

  private Jdbi jdbi() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("test.db"));
    return Jdbi.create(source);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
