package io.peerage.adapter.source.directory;

import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/**
 * Part of one version of a file. At its last byte it looks at the file once more, and throws unless
 * it is still that version.
 */
final class FileBody extends InputStream {
  private final Path file;
  private final FileVersion version;
  private final FileChannel channel;
  private long position;
  private final long end;

  private FileBody(Path file, FileVersion version, FileChannel channel, long position, long end) {
    this.file = file;
    this.version = version;
    this.channel = channel;
    this.position = position;
    this.end = end;
  }

  /**
   * Opens {@code length} bytes from {@code from} on.
   *
   * @throws SourceException when the file cannot be opened, or is another version by now
   */
  static FileBody open(Path file, FileVersion version, long from, long length)
      throws SourceException {
    try {
      FileBody body =
          new FileBody(
              file,
              version,
              FileChannel.open(file, StandardOpenOption.READ),
              from,
              Math.addExact(from, length));
      body.requireUnchanged();
      return body;
    } catch (SourceException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw new SourceException(Kind.FAILED, file + ": permission to read it is denied", e);
    } catch (IOException e) {
      throw changed(file, e);
    }
  }

  @Override
  public int read() throws SourceException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws SourceException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (position >= end) {
      return -1;
    }
    int wanted = (int) Math.min(length, end - position);
    int read;
    try {
      read = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
    } catch (IOException e) {
      throw new SourceException(Kind.BROKEN, file + ": " + e.getMessage(), e);
    }
    if (read < 0) {
      throw changed(file, null);
    }
    position += read;
    if (position >= end) {
      requireUnchanged();
    }
    return read;
  }

  private void requireUnchanged() throws SourceException {
    if (!FileVersion.of(file).equals(Optional.of(version))) {
      throw changed(file, null);
    }
  }

  private static SourceException changed(
      Path file, @org.jspecify.annotations.Nullable Exception e) {
    String message = file + ": changed while it was read";
    return e == null
        ? new SourceException(Kind.CHANGED, message)
        : new SourceException(Kind.CHANGED, message, e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
