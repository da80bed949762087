package io.peerage.agent.purge;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.Purge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The purges that were carried out, in a file, a line of JSON each time that some came:
 *
 * <pre>
 * {"after":0,"upTo":1,"entries":[{"id":1,"at":"2026-11-21T12:00:00Z","purge":null}]}
 * {"after":1,"upTo":17,"entries":[]}
 * {"after":17,"upTo":19,"entries":[{"id":19,"at":"...","purge":{"site":...}}]}
 * </pre>
 *
 * <p>A purge that is null stands for everything. A line is on the disk before its number is
 * acknowledged; what does not follow on from the line before, as after a kill in the middle of a
 * line, ends the file: the tracker says the rest again. Written anew when it has twice the entries
 * that are remembered. Used by one thread.
 */
final class PurgeJournal {
  private static final Logger log = LoggerFactory.getLogger(PurgeJournal.class);
  private static final int MAX_LINE_BYTES = 2 * 1024 * 1024;

  /** What the longest purges together could take; a longer file is none of ours. */
  private static final long MAX_FILE_BYTES = 64L * 1024 * 1024;

  private final Path file;
  private int written;

  PurgeJournal(Path file) {
    this.file = file;
  }

  /** One line. */
  record Line(long after, long upTo, List<Noted> entries) {
    Line {
      entries = List.copyOf(entries);
    }
  }

  /** One entry of a line. */
  record Noted(long id, Instant at, @JsonSetter(nulls = Nulls.SET) @Nullable Purge purge) {}

  /** Puts into {@code into} what is in the file. */
  void load(PurgeLog into) {
    long good = 0;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IOException("larger than any list of purges");
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readAllBytes();
      }
      for (int end = indexOfNewline(bytes, 0); end >= 0; end = indexOfNewline(bytes, (int) good)) {
        Line line =
            StrictJson.read(
                "purges", Arrays.copyOfRange(bytes, (int) good, end), MAX_LINE_BYTES, Line.class);
        if (good == 0) {
          into.startAfter(line.after);
        } else if (line.after != into.mark()) {
          throw new IOException(
              "a line follows " + line.after + " where " + into.mark() + " was last");
        }
        into.add(
            line.entries.stream()
                .map(entry ->
                    new PurgeLog.Entry(entry.id, entry.at, Optional.ofNullable(entry.purge)))
                .toList(),
            line.upTo);
        written += line.entries.size();
        good = end + 1L;
      }
      truncate(good);
    } catch (NoSuchFileException e) {
      log.debug("no purges from before");
    } catch (IOException | MalformedMessageException e) {
      log.warn("the purges in {} end after {} bytes: {}", file, good, e.getMessage());
      truncate(good);
    }
  }

  private static int indexOfNewline(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void truncate(long bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    } catch (IOException e) {
      log.warn("cannot mend {}: {}", file, e.toString());
    }
  }

  /** Notes what came after {@code after}, and waits for the disk. */
  void append(long after, long upTo, List<PurgeLog.Entry> entries, PurgeLog all) {
    try {
      if (written + entries.size() > 2 * PurgeLog.MAX_ENTRIES) {
        rewrite(all);
        return;
      }
      write(
          file,
          List.of(line(after, upTo, entries)),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      written += entries.size();
    } catch (IOException e) {
      // After a restart the tracker says them again.
      log.warn("cannot note in {} what was purged: {}", file, e.toString());
    }
  }

  private void rewrite(PurgeLog all) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    List<Line> lines = new ArrayList<>();
    long after = all.forgotten();
    for (PurgeLog.Entry entry : all.entries()) {
      lines.add(line(after, entry.id(), List.of(entry)));
      after = entry.id();
    }
    if (after < all.mark()) {
      lines.add(line(after, all.mark(), List.of()));
    }
    write(
        part,
        lines,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    written = lines.size();
  }

  private static void write(Path to, List<Line> lines, StandardOpenOption... options)
      throws IOException {
    try (FileChannel channel = FileChannel.open(to, options)) {
      for (Line line : lines) {
        byte[] json = StrictJson.write(line);
        ByteBuffer text = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
        while (text.hasRemaining()) {
          channel.write(text);
        }
      }
      channel.force(false);
    }
  }

  private static Line line(long after, long upTo, List<PurgeLog.Entry> entries) {
    return new Line(
        after,
        upTo,
        entries.stream()
            .map(entry -> new Noted(entry.id(), entry.at(), entry.purge().orElse(null)))
            .toList());
  }
}
