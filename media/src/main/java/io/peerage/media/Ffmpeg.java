package io.peerage.media;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The ffmpeg program. Thread-safe. */
final class Ffmpeg {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  private final Path program;

  Ffmpeg(Path program) {
    this.program = program;
  }

  /** The first ffmpeg in the folders of a PATH, if there is one. */
  static Optional<Ffmpeg> find(@Nullable String path) {
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      for (String name : new String[] {"ffmpeg", "ffmpeg.exe"}) {
        if (isProgram(folder, name)) {
          return Optional.of(new Ffmpeg(Path.of(folder, name).toAbsolutePath()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isProgram(String folder, String name) {
    try {
      Path program = Path.of(folder, name);
      return !folder.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program);
    } catch (InvalidPathException _) {
      return false; // a PATH may hold anything
    }
  }

  Path program() {
    return program;
  }

  /**
   * Checks, by encoding a frame, that it has what is needed: some builds come without libx264.
   *
   * @throws FfmpegException if not, with its own words
   */
  void probe() throws FfmpegException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25:duration=0.04"));
    arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:duration=0.04"));
    arguments.addAll(List.of("-c:v", "libx264", "-c:a", "aac", "-f", "null", "-"));
    run(arguments, PROBE_LIMIT, () -> {});
  }

  /**
   * Runs it to its end, without input; what it writes to its standard output is dropped.
   *
   * @param limit after which it is killed
   * @param meanwhile runs on this thread about ten times a second
   * @throws FfmpegException if it fails or is killed, with the end of its standard error
   */
  void run(List<String> arguments, Duration limit, Runnable meanwhile)
      throws FfmpegException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("-hide_banner", "-nostdin", "-v", "error"));
    command.addAll(arguments);
    long startNanos = System.nanoTime();
    Process process = start(command);
    Tail errors = new Tail(process.errorReader());
    Thread drain = Thread.startVirtualThread(errors::drain);
    try {
      while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - startNanos > limit.toNanos()) {
          kill(process);
          drain.join(DRAIN_LIMIT);
          String what = "did not end within " + limit.toSeconds() + " s and was killed";
          throw failure(what, errors, command);
        }
        meanwhile.run();
      }
    } finally {
      if (process.isAlive()) {
        kill(process);
      }
    }
    drain.join(DRAIN_LIMIT);
    if (process.exitValue() != 0) {
      throw failure("failed with status " + process.exitValue(), errors, command);
    }
  }

  private static Process start(List<String> command) throws FfmpegException {
    try {
      Process process =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      FfmpegException failure = new FfmpegException("ffmpeg does not start: " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  /**
   * Also what it started: an ffmpeg on the PATH may be a script around the real one. Not for one
   * that has ended: this closes its standard error, read or not.
   */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static FfmpegException failure(String what, Tail errors, List<String> command) {
    String words = errors.text();
    return new FfmpegException(
        "ffmpeg %s: %s%nThe command was: %s%nThe built-in generator does without ffmpeg."
            .formatted(
                what,
                words.isEmpty() ? "it wrote nothing to its standard error" : words,
                String.join(" ", command)));
  }

  /** Reads to the end and keeps the last few thousand characters. Thread-safe. */
  private static final class Tail {
    private static final int KEPT_CHARS = 4000;

    private final Reader reader;
    // Under the lock of this.
    private final StringBuilder kept = new StringBuilder();

    Tail(Reader reader) {
      this.reader = reader;
    }

    void drain() {
      char[] buffer = new char[1024];
      try (reader) {
        for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
          keep(buffer, read);
        }
      } catch (IOException _) {
        // The process was killed; what came before is kept.
      }
    }

    private synchronized void keep(char[] buffer, int length) {
      kept.append(buffer, 0, length);
      kept.delete(0, Math.max(0, kept.length() - KEPT_CHARS));
    }

    synchronized String text() {
      return kept.toString().strip();
    }
  }
}
