package io.peerage.tracker.recording;

import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.identity.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a recording and keeps them within their bound of bytes. Belongs to the
 * writer's thread; the sizes may be read from any.
 */
final class RecordingFiles {
  /** A file is full when what came after its beginning is this part of all that may be kept. */
  private static final int PARTS = 8;

  private final Path folder;
  private final RecordingParameters parameters;

  /** Of all files. */
  private final AtomicLong bytes = new AtomicLong();

  /** Since the present file was complete. */
  private final AtomicLong grown = new AtomicLong();

  // Of the writer's thread.
  private @Nullable Path current;
  private @Nullable OutputStream out;

  RecordingFiles(Path folder, RecordingParameters parameters) {
    this.folder = folder;
    this.parameters = parameters;
  }

  /** The bytes of all files, as of what was written last. */
  long bytes() {
    return bytes.get();
  }

  /** Whether it is time for a new file. */
  boolean isFull() {
    return grown.get() > parameters.maxBytes().bytes() / PARTS;
  }

  /**
   * Appends a line: a beginning to a new file, and of the others each to the present one, if any.
   */
  void write(Line line) throws IOException {
    switch (line) {
      case Line.Begin begin -> {
        close();
        open(begin);
        append(begin);
      }
      case Line.Complete complete -> {
        append(complete);
        grown.set(0);
      }
      case Line.End end -> {
        append(end);
        close();
      }
      case Line.Gap gap -> {
        append(gap);
        close();
      }
      case Line.Known _, Line.Stands _, Line.Event _ -> append(line);
    }
  }

  private void open(Line.Begin begin) throws IOException {
    PrivateFiles.createFolder(folder);
    RecordingFolder.removeOld(folder, parameters.kept(), begin.at());
    long sum = 0;
    for (Path file : RecordingFolder.files(folder)) {
      sum += Files.size(file);
    }
    Path file = folder.resolve(RecordingFolder.name(begin.at()));
    out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    current = file;
    bytes.set(sum);
    grown.set(0);
  }

  private void append(Line line) throws IOException {
    OutputStream to = out;
    if (to == null) {
      return;
    }
    byte[] json = StrictJson.write(line);
    makeRoom(json.length + 1);
    to.write(json);
    to.write('\n');
    bytes.addAndGet(json.length + 1L);
    grown.addAndGet(json.length + 1L);
  }

  private void makeRoom(int more) throws IOException {
    long most = parameters.maxBytes().bytes();
    if (bytes.get() + more <= most) {
      return;
    }
    List<Path> others =
        RecordingFolder.files(folder).stream().filter(file -> !file.equals(current)).toList();
    for (Path oldest : others) {
      long size = Files.size(oldest);
      Files.deleteIfExists(oldest);
      bytes.addAndGet(-size);
      if (bytes.get() + more <= most) {
        return;
      }
    }
    throw new IOException(
        "recording.maxBytes (%s) is too little for one file".formatted(parameters.maxBytes()));
  }

  /** Gives what was written to the system; it is not forced to the disk. */
  void flush() throws IOException {
    OutputStream to = out;
    if (to != null) {
      to.flush();
    }
  }

  /** Ends the present file, if there is one. */
  void close() throws IOException {
    OutputStream to = out;
    out = null;
    current = null;
    if (to != null) {
      to.close();
    }
  }
}
