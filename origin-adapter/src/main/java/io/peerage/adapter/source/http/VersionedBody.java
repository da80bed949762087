package io.peerage.adapter.source.http;

import io.peerage.adapter.source.SourceException;
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
final class VersionedBody extends InputStream {
  private static final Duration PACE_WINDOW = Duration.ofSeconds(30);
  private static final long MIN_BYTES_PER_WINDOW = 32 * 1024;

  /** What opens the version's bytes from {@code position} on. */
  interface Opener {
    OpenBody open(long position) throws SourceException, InterruptedException;
  }

  /** What is done when the end was reached, before the reader learns of it. */
  interface EndCheck {
    void check() throws SourceException;
  }

  /** A body that stands at the position it was opened for, and the answer that holds it. */
  record OpenBody(OriginClient.Response response, InputStream stream) implements AutoCloseable {
    @Override
    public void close() {
      response.abort();
    }
  }

  private final OriginClient client;
  private final Opener opener;
  private final EndCheck endCheck;
  private final boolean resumable;
  private final Backoff backoff;
  private final InstantSource clock;
  private final long end;
  private @Nullable OpenBody open;
  private long position;
  private boolean ended;
  private Instant windowStart;
  private long windowBytes;

  /**
   * @param first already open at {@code position}, if there is one
   * @param end the position after the last byte; -1 when the answer's framing says where it is
   * @param resumable whether the version can be told from another one
   */
  VersionedBody(
      OriginClient client,
      Opener opener,
      EndCheck endCheck,
      Backoff backoff,
      InstantSource clock,
      @Nullable OpenBody first,
      long position,
      long end,
      boolean resumable) {
    this.client = client;
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
        OpenBody current = opened();
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
        resume(client.broken(e));
      }
    }
    return -1;
  }

  private OpenBody opened() throws IOException {
    OpenBody current = open;
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
    OpenBody current = open;
    if (current != null) {
      try {
        current.stream().read();
      } catch (IOException e) {
        current.close();
      }
    }
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
    OpenBody current = open;
    open = null;
    if (current != null) {
      current.close();
    }
  }
}
