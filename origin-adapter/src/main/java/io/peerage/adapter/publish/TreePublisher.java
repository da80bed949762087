package io.peerage.adapter.publish;

import io.peerage.adapter.publish.ManifestAnswer.Outcome;
import io.peerage.adapter.source.directory.DirectorySource;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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
 * Signs all files of a folder ahead, several at a time. Stopped and run again, it goes on where it
 * was, since files that are signed and unchanged cost only a look.
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
  private final DirectorySource files;
  private final int parallel;
  private final InstantSource clock;

  /**
   * @param files the site's origin
   * @param parallel how many files are worked on at once
   */
  public TreePublisher(
      Publisher publisher, DirectorySource files, int parallel, InstantSource clock) {
    this.publisher = publisher;
    this.files = files;
    this.parallel = parallel;
    this.clock = clock;
  }

  /** The site's folder. */
  public Path root() {
    return files.root();
  }

  /**
   * What came of it.
   *
   * @param skipped how many files were skipped, by reason
   * @param failures the first {@value #MAX_NAMED_FAILURES}: a file and why
   */
  public record Result(TreeProgress progress, Map<String, Long> skipped, List<String> failures) {}

  /**
   * Signs {@code tree}, a file or every file below a directory, which lies in the site's folder.
   * Links to folders are not followed.
   *
   * @throws IOException when the tree is not the site's or cannot be read, or when what is signed
   *     cannot be kept
   */
  public Result publish(Path tree, TreeProgress.Listener listener)
      throws IOException, InterruptedException {
    Path top = real(tree);
    if (!top.startsWith(files.root())) {
      throw new IOException(
          "%s is not within %s, the folder of site %s"
              .formatted(tree, files.root(), publisher.site()));
    }
    Size size = new Size();
    Files.walkFileTree(top, size);
    Run run = new Run(size, listener);
    run.tell();
    Files.walkFileTree(top, run);
    return run.finish();
  }

  private static Path real(Path tree) throws IOException {
    try {
      return tree.toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException(tree + ": there is no such file or folder", e);
    }
  }

  /** Counts what there is, so that progress has an end to look forward to. */
  private static final class Size extends SimpleFileVisitor<Path> {
    private long files;
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files++;
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      files++;
      return FileVisitResult.CONTINUE;
    }
  }

  /** One walk; files are handed to threads of their own, at most {@link #parallel} at once. */
  private final class Run extends SimpleFileVisitor<Path> {
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
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      tellNowAndThen();
      if (publisher.keepingComplaint().isPresent()) {
        return FileVisitResult.TERMINATE;
      }
      Optional<ObjectPath> path = files.pathOf(file);
      if (path.isEmpty()) {
        skip(NO_PATH, attributes.size());
        return FileVisitResult.CONTINUE;
      }
      try {
        acquire(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return FileVisitResult.TERMINATE;
      }
      Thread.ofVirtual()
          .name("publish")
          .start(() -> {
            try {
              sign(file, path.get(), attributes.size());
            } finally {
              free.release();
            }
          });
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      String why =
          e instanceof AccessDeniedException ? "permission to read it is denied" : e.toString();
      fail(file + ": " + why, 0);
      return FileVisitResult.CONTINUE;
    }

    private void sign(Path file, ObjectPath path, long bytes) {
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
              fail(file + ": it is gone, or links to nothing within the site's folder", bytes);
          case ManifestAnswer.Pending _ -> fail(file + ": it is being written", bytes);
          case ManifestAnswer.Failed(int _, String detail) ->
              fail(detail.contains(file.toString()) ? detail : file + ": " + detail, bytes);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.error("signing {} failed", file, e);
        fail(file + ": " + e, bytes);
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
        // A file that was just finished may be counted twice, or not at all, for a moment.
        toldBytes = Math.max(toldBytes, Math.min(seenBytes + underWay, size.bytes));
        told = clock.instant();
        progress =
            new TreeProgress(
                size.files,
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
