package io.peerage.agent.undertow;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Writes a response's body from one virtual thread, which waits while the client is slow. Set
 * status and header fields before the first write. Not thread-safe.
 */
public final class BodyWriter {
  private final HttpServerExchange exchange;
  private final StreamSinkChannel channel;
  private final Parking parking;
  private boolean headerSent;

  /**
   * @param patience how long the client may take nothing at all
   */
  public BodyWriter(HttpServerExchange exchange, Duration patience) {
    this.exchange = exchange;
    this.channel = exchange.getResponseChannel();
    this.parking = new Parking(patience);
  }

  /** Writes all that remains of {@code bytes}. */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int written = channel.write(bytes);
      if (written == 0) {
        awaitWritable();
      } else {
        parking.moved(written);
        headerSent = true;
      }
    }
  }

  /** Sends {@code length} bytes of {@code file} from {@code from} on, without copying them here. */
  public void transfer(FileChannel file, long from, long length) throws IOException {
    if (!headerSent) {
      // See BodySend: Undertow ignores the position while the header is pending.
      flush();
      headerSent = true;
    }
    long at = from;
    while (at < from + length) {
      long sent = channel.transferFrom(file, at, from + length - at);
      if (sent < 0) {
        throw new IOException("the file is shorter than it was");
      }
      if (sent == 0) {
        awaitWritable();
      }
      parking.moved(sent);
      at += sent;
    }
  }

  /** Sends what is buffered to the client now, for a body that comes in pauses. */
  public void flush() throws IOException {
    while (!channel.flush()) {
      awaitWritable();
    }
  }

  /** Ends the response. */
  public void end() throws IOException {
    channel.shutdownWrites();
    flush();
    exchange.endExchange();
  }

  /**
   * Breaks the connection, in HTTP/2 the stream alone, so that the client knows that the body is
   * not whole. Ends the exchange: a reset stream says so to nobody by itself.
   */
  public static void abort(HttpServerExchange exchange) {
    IoUtils.safeClose(exchange.getConnection());
    exchange.endExchange();
  }

  private void awaitWritable() throws IOException {
    parking.await(
        new Parking.Readiness() {
          @Override
          public void listen(Runnable wakeUp) {
            channel
                .getWriteSetter()
                .set(ready -> {
                  ready.suspendWrites();
                  wakeUp.run();
                });
            channel.resumeWrites();
          }

          @Override
          public void stop() {
            channel.suspendWrites();
            channel.getWriteSetter().set(null);
          }
        },
        "take the response");
  }
}
