package io.peerage.agent.undertow;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends parts of files as a response's body from the I/O thread itself, without blocking and
 * without copying: {@code sendfile}, resumed by the channel whenever the client can take more.
 * Confined to the exchange's I/O thread.
 */
public final class BodySend implements ChannelListener<StreamSinkChannel> {
  private static final Logger log = LoggerFactory.getLogger(BodySend.class);

  private final HttpServerExchange exchange;
  private final Deque<Part> parts = new ArrayDeque<>();
  private final Patience patience;
  private final long startNanos = System.nanoTime();
  private XnioExecutor.@Nullable Key watch;
  private long sentBytes;
  private long watchedBytes;
  private boolean listening;
  private boolean headerSent;
  private boolean shut;

  private sealed interface Part {}

  private record Buffer(ByteBuffer bytes) implements Part {}

  /** A part of a file, and what to do once it is sent or can be sent no more. */
  private static final class FilePart implements Part {
    final FileChannel file;
    long at;
    final long end;
    final Runnable done;

    FilePart(FileChannel file, long from, long length, Runnable done) {
      this.file = file;
      this.at = from;
      this.end = from + length;
      this.done = done;
    }
  }

  /**
   * @param patience how long the client may take nothing at all
   */
  public BodySend(HttpServerExchange exchange, Duration patience) {
    this.exchange = exchange;
    this.patience = new Patience(patience);
  }

  /** Adds a part of a file; {@code done} runs once, whatever becomes of it. */
  public void add(FileChannel file, long from, long length, Runnable done) {
    parts.add(new FilePart(file, from, length, done));
  }

  /** Adds bytes, which must not change. */
  public void add(ByteBuffer bytes) {
    parts.add(new Buffer(bytes));
  }

  /** Starts to send. The response ends, or its connection breaks, when all is done. */
  public void start() {
    handleEvent(exchange.getResponseChannel());
  }

  @Override
  public void handleEvent(StreamSinkChannel channel) {
    try {
      if (!headerSent && parts.peekFirst() instanceof FilePart) {
        // Undertow sends a header that is still pending together with what it reads at the file's
        // own
        // position, whatever position it is asked for; and these files are shared.
        if (!channel.flush()) {
          listen(channel);
          return;
        }
      }
      headerSent = true;
      while (!parts.isEmpty()) {
        if (!send(channel, parts.getFirst())) {
          listen(channel);
          return;
        }
        finish(parts.removeFirst());
      }
      if (!shut) {
        shut = true;
        channel.shutdownWrites();
      }
      if (!channel.flush()) {
        listen(channel);
        return;
      }
      channel.suspendWrites();
      stopWatching();
      exchange.endExchange();
    } catch (IOException e) {
      giveUp();
    }
  }

  private void giveUp() {
    stopWatching();
    parts.forEach(BodySend::finish);
    parts.clear();
    BodyWriter.abort(exchange);
  }

  // All bytes are at hand, so all time that passes is the client's.
  private void watch() {
    if (watch == null) {
      watchedBytes = sentBytes;
      watch =
          exchange.getIoThread().executeAfter(this::look, patience.nanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void look() {
    watch = null;
    if (sentBytes == watchedBytes
        || patience.left(System.nanoTime() - startNanos, sentBytes) <= 0) {
      log.debug("the client of {} takes too little", exchange.getRequestURI());
      giveUp();
    } else {
      watch();
    }
  }

  private void stopWatching() {
    if (watch != null) {
      watch.remove();
      watch = null;
    }
  }

  /** Sends what the client takes now; whether that was all of {@code part}. */
  private boolean send(StreamSinkChannel channel, Part part) throws IOException {
    switch (part) {
      case Buffer buffer -> {
        while (buffer.bytes.hasRemaining()) {
          int sent = channel.write(buffer.bytes);
          if (sent == 0) {
            return false;
          }
          sentBytes += sent;
        }
      }
      case FilePart file -> {
        while (file.at < file.end) {
          long sent = channel.transferFrom(file.file, file.at, file.end - file.at);
          if (sent < 0) {
            throw new IOException("the file is shorter than it was");
          }
          if (sent == 0) {
            return false;
          }
          file.at += sent;
          sentBytes += sent;
        }
      }
    }
    return true;
  }

  private static void finish(Part part) {
    if (part instanceof FilePart file) {
      file.done.run();
    }
  }

  private void listen(StreamSinkChannel channel) {
    watch();
    if (!listening) {
      listening = true;
      channel.getWriteSetter().set(this);
    }
    channel.resumeWrites();
  }
}
