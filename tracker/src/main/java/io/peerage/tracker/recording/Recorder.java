package io.peerage.tracker.recording;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.bans.BanListener;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the stream of evidence: {@link Line} has the format. Whoever tells it something never
 * waits for the disk and may hold a lock: what it is told goes into a bounded queue, which one
 * thread writes. When the queue is full or the disk fails, it says so once in the log, counts what
 * is lost, and begins a new file at the end of a round; what was told in between is a gap.
 * Thread-safe.
 */
public final class Recorder implements BanListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  /** How long what is known may wait for room in the queue, and the last lines for the disk. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What a recorder reads when it begins a file. */
  public interface Source {
    /**
     * Gives what the ledger has of each agent, some agents at a time, so that reports come in
     * between.
     *
     * @param before asked without a lock before each step, where it may wait; false ends it
     * @param to called under the ledger's lock
     */
    void standings(BooleanSupplier before, BiConsumer<StandingRow, List<OpinionRow>> to);

    /** Gives where everyone stands, under the lock of the bans. */
    void statuses(Consumer<Map<AgentId, Status>> to);
  }

  /** What waits for the disk. */
  private sealed interface Item {
    record Single(Line line) implements Item {}

    /** One item, however many there are, since it is put under a lock. */
    record Everyone(Map<AgentId, Status> statuses) implements Item {}

    record Stop() implements Item {}
  }

  private final RecordingParameters parameters;
  private final RecordedPolicy policy;
  private final Path folder;
  private final InstantSource clock;
  private final RecordingFiles files;
  private final BlockingQueue<Item> queue;
  private final Thread writer;
  private final AtomicLong lost = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  // Under lock.
  private boolean begun;
  private boolean on;
  private boolean closed;
  private long lostBefore;
  private String reason = "";
  private boolean warned;

  // Of the thread that ends rounds.
  private String file = "";
  private Instant fileBegan = Instant.MIN;

  Recorder(
      Path folder, RecordingParameters parameters, RecordedPolicy policy, InstantSource clock) {
    this.folder = folder;
    this.parameters = parameters;
    this.policy = policy;
    this.clock = clock;
    this.files = new RecordingFiles(folder, parameters);
    this.queue = new ArrayBlockingQueue<>(parameters.queue());
    this.writer = Thread.ofVirtual().name("tracker-recording").unstarted(this::write);
  }

  /**
   * A recorder that writes, once it was told to {@link #begin}.
   *
   * @param policy the one in force
   */
  public static Recorder start(
      Path folder, RecordingParameters parameters, RecordedPolicy policy, InstantSource clock) {
    Recorder recorder = new Recorder(folder, parameters, policy, clock);
    recorder.startWriting();
    return recorder;
  }

  void startWriting() {
    writer.start();
  }

  /** Begins to record. What was told before is in what is known. */
  public void begin(Source source) throws IOException {
    List<Path> before = RecordingFolder.files(folder);
    file = before.isEmpty() ? "" : before.getLast().getFileName().toString();
    beginFile(source);
  }

  /** Something went into the ledger. */
  public void heard(TrustEvent event) {
    tell(new Line.Evidence(clock.instant(), event));
  }

  @Override
  public void admitted(AgentId agent, Status status) {
    tell(new Line.Admitted(clock.instant(), agent, status));
  }

  @Override
  public void happened(AgentId agent, Occurrence what) {
    tell(new Line.Happened(clock.instant(), agent, what));
  }

  /** The ledger ended a round, and the scores are reviewed next. */
  public void endRound() {
    tell(new Line.Round(clock.instant()));
  }

  /**
   * Begins a new file if it is time: each day in UTC, when the present one is full, and after a
   * gap. Called by the thread that ends rounds, after the review.
   */
  public void tend(Source source) {
    boolean next;
    lock.lock();
    try {
      next =
          begun
              && !closed
              && (!on || files.isFull() || day(clock.instant()).isAfter(day(fileBegan)));
    } finally {
      lock.unlock();
    }
    if (next) {
      beginFile(source);
    }
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private void beginFile(Source source) {
    Instant now = clock.instant();
    // Names sort by time, also when the clock went back or no millisecond has passed.
    while (RecordingFolder.name(now).compareTo(file) <= 0) {
      now = Instant.parse(timeOf(file)).plusMillis(1);
    }
    if (!roomy()) {
      return;
    }
    lock.lock();
    try {
      if (begun) {
        queue.add(new Item.Single(on ? new Line.End(now) : gap(now)));
      }
      queue.add(
          new Item.Single(new Line.Begin(Line.VERSION, now, begun && !on ? "" : file, policy)));
      begun = true;
      on = true;
      reason = "";
      lostBefore = lost.get();
    } finally {
      lock.unlock();
    }
    file = RecordingFolder.name(now);
    fileBegan = now;
    source.standings(
        this::goesOn, (standing, opinions) -> tell(new Line.Known(standing, opinions)));
    if (goesOn()) {
      source.statuses(statuses -> tell(new Item.Everyone(statuses), 0));
      tell(new Item.Single(new Line.Complete(clock.instant())), 0);
    }
  }

  /** 2026-11-22T063207.123Z.jsonl as 2026-11-22T06:32:07.123Z. */
  private static String timeOf(String name) {
    return name.replaceFirst("T(\\d\\d)(\\d\\d)(\\d\\d\\.\\d{3}Z)\\.jsonl", "T$1:$2:$3");
  }

  private boolean goesOn() {
    lock.lock();
    try {
      return roomy() && on;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until half of the queue is free; false when that takes too long or it is no use. */
  private boolean roomy() {
    long nanos = PATIENCE.toNanos();
    lock.lock();
    try {
      while (queue.remainingCapacity() < parameters.queue() / 2 && nanos > 0 && !closed) {
        nanos = room.awaitNanos(nanos);
      }
      if (nanos <= 0) {
        interrupt("the disk is too slow for what is known");
      }
      return nanos > 0 && !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void tell(Line line) {
    tell(new Item.Single(line), line instanceof Line.Event ? 1 : 0);
  }

  private void tell(Item item, int events) {
    lock.lock();
    try {
      if (!begun || closed) {
        return;
      }
      if (on && !queue.offer(item)) {
        interrupt("more came in than the disk could take");
      }
      if (!on) {
        lost.addAndGet(events);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A gap begins, unless there is one. Under lock. */
  private void interrupt(String why) {
    if (on) {
      on = false;
      reason = why;
      if (!warned) {
        warned = true;
        log.warn("the recording has a gap from now on: {}; it goes on when it can", why);
      }
    }
  }

  /** Under lock. */
  private Line gap(Instant now) {
    return new Line.Gap(now, lost.get() - lostBefore, reason);
  }

  /** Events that were not recorded since the start. */
  public long lost() {
    return lost.get();
  }

  /** The bytes of all files. */
  public long bytes() {
    return files.bytes();
  }

  private void write() {
    boolean failed = false;
    try {
      while (true) {
        Item item = queue.poll();
        if (item == null) {
          failed |= !attempt(files::flush);
          item = queue.take();
        }
        signalRoom();
        switch (item) {
          case Item.Stop _ -> {
            return;
          }
          case Item.Single(Line line) -> {
            if (line instanceof Line.Begin) {
              failed = false;
            }
            failed = failed || !attempt(() -> files.write(line));
            if (failed && line instanceof Line.Event) {
              lost.incrementAndGet();
            }
            if (line instanceof Line.Complete && !failed) {
              wentWell();
            }
          }
          case Item.Everyone(Map<AgentId, Status> statuses) -> {
            for (Map.Entry<AgentId, Status> one : statuses.entrySet()) {
              failed =
                  failed
                      || !attempt(() -> files.write(new Line.Stands(one.getKey(), one.getValue())));
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      attempt(files::close);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Whether it succeeded. A file of which a line failed is not written on, whatever it was. */
  private boolean attempt(Step step) {
    try {
      step.run();
      return true;
    } catch (IOException | RuntimeException e) {
      try {
        files.close();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      lock.lock();
      try {
        interrupt(e.toString());
      } finally {
        lock.unlock();
      }
      return false;
    }
  }

  /** What was wrong is over: the next time it is said again. */
  private void wentWell() {
    lock.lock();
    try {
      warned = !on;
    } finally {
      lock.unlock();
    }
  }

  private void signalRoom() {
    lock.lock();
    try {
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what it was told, and ends the file. What it is told later is passed over. */
  @Override
  public void close() {
    Instant now = clock.instant();
    boolean ends;
    Line last;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      ends = begun;
      last = on ? new Line.End(now) : gap(now);
      room.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if ((ends && !put(new Item.Single(last)))
          || !put(new Item.Stop())
          || !writer.join(PATIENCE)) {
        log.warn("the recording ends early: the disk is too slow");
        writer.interrupt();
      }
    } catch (InterruptedException e) {
      writer.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private boolean put(Item item) throws InterruptedException {
    return queue.offer(item, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
