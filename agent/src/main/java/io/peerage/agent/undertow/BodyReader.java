package io.peerage.agent.undertow;

import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads a request's body on one virtual thread, which waits while the client is slow. Not
 * thread-safe.
 */
public final class BodyReader extends InputStream {
  private static final int AHEAD_BYTES = 4096;

  /** Each takes at most a buffer of 16 KiB from the connection. */
  private static final int MAX_FRUITLESS_READS = 256;

  private final @Nullable StreamSourceChannel channel;
  private final Parking parking;
  private final byte[] single = new byte[1];
  private final long maxBytes;
  private long receivedBytes;
  private byte[] ahead = new byte[0];
  private int aheadAt;

  /**
   * @param patience how long the client may send nothing at all
   */
  public BodyReader(HttpServerExchange exchange, Duration patience) {
    this.channel = exchange.getRequestChannel();
    this.parking = new Parking(patience);
    // Undertow looks at this figure too early for chunked bodies.
    this.maxBytes = exchange.getMaxEntitySize();
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (aheadAt < ahead.length) {
      int count = Math.min(length, ahead.length - aheadAt);
      System.arraycopy(ahead, aheadAt, target, offset, count);
      aheadAt += count;
      return count;
    }
    return receive(target, offset, length);
  }

  /**
   * Waits for the body, or for its first {@code max} bytes, and keeps them for those who read: so
   * that a slow client costs nobody else a request to the origin.
   */
  public void readAhead(int max) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] buffer = new byte[AHEAD_BYTES];
    while (received.size() < max) {
      int read = receive(buffer, 0, Math.min(buffer.length, max - received.size()));
      if (read < 0) {
        break;
      }
      received.write(buffer, 0, read);
    }
    ahead = received.toByteArray();
    aheadAt = 0;
  }

  private int receive(byte[] target, int offset, int length) throws IOException {
    if (channel == null) {
      return -1;
    }
    for (int i = 0; i < MAX_FRUITLESS_READS; i++) {
      int read = channel.read(ByteBuffer.wrap(target, offset, length));
      if (read != 0) {
        parking.moved(Math.max(0, read));
        receivedBytes += Math.max(0, read);
        if (maxBytes > 0 && receivedBytes > maxBytes) {
          throw new LongBodyException(maxBytes);
        }
        return read;
      }
      awaitReadable(channel);
    }
    // Undertow keeps trailers in memory however long they are.
    throw new IOException("chunk extensions or trailers without end");
  }

  private void awaitReadable(StreamSourceChannel source) throws IOException {
    parking.await(
        new Parking.Readiness() {
          @Override
          public void listen(Runnable wakeUp) {
            source
                .getReadSetter()
                .set(ready -> {
                  ready.suspendReads();
                  wakeUp.run();
                });
            source.resumeReads();
          }

          @Override
          public void stop() {
            source.suspendReads();
            source.getReadSetter().set(null);
          }
        },
        "send the request");
  }
}
