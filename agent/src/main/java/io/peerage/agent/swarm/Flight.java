package io.peerage.agent.swarm;

import io.peerage.agent.swarm.ChunkSources.Download;
import io.peerage.agent.swarm.FlightException.Reason;
import io.peerage.agent.swarm.SourcePlanner.AttemptView;
import io.peerage.agent.swarm.SourcePlanner.Candidate;
import io.peerage.agent.swarm.SourcePlanner.Decision;
import io.peerage.protocol.content.ChunkAssembly;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.ProvenBlocks;
import io.peerage.protocol.content.VerifiedBlock;
import io.peerage.protocol.content.VerifiedBytes;
import io.peerage.protocol.content.VerifiedChunk;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.runtime.transfer.ChunkDownload;
import io.peerage.runtime.transfer.ChunkMismatchException;
import io.peerage.runtime.transfer.ChunkUnavailableException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chunk on its way here. Any number of readers follow it block by block; one driver, on a
 * virtual thread, carries out what {@link SourcePlanner} decides; each source that is asked runs on
 * a virtual thread of its own. Every block is verified before it gets in. Thread-safe.
 */
public final class Flight {
  private static final Logger log = LoggerFactory.getLogger(Flight.class);
  private static final long MIN_ORIGIN_PAUSE_NANOS = 100_000_000L;
  private static final long MAX_ORIGIN_PAUSE_NANOS = 2_000_000_000L;

  private final ContentVerifier content;
  private final int chunk;
  private final SourcePlanner planner;
  private final ChunkSources sources;
  private final LongSupplier nanoClock;
  private final Consumer<Flight> onEnd;
  private final int firstWanted;

  private final ReentrantLock lock = new ReentrantLock();

  /** For readers: a block, the hashes, or the end. */
  private final Condition news = lock.newCondition();

  /** For the driver: an attempt ended, someone began to wait, or the end. */
  private final Condition attention = lock.newCondition();

  // All below: under lock.
  private final ChunkAssembly assembly;
  private final List<Attempt> running = new ArrayList<>();
  private final Set<Source> tried = new HashSet<>();
  private final long startedNanos;
  private long lastProgressNanos;
  private long originRetryNanos;
  private long originPauseNanos = MIN_ORIGIN_PAUSE_NANOS;
  private int waiting;
  private long waitingSinceNanos;
  private @Nullable HashList blockHashes;
  private @Nullable Source firstSource;
  private @Nullable VerifiedChunk whole;
  private @Nullable FlightException failure;
  private String lastTrouble = "nobody was asked";

  /** One source at work for this flight. Its mutable fields are under the flight's lock. */
  private final class Attempt implements ChunkDownload.Sink {
    final Source source;
    final Download download;
    final long firstBlockLimitNanos;
    final long begunNanos;
    long lastBlockNanos;
    long firstBlockTookNanos;
    long bytes;
    boolean overtaken;
    boolean cancelled;

    Attempt(Source source, Download download, long firstBlockLimitNanos, long now) {
      this.source = source;
      this.download = download;
      this.firstBlockLimitNanos = firstBlockLimitNanos;
      this.begunNanos = now;
      this.lastBlockNanos = now;
    }

    AttemptView view() {
      return new AttemptView(source, begunNanos, firstBlockLimitNanos, lastBlockNanos, bytes);
    }

    @Override
    public void proven(ProvenBlocks blocks) {
      lock.lock();
      try {
        if (blockHashes == null && blocks.count() == content.layout().blockCount(chunk)) {
          blockHashes = blocks.hashes();
          news.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean accept(VerifiedBlock block) {
      lock.lock();
      try {
        long now = nanoClock.getAsLong();
        if (bytes == 0) {
          firstBlockTookNanos = now - begunNanos;
        }
        bytes += block.bytes().length();
        lastBlockNanos = now;
        if (whole == null && failure == null && assembly.put(block)) {
          progress(source, now);
        }
        return whole == null && failure == null && !cancelled;
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * @param firstWanted the byte of the chunk that is wanted first
   * @param onEnd called once, when the flight is over; by then nobody joins it any more
   */
  Flight(
      ContentVerifier content,
      int chunk,
      int firstWanted,
      SourcePlanner planner,
      ChunkSources sources,
      LongSupplier nanoClock,
      Consumer<Flight> onEnd) {
    this.content = content;
    this.chunk = chunk;
    this.firstWanted = firstWanted;
    this.planner = planner;
    this.sources = sources;
    this.nanoClock = nanoClock;
    this.onEnd = onEnd;
    this.assembly = new ChunkAssembly(content, chunk);
    this.startedNanos = nanoClock.getAsLong();
    this.lastProgressNanos = startedNanos;
    this.originRetryNanos = startedNanos;
  }

  public ChunkId id() {
    return new ChunkId(content.root(), chunk);
  }

  ContentVerifier content() {
    return content;
  }

  void start() {
    Thread.ofVirtual().name("flight").start(this::drive);
  }

  // ---- readers ----

  /**
   * The verified bytes from {@code offset} on, at most {@code maxBytes} and at least one; waits for
   * them.
   */
  public VerifiedBytes await(int offset, int maxBytes)
      throws FlightException, InterruptedException {
    lock.lockInterruptibly();
    try {
      startWaiting();
      try {
        while (true) {
          VerifiedBytes bytes = assembly.read(offset, maxBytes);
          if (bytes.length() > 0) {
            return bytes;
          }
          throwFailure();
          news.await();
        }
      } finally {
        waiting--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The hashes of all blocks, as soon as a source has proven them or the chunk is whole. */
  public HashList awaitBlockHashes() throws FlightException, InterruptedException {
    lock.lockInterruptibly();
    try {
      startWaiting();
      try {
        while (blockHashes == null) {
          throwFailure();
          news.await();
        }
        return blockHashes;
      } finally {
        waiting--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Where the first block came from; nothing before it came. */
  public Optional<Source> firstSource() {
    lock.lock();
    try {
      return Optional.ofNullable(firstSource);
    } finally {
      lock.unlock();
    }
  }

  private void startWaiting() {
    if (waiting++ == 0) {
      waitingSinceNanos = nanoClock.getAsLong();
      // The driver was as patient as when nobody waits: it must look again.
      attention.signal();
    }
  }

  private void throwFailure() throws FlightException {
    if (failure != null) {
      throw new FlightException(failure.reason(), String.valueOf(failure.getMessage()));
    }
  }

  // ---- the driver ----

  private void drive() {
    lock.lock();
    try {
      while (whole == null && failure == null) {
        long now = nanoClock.getAsLong();
        switch (planner.decide(view(), now)) {
          case Decision.Ask ask -> ask(ask, now);
          case Decision.WaitUntil until -> {
            var _ = attention.awaitNanos(until.nanos() - now);
          }
          case Decision.GiveUp _ ->
              fail(Reason.UNAVAILABLE, "no source delivered in time; last: " + lastTrouble);
        }
      }
      running.forEach(this::cancel);
    } catch (InterruptedException e) {
      fail(Reason.UNAVAILABLE, "the agent is stopping");
      running.forEach(this::cancel);
    } catch (RuntimeException e) {
      log.error("the flight of {} failed", id(), e);
      fail(Reason.UNAVAILABLE, "internal error");
      running.forEach(this::cancel);
    } finally {
      lock.unlock();
    }
    onEnd.accept(this);
  }

  private SourcePlanner.View view() {
    List<Candidate> candidates = sources.candidates(tried);
    return new SourcePlanner.View(
        startedNanos,
        waiting > 0
            ? Optional.of(Math.max(waitingSinceNanos, lastProgressNanos))
            : Optional.empty(),
        lastProgressNanos,
        running.stream().map(Attempt::view).toList(),
        candidates,
        originRetryNanos);
  }

  private void ask(Decision.Ask ask, long now) {
    for (Attempt attempt : running) {
      // Whoever is hedged was too slow, whatever it still brings.
      attempt.overtaken = true;
    }
    if (ask.source() instanceof Source.Peer) {
      tried.add(ask.source());
    }
    Attempt attempt =
        new Attempt(
            ask.source(), sources.download(ask.source(), missingRun()), ask.firstBlockNanos(), now);
    running.add(attempt);
    Thread.ofVirtual().name("attempt").start(() -> run(attempt));
  }

  /** The first gap from where the first reader wanted to read on; else from the start. */
  private BlockRun missingRun() {
    int blocks = content.layout().blockCount(chunk);
    int from = Math.min(firstWanted / ContentLayout.BLOCK_BYTES, blocks - 1);
    int first = assembly.nextMissing(from).orElseGet(() -> assembly.nextMissing(0).orElseThrow());
    int end = first + 1;
    while (end < blocks && !assembly.has(end)) {
      end++;
    }
    return new BlockRun(first, end - first);
  }

  // ---- attempts ----

  private void run(Attempt attempt) {
    Outcome outcome;
    boolean gone = false;
    try {
      attempt.download.run(attempt);
      outcome = delivered(attempt);
    } catch (ChunkMismatchException e) {
      outcome = new Outcome.Mismatch(String.valueOf(e.getMessage()));
    } catch (ChunkUnavailableException e) {
      gone = e.reason() == ChunkUnavailableException.Reason.GONE;
      outcome =
          switch (e.reason()) {
            case NOT_HERE, GONE -> new Outcome.NotHere();
            case BUSY, REFUSED ->
                new Outcome.Refused(String.valueOf(e.getMessage()), e.retryAfterMillis());
          };
    } catch (SocketTimeoutException e) {
      outcome = new Outcome.TooSlow();
    } catch (IOException e) {
      outcome = new Outcome.Refused(String.valueOf(e.getMessage()), 0);
    } catch (RuntimeException e) {
      log.error("asking {} for {} failed", attempt.source, id(), e);
      outcome = new Outcome.Refused("internal error", 0);
    }
    end(attempt, outcome, gone);
  }

  private Outcome delivered(Attempt attempt) {
    lock.lock();
    try {
      return new Outcome.Delivered(
          attempt.bytes, attempt.firstBlockTookNanos, nanoClock.getAsLong() - attempt.begunNanos);
    } finally {
      lock.unlock();
    }
  }

  private void end(Attempt attempt, Outcome outcome, boolean gone) {
    Outcome judged;
    long bytes;
    lock.lock();
    try {
      running.remove(attempt);
      bytes = attempt.bytes;
      boolean broken =
          !(outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Mismatch);
      if (broken && attempt.cancelled) {
        judged = attempt.overtaken ? new Outcome.TooSlow() : new Outcome.Cancelled();
      } else {
        judged = outcome;
      }
      if (!(judged instanceof Outcome.Delivered || judged instanceof Outcome.Cancelled)) {
        lastTrouble = attempt.source + " " + judged;
      }
      if (attempt.source instanceof Source.Origin && whole == null) {
        if (gone) {
          fail(Reason.GONE, "the origin has another version now");
        }
        originRetryNanos = nanoClock.getAsLong() + originPauseNanos;
        originPauseNanos = Math.min(2 * originPauseNanos, MAX_ORIGIN_PAUSE_NANOS);
      }
      attention.signal();
    } finally {
      lock.unlock();
    }
    sources.ended(attempt.source, bytes, judged);
  }

  private void progress(Source source, long now) {
    lastProgressNanos = now;
    if (firstSource == null) {
      firstSource = source;
    }
    if (assembly.isComplete()) {
      whole = assembly.toChunk();
      blockHashes = whole.blockHashes();
      attention.signal();
    }
    news.signalAll();
  }

  private void fail(Reason reason, String message) {
    if (whole == null && failure == null) {
      failure = new FlightException(reason, message);
      news.signalAll();
      attention.signal();
    }
  }

  private void cancel(Attempt attempt) {
    attempt.cancelled = true;
    attempt.download.cancel();
  }

  /** The whole chunk, once the flight has ended well. */
  Optional<VerifiedChunk> result() {
    lock.lock();
    try {
      return Optional.ofNullable(whole);
    } finally {
      lock.unlock();
    }
  }

  /** Why the flight failed, once it has. */
  Optional<Reason> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(failure).map(FlightException::reason);
    } finally {
      lock.unlock();
    }
  }
}
