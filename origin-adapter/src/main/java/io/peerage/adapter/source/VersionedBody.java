package io.peerage.adapter.source;

import io.peerage.adapter.source.SourceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one version from some position to an end. When the connection breaks it goes on from
 * where it was with a request that is bound to the version, as often as there is progress. An
 * origin that drips is given up like one that is silent.
 */
public final class VersionedBody extends InputStream {
  private static final Duration PACE_WINDOW = Duration.ofSeconds(30);
  private static final long MIN_BYTES_PER_WINDOW = 32 * 1024;

  /** What opens the version's bytes from {@code position} on. */
  public interface Opener {
    Part open(long position) throws SourceException, InterruptedException;
  }

  /** What is done when the end was reached, before the reader learns of it. */
  public interface EndCheck {
    void check() throws SourceException;
  }

  /** A part of the version that is being read. */
  public interface Part extends AutoCloseable {
    /** Stands at the position that the part was opened for. */
    InputStream stream();

    /** What {@code e}, thrown by the stream, says of the origin. */
    SourceException broken(IOException e);

    /** Lets go of the origin; what was not read to its end is broken off. */
    @Override
    void close();
  }

  private final Opener opener;
  private final EndCheck endCheck;
  private final boolean resumable;
  private final Backoff backoff;
  private final InstantSource clock;
  private final long end;
  private @Nullable Part open;
  private long position;
  private boolean ended;
  private Instant windowStart;
  private long windowBytes;

  /**
   * @param first already open at {@code position}, if there is one
   * @param end the position after the last byte; -1 when the answer's framing says where it is
   * @param resumable whether the version can be told from another one
   */
  public VersionedBody(
      Opener opener,
      EndCheck endCheck,
      Backoff backoff,
      InstantSource clock,
      @Nullable Part first,
      long position,
      long end,
      boolean resumable) {
    this.opener = opener;
    this.endCheck = endCheck;
    this.backoff = backoff;
    this.clock = clock;
    this.open = first;
    this.position = position;
    this.end = end;
    this.resumable = resumable;
    this.windowStart = clock.instant();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (end >= 0 && position >= end) {
        return endOfBody();
      }
      int wanted = end < 0 ? length : (int) Math.min(length, end - position);
      try {
        Part current = opened();
        int read = current.stream().read(target, offset, wanted);
        if (read < 0) {
          if (end < 0) {
            return endOfBody();
          }
          throw new SourceException(
              Kind.BROKEN, "the origin ended the body at byte " + position + " of " + end);
        }
        took(read);
        return read;
      } catch (IOException e) {
        resume(broken(e));
      }
    }
    return -1;
  }

  private Part opened() throws IOException {
    Part current = open;
    if (current == null) {
      try {
        current = opener.open(position);
      } catch (InterruptedException e) {
        throw interrupted();
      }
      open = current;
    }
    return current;
  }

  private int endOfBody() throws SourceException {
    drain();
    ended = true;
    endCheck.check();
    return -1;
  }

  /** Reads the end of the framing, so that the connection can be used again. */
  private void drain() {
    Part current = open;
    if (current != null) {
      try {
        current.stream().read();
      } catch (IOException e) {
        current.close();
      }
    }
  }

  private SourceException broken(IOException e) {
    Part current = open;
    return switch (e) {
      case SourceException known -> known;
      case IOException other when current != null -> current.broken(other);
      default -> new SourceException(Kind.BROKEN, String.valueOf(e.getMessage()), e);
    };
  }

  private void resume(SourceException failure) throws IOException {
    close();
    if (!resumable) {
      throw failure;
    }
    try {
      backoff.failed(failure);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void took(int bytes) throws SourceException {
    position += bytes;
    windowBytes += bytes;
    backoff.progressed();
    Instant now = clock.instant();
    if (Duration.between(windowStart, now).compareTo(PACE_WINDOW) > 0) {
      if (windowBytes < MIN_BYTES_PER_WINDOW) {
        throw new SourceException(
            Kind.TIMEOUT,
            "the origin sent only %d bytes in %d seconds"
                .formatted(windowBytes, PACE_WINDOW.toSeconds()));
      }
      windowStart = now;
      windowBytes = 0;
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("stopped while reading from the origin");
  }

  @Override
  public void close() {
    Part current = open;
    open = null;
    if (current != null) {
      current.close();
    }
  }
}
