package io.peerage.adapter.publish;

import io.peerage.adapter.publish.ManifestAnswer.Outcome;
import io.peerage.adapter.source.Listing;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs everything that an origin lists ahead, several objects at a time. Stopped and run again, it
 * goes on where it was, since what is signed and unchanged costs only a look.
 */
public final class TreePublisher {
  private static final Logger log = LoggerFactory.getLogger(TreePublisher.class);
  private static final Duration TELL_EVERY = Duration.ofMillis(200);
  private static final int MAX_NAMED_FAILURES = 100;
  private static final int MAX_REASONS = 20;
  private static final String NO_PATH =
      "no path names it: a leading dot, a backslash, a control character, or too long";
  private static final String OTHER = "other reasons";

  private final Publisher publisher;
  private final int parallel;
  private final InstantSource clock;

  /**
   * @param parallel how many objects are worked on at once
   */
  public TreePublisher(Publisher publisher, int parallel, InstantSource clock) {
    this.publisher = publisher;
    this.parallel = parallel;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param skipped how many objects were skipped, by reason
   * @param failures the first {@value #MAX_NAMED_FAILURES}: an object and why
   */
  public record Result(TreeProgress progress, Map<String, Long> skipped, List<String> failures) {}

  /**
   * Signs all that {@code tree} has, which is of the site's origin. It is listed twice: once to
   * learn how much there is.
   *
   * @throws IOException when the tree cannot be listed, or when what is signed cannot be kept
   */
  public Result publish(Listing tree, TreeProgress.Listener listener)
      throws IOException, InterruptedException {
    Size size = new Size();
    tree.walk(size);
    Run run = new Run(size, listener);
    run.tell();
    tree.walk(run);
    return run.finish();
  }

  /** Counts what there is, so that progress has an end to look forward to. */
  private static final class Size implements Listing.Visitor {
    private long objects;
    private long bytes;

    @Override
    public boolean found(Listing.Item item) {
      objects++;
      bytes += item.bytes();
      return true;
    }

    @Override
    public void unreadable(String name, String why) {
      objects++;
    }
  }

  /** One walk; objects are handed to threads of their own, at most {@link #parallel} at once. */
  private final class Run implements Listing.Visitor {
    private final Size size;
    private final TreeProgress.Listener listener;
    private final Semaphore free = new Semaphore(parallel);
    private final Instant started = clock.instant();
    private final ReentrantLock lock = new ReentrantLock();
    // Under lock.
    private long seen;
    private long seenBytes;
    private long signed;
    private long signedBytes;
    private long unchanged;
    private long skipped;
    private long failed;
    private final Map<String, Long> reasons = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    // Of the thread that walks.
    private Instant told = started;
    private long toldBytes;

    Run(Size size, TreeProgress.Listener listener) {
      this.size = size;
      this.listener = listener;
    }

    @Override
    public boolean found(Listing.Item item) throws InterruptedException {
      tellNowAndThen();
      if (publisher.keepingComplaint().isPresent()) {
        return false;
      }
      if (item.path().isEmpty()) {
        skip(NO_PATH, item.bytes());
        return true;
      }
      ObjectPath path = item.path().get();
      acquire(1);
      Thread.ofVirtual()
          .name("publish")
          .start(() -> {
            try {
              sign(item.name(), path, item.bytes());
            } finally {
              free.release();
            }
          });
      return true;
    }

    @Override
    public void unreadable(String name, String why) {
      fail(name + ": " + why, 0);
    }

    private void sign(String name, ObjectPath path, long bytes) {
      try {
        switch (publisher.publish(path)) {
          case ManifestAnswer.Ready(PublishedObject object, Outcome outcome) ->
              count(
                  bytes,
                  () -> {
                    if (outcome == Outcome.NEW) {
                      signed++;
                      signedBytes += object.manifest().length();
                    } else {
                      unchanged++;
                    }
                  });
          case ManifestAnswer.None(String why) -> skip(why, bytes);
          case ManifestAnswer.Absent _ ->
              fail(name + ": it is gone, or links to nothing within the site's folder", bytes);
          case ManifestAnswer.Pending _ -> fail(name + ": it is being written", bytes);
          case ManifestAnswer.Failed failed ->
              fail(
                  failed.detail().contains(name) ? failed.detail() : name + ": " + failed.detail(),
                  bytes);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.error("signing {} failed", name, e);
        fail(name + ": " + e, bytes);
      }
    }

    private void skip(String why, long bytes) {
      count(
          bytes,
          () -> {
            skipped++;
            boolean known = reasons.containsKey(why) || reasons.size() < MAX_REASONS;
            reasons.merge(known ? why : OTHER, 1L, Long::sum);
          });
    }

    private void fail(String what, long bytes) {
      count(
          bytes,
          () -> {
            failed++;
            if (failures.size() < MAX_NAMED_FAILURES) {
              failures.add(what);
            }
          });
    }

    private void count(long bytes, Runnable change) {
      lock.lock();
      try {
        seen++;
        seenBytes += bytes;
        change.run();
      } finally {
        lock.unlock();
      }
    }

    /** Waits for {@code permits} places, and tells how it goes meanwhile. */
    private void acquire(int permits) throws InterruptedException {
      while (!free.tryAcquire(permits, TELL_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        tell();
      }
    }

    private void tellNowAndThen() {
      if (Duration.between(told, clock.instant()).compareTo(TELL_EVERY) >= 0) {
        tell();
      }
    }

    private TreeProgress tell() {
      long underWay = publisher.bytesUnderWay();
      TreeProgress progress;
      lock.lock();
      try {
        // What was just finished may be counted twice, or not at all, for a moment.
        toldBytes = Math.max(toldBytes, Math.min(seenBytes + underWay, size.bytes));
        told = clock.instant();
        progress =
            new TreeProgress(
                size.objects,
                size.bytes,
                seen,
                toldBytes,
                signed,
                unchanged,
                skipped,
                failed,
                signedBytes,
                Duration.between(started, told));
      } finally {
        lock.unlock();
      }
      listener.progressed(progress);
      return progress;
    }

    Result finish() throws IOException, InterruptedException {
      acquire(parallel);
      Optional<String> complaint = publisher.keepingComplaint();
      if (complaint.isPresent()) {
        throw new IOException(
            complaint.get() + "; without it the adapter does not find what was signed");
      }
      TreeProgress progress = tell();
      lock.lock();
      try {
        return new Result(
            progress, Collections.unmodifiableMap(new TreeMap<>(reasons)), List.copyOf(failures));
      } finally {
        lock.unlock();
      }
    }
  }
}
