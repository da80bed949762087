package io.peerage.adapter.publish;

import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.content.ChunkAssembly;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.VerifiedBlock;
import io.peerage.protocol.content.VerifiedBytes;
import io.peerage.protocol.content.VerifiedChunk;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that is being fetched once for all who ask for it; each gets the blocks as they come, and
 * a slow reader holds up no other. Takes the memory of one chunk, from when the origin began to
 * answer. Thread-safe.
 */
final class SharedChunk {
  private static final int STEP_BYTES = 4 * ContentLayout.BLOCK_BYTES;

  private final ProvenRun whole;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Under lock.
  private @Nullable ChunkAssembly assembly;
  private @Nullable Exception failure;

  SharedChunk(ProvenRun whole) {
    this.whole = whole;
  }

  /** Fetches the chunk; called once. The chunk, if all of it came. */
  Optional<VerifiedChunk> fetch(List<DirectRun.Place> places) {
    try (DirectRun run = new DirectRun(whole, places)) {
      List<VerifiedBlock> blocks = run.nextBlocks();
      while (!blocks.isEmpty()) {
        put(blocks);
        blocks = run.nextBlocks();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } catch (GoneException | SourceException | RuntimeException e) {
      fail(e);
    }
    lock.lock();
    try {
      ChunkAssembly all = assembly;
      return all != null && all.isComplete() ? Optional.of(all.toChunk()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void put(List<VerifiedBlock> blocks) {
    lock.lock();
    try {
      ChunkAssembly all = assembly;
      if (all == null) {
        all = new ChunkAssembly(whole.content(), whole.index());
        assembly = all;
      }
      blocks.forEach(all::put);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Exception e) {
    lock.lock();
    try {
      failure = e;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A reader of part of the chunk, or of all of it. */
  VerifiedRun reader(ProvenRun run) {
    return new Reader(run);
  }

  private final class Reader implements VerifiedRun {
    private int position;
    private final int end;

    Reader(ProvenRun run) {
      this.position = run.run().firstByte();
      this.end = position + run.bytes();
    }

    @Override
    public List<VerifiedBytes> next() throws GoneException, SourceException, InterruptedException {
      if (position >= end) {
        return List.of();
      }
      lock.lock();
      try {
        while (true) {
          ChunkAssembly all = assembly;
          if (all != null) {
            VerifiedBytes bytes = all.read(position, Math.min(STEP_BYTES, end - position));
            if (bytes.length() > 0) {
              position += bytes.length();
              return List.of(bytes);
            }
          }
          throwFailure();
          changed.await();
        }
      } finally {
        lock.unlock();
      }
    }

    private void throwFailure() throws GoneException, SourceException, InterruptedException {
      switch (failure) {
        case null -> {
          // Still going on.
        }
        case GoneException gone -> throw gone;
        case SourceException trouble -> throw trouble;
        case InterruptedException _ -> throw new InterruptedException("the adapter is stopping");
        default -> throw new IllegalStateException("fetching a chunk failed", failure);
      }
    }

    @Override
    public void close() {}
  }
}
