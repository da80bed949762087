package io.peerage.tracker.recording;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a recording line by line, the oldest file first. A last line of a file that was cut off, as
 * by an abrupt end, is passed over. Stateless.
 */
public final class RecordingReader {
  /** One agent with as many opinions as there may be on it is far less. */
  private static final int MAX_LINE_BYTES = 64 << 20;

  private RecordingReader() {}

  /**
   * Gives each line of each file.
   *
   * @throws IOException when there is no recording, a file cannot be read or has a damaged line;
   *     the message names the file and the line
   */
  public static void read(Path folder, Consumer<Line> to) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    List<Path> files = RecordingFolder.files(folder);
    if (files.isEmpty()) {
      throw new IOException(
          folder
              + ": there is no recording; recording.enabled in the tracker's configuration makes"
              + " one");
    }
    for (Path file : files) {
      readFile(file, to);
    }
  }

  private static void readFile(Path file, Consumer<Line> to) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int number = 1;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n') {
          bytes.write(next);
          if (bytes.size() > MAX_LINE_BYTES) {
            throw damaged(file, number, "it is longer than " + MAX_LINE_BYTES + " bytes");
          }
          continue;
        }
        Line line;
        try {
          line = StrictJson.read("line " + number, bytes.toByteArray(), MAX_LINE_BYTES, Line.class);
        } catch (MalformedMessageException e) {
          String field = e.field().isEmpty() ? "" : e.field() + ": ";
          throw damaged(file, number, field + e.problem());
        }
        if (number == 1 != line instanceof Line.Begin) {
          throw damaged(file, number, "a file begins with one line of type begin");
        }
        to.accept(line);
        number++;
        bytes.reset();
      }
    }
  }

  private static IOException damaged(Path file, int number, String problem) {
    return new IOException(
        "%s: line %d is damaged: %s; remove the file, or the lines from there on"
            .formatted(file, number, problem));
  }
}
