package io.peerage.agent.undertow;

import io.undertow.server.HttpServerExchange;
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
  private final @Nullable StreamSourceChannel channel;
  private final Parking parking;
  private final byte[] single = new byte[1];

  /**
   * @param patience how long the client may send nothing at all
   */
  public BodyReader(HttpServerExchange exchange, Duration patience) {
    this.channel = exchange.getRequestChannel();
    this.parking = new Parking(patience);
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (channel == null) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    while (true) {
      int read = channel.read(ByteBuffer.wrap(target, offset, length));
      if (read != 0) {
        return read;
      }
      awaitReadable(channel);
    }
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
