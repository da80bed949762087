package io.peerage.adapter.publish;

import io.peerage.adapter.publish.ManifestAnswer.Outcome;
import io.peerage.adapter.source.directory.DirectorySource;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
   * @param failures the first ones: a file and why
   */
  public record Result(TreeProgress progress, List<String> failures) {}

  /**
   * Signs every file below {@code directory}, which lies in the site's folder. Links to folders are
   * not followed.
   *
   * @throws IOException when the directory is not the site's or cannot be read
   */
  public Result publish(Path directory, TreeProgress.Listener listener)
      throws IOException, InterruptedException {
    Path top = directory.toRealPath();
    if (!top.startsWith(files.root())) {
      throw new IOException(
          "%s is not within %s, the folder of site %s"
              .formatted(directory, files.root(), publisher.site()));
    }
    Run run = new Run(listener);
    Files.walkFileTree(top, run);
    return run.finish();
  }

  /** One walk; files are handed to threads of their own, at most {@link #parallel} at once. */
  private final class Run extends SimpleFileVisitor<Path> {
    private final TreeProgress.Listener listener;
    private final Semaphore free = new Semaphore(parallel);
    private final Instant started = clock.instant();
    private final ReentrantLock lock = new ReentrantLock();
    // Under lock.
    private long seen;
    private long signed;
    private long unchanged;
    private long skipped;
    private long bytes;
    private long failed;
    private Instant told = started;
    private final List<String> failures = new ArrayList<>();

    Run(TreeProgress.Listener listener) {
      this.listener = listener;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Optional<ObjectPath> path = files.pathOf(file);
      if (path.isEmpty()) {
        count(() -> skipped++);
        return FileVisitResult.CONTINUE;
      }
      try {
        free.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return FileVisitResult.TERMINATE;
      }
      Thread.ofVirtual()
          .name("publish")
          .start(() -> {
            try {
              sign(file, path.get());
            } finally {
              free.release();
            }
          });
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      fail(file, e.toString());
      return FileVisitResult.CONTINUE;
    }

    private void sign(Path file, ObjectPath path) {
      try {
        switch (publisher.publish(path)) {
          case ManifestAnswer.Ready(PublishedObject object, Outcome outcome) ->
              count(() -> {
                if (outcome == Outcome.NEW) {
                  signed++;
                  bytes += object.manifest().length();
                } else {
                  unchanged++;
                }
              });
          case ManifestAnswer.None _ -> count(() -> skipped++);
          case ManifestAnswer.Absent _ -> fail(file, "it is gone");
          case ManifestAnswer.Pending _ -> fail(file, "it is being written");
          case ManifestAnswer.Failed(int _, String detail) -> fail(file, detail);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.error("signing {} failed", file, e);
        fail(file, e.toString());
      }
    }

    private void fail(Path file, String why) {
      count(() -> {
        failed++;
        if (failures.size() < MAX_NAMED_FAILURES) {
          failures.add(file + ": " + why);
        }
      });
    }

    private void count(Runnable change) {
      lock.lock();
      try {
        seen++;
        change.run();
        Instant now = clock.instant();
        if (Duration.between(told, now).compareTo(TELL_EVERY) >= 0) {
          told = now;
          listener.progressed(progress(false));
        }
      } finally {
        lock.unlock();
      }
    }

    private TreeProgress progress(boolean finished) {
      return new TreeProgress(
          seen,
          signed,
          unchanged,
          skipped,
          failed,
          bytes,
          Duration.between(started, clock.instant()),
          finished);
    }

    Result finish() throws InterruptedException {
      free.acquire(parallel);
      lock.lock();
      try {
        TreeProgress progress = progress(true);
        listener.progressed(progress);
        return new Result(progress, List.copyOf(failures));
      } finally {
        lock.unlock();
      }
    }
  }
}
