package io.peerage.tracker.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All writes to the file, one after another on a thread of its own. Writes that come while another
 * waits for the disk are committed together, with one wait for all of them; each still succeeds or
 * fails alone. Those of one {@link Kind} that come one after another are also done together. A
 * write that returned is on the disk.
 *
 * <p>Bounds: {@value #MAX_QUEUED} writes may wait, the next ones up to ten seconds for a place;
 * {@value #MAX_BATCH} are committed together. A platform thread, because the native calls would pin
 * a virtual one's carrier while the disk works.
 */
final class SingleWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SingleWriter.class);
  private static final int MAX_QUEUED = 16_384;
  private static final int MAX_BATCH = 8192;
  private static final long MAX_WAIT_SECONDS = 10;
  private static final int CACHE_KIBIBYTES = 64 << 10;

  /** Pages in the log, of 4 KiB, from which on they are moved to where they belong. */
  private static final int CHECKPOINT_PAGES = 8192;

  private static final String SAVEPOINT = "one_of_many";

  private final Jdbi jdbi;
  private final BlockingQueue<Write> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable String complaint;

  // Of the writer's thread.
  private @Nullable Handle handle;

  SingleWriter(Jdbi jdbi) {
    this.jdbi = jdbi;
    this.thread = Thread.ofPlatform().name("tracker-store").daemon().start(this::run);
  }

  /**
   * A kind of write of which several may be done as one, which is cheaper.
   *
   * @param <T> what each has to write
   */
  static final class Kind<T> {
    private final BiConsumer<Handle, List<T>> work;

    // Of the writer's thread.
    private final List<T> items = new ArrayList<>();

    /**
     * @param work writes all of a list, in its order, or throws
     */
    Kind(BiConsumer<Handle, List<T>> work) {
      this.work = work;
    }

    private void write(Handle handle) {
      try {
        work.accept(handle, items);
      } finally {
        items.clear();
      }
    }
  }

  private static class Write {
    final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final Consumer<Handle> work;
    private @Nullable RuntimeException failure;

    Write(Consumer<Handle> work) {
      this.work = work;
    }

    void fail(RuntimeException e) {
      failure = e;
    }

    void tell() {
      if (failure != null) {
        done.completeExceptionally(failure);
      } else {
        done.complete(true);
      }
    }
  }

  /** One of a kind. */
  private static final class Item<T> extends Write {
    final Kind<T> kind;
    private final T item;

    Item(Kind<T> kind, T item) {
      super(handle -> kind.work.accept(handle, List.of(item)));
      this.kind = kind;
      this.item = item;
    }

    void join() {
      kind.items.add(item);
    }
  }

  /**
   * Does {@code work} in a transaction and returns when that is on the disk.
   *
   * @throws UncheckedIOException when it could not be written
   */
  void write(Consumer<Handle> work) {
    await(new Write(work));
  }

  /**
   * Writes one of a kind, likewise, together with others if there are.
   *
   * @throws UncheckedIOException when it could not be written
   */
  <T> void write(Kind<T> kind, T item) {
    await(new Item<>(kind, item));
  }

  private void await(Write write) {
    try {
      if (closed) {
        throw failed("it is closed", null);
      }
      if (!queue.offer(write, MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw failed("it cannot keep up", null);
      }
      while (!isDone(write)) {
        if (!thread.isAlive()) {
          throw failed("it was closed", null);
        }
      }
    } catch (ExecutionException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("the writing thread was interrupted", e);
    }
  }

  private static boolean isDone(Write write) throws InterruptedException, ExecutionException {
    try {
      return write.done.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static UncheckedIOException failed(String why, @Nullable Throwable cause) {
    return new UncheckedIOException(new IOException("the store failed: " + why, cause));
  }

  /** What is wrong with the store, as the last write found it. */
  Optional<String> complaint() {
    return Optional.ofNullable(complaint);
  }

  private void run() {
    List<Write> batch = new ArrayList<>(MAX_BATCH);
    try {
      while (!closed || !queue.isEmpty()) {
        batch.add(queue.take());
        queue.drainTo(batch, MAX_BATCH - 1);
        commit(batch);
        batch.forEach(Write::tell);
        batch.clear();
      }
    } catch (InterruptedException e) {
      log.error("the store's thread was interrupted; nothing is written any more");
    } finally {
      closeHandle();
    }
  }

  private void commit(List<Write> batch) {
    try {
      Handle open = handle();
      open.begin();
      for (int from = 0; from < batch.size(); ) {
        int to = endOfKind(batch, from);
        if (to - from > 1) {
          doTogether(open, batch.subList(from, to));
        } else {
          doOne(open, batch.get(from), batch.size() > 1);
        }
        from = to;
      }
      open.commit();
      complaint = null;
    } catch (RuntimeException e) {
      log.error("the store failed", e);
      complaint = String.valueOf(e.getMessage());
      batch.forEach(write -> write.fail(e));
      // Rolls back what was begun; the next batch starts on a fresh connection.
      closeHandle();
    }
  }

  private static int endOfKind(List<Write> batch, int from) {
    int to = from + 1;
    if (batch.get(from) instanceof Item<?> first) {
      while (to < batch.size()
          && batch.get(to) instanceof Item<?> next
          && next.kind == first.kind) {
        to++;
      }
    }
    return to;
  }

  /** Does writes of one kind as one; if that fails, each alone. */
  private static void doTogether(Handle handle, List<Write> items) {
    Write together =
        new Write(open -> {
          Kind<?> kind = null;
          for (Write write : items) {
            if (write instanceof Item<?> item) {
              item.join();
              kind = item.kind;
            }
          }
          if (kind != null) {
            kind.write(open);
          }
        });
    doOne(handle, together, true);
    if (together.failure != null) {
      for (Write write : items) {
        doOne(handle, write, true);
      }
    }
  }

  private static void doOne(Handle handle, Write write, boolean amongOthers) {
    if (amongOthers) {
      handle.execute("SAVEPOINT " + SAVEPOINT);
    }
    try {
      write.work.accept(handle);
    } catch (RuntimeException e) {
      if (!amongOthers) {
        throw e;
      }
      write.fail(e);
      handle.execute("ROLLBACK TO " + SAVEPOINT);
    }
    if (amongOthers) {
      handle.execute("RELEASE " + SAVEPOINT);
    }
  }

  private Handle handle() {
    Handle open = handle;
    if (open == null) {
      open = jdbi.open();
      open.execute("PRAGMA cache_size = -" + CACHE_KIBIBYTES);
      open.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      handle = open;
    }
    return open;
  }

  private void closeHandle() {
    Handle open = handle;
    handle = null;
    if (open != null) {
      try {
        if (open.isInTransaction()) {
          open.rollback();
        }
        open.close();
      } catch (RuntimeException e) {
        log.warn("a connection of the store does not close", e);
      }
    }
  }

  /** Writes what is queued, then stops. */
  @Override
  public void close() {
    closed = true;
    // Wakes the thread; when there is no room for it, the thread is awake.
    queue.offer(new Write(_ -> {}));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
