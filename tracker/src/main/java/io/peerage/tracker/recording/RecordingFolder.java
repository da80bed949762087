package io.peerage.tracker.recording;

import io.peerage.runtime.config.TimeSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a recording by their names, which sort by time. Stateless. */
public final class RecordingFolder {
  private static final Pattern NAME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{6}\\.\\d{3}Z\\.jsonl");

  /** A file that begins later than another has no line as old. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss.SSS'Z.jsonl'").withZone(ZoneOffset.UTC);

  /** A new file begins each day. */
  private static final Duration FILE = Duration.ofDays(1);

  private RecordingFolder() {}

  /** The name of a file that begins at that time. */
  public static String name(Instant begin) {
    return TIME.format(begin);
  }

  /** The files of {@code folder}, the oldest first; none when there is no such folder. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Removes the files all of whose lines are older than {@code kept}.
   *
   * @throws UncheckedIOException when the folder or a file of it cannot be changed
   */
  public static void removeOld(Path folder, TimeSpan kept, Instant now) {
    String oldest = name(now.minus(kept.duration()).minus(FILE));
    try {
      for (Path file : files(folder)) {
        if (file.getFileName().toString().compareTo(oldest) < 0) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("recording: " + e.getMessage(), e);
    }
  }
}
