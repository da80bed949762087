package io.peerage.agent.undertow;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.ConnectedChannel;

/**
 * Bounds the connections of clients. When there are as many as there may be, those go first that
 * have no request under way, the longest idle before the others; a client that sends its header
 * slowly has none yet, so that many of those do not keep others out. When all are busy, a new one
 * gets 503. Thread-safe.
 */
final class Connections {
  private static final AttachmentKey<Connection> CONNECTION =
      AttachmentKey.create(Connection.class);

  /** How long a connection may take to its first request, TLS and all. */
  private static final long FIRST_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** How long one that was refused may take to read so. */
  private static final int LINGER_MILLIS = 500;

  private static final byte[] REFUSAL =
      String.join(
              "\r\n",
              "HTTP/1.1 503 Service Unavailable",
              "Retry-After: 1",
              "Content-Length: 0",
              "Cache-Control: no-store",
              "Connection: close",
              "",
              "")
          .getBytes(StandardCharsets.US_ASCII);

  private final int max;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<Ends, Connection> open = new ConcurrentHashMap<>();
  private final AtomicInteger lingering = new AtomicInteger();

  /** What tells one TCP connection from all others. */
  private record Ends(@Nullable SocketAddress local, @Nullable SocketAddress peer) {
    static Ends of(ConnectedChannel channel) {
      return new Ends(channel.getLocalAddress(), channel.getPeerAddress());
    }
  }

  /** A connection and what it is doing. */
  private static final class Connection {
    final Ends ends;
    final StreamConnection channel;
    final AtomicInteger requests = new AtomicInteger();
    volatile long idleSince;
    volatile boolean asked;

    Connection(StreamConnection channel, long now) {
      this.ends = Ends.of(channel);
      this.channel = channel;
      this.idleSince = now;
    }
  }

  /**
   * How long a connection was idle when it was looked at: it may change while others are sorted.
   */
  private record Idle(Connection connection, long nanos) {}

  Connections(int max, LongSupplier nanoTime) {
    this.max = max;
    this.nanoTime = nanoTime;
  }

  /** How many there are; some of them may have been closed just now. */
  int count() {
    return open.size();
  }

  /** Takes a connection in and hands it to {@code next}, or refuses it. */
  void accept(
      StreamConnection channel, ChannelListener<? super StreamConnection> next, boolean isTls) {
    if (open.size() >= max && !makeRoom()) {
      refuse(channel, isTls);
      return;
    }
    Connection connection = new Connection(channel, nanoTime.getAsLong());
    open.put(connection.ends, connection);
    next.handleEvent(channel);
  }

  /** Lets go of what is closed, then of what is idle. */
  private synchronized boolean makeRoom() {
    open.values().removeIf(connection -> !connection.channel.isOpen());
    if (open.size() < max) {
      return true;
    }
    // Several at once, so that not every new connection looks at all the others.
    int wanted = 1 + max / 64;
    long now = nanoTime.getAsLong();
    List<Idle> idle =
        open.values().stream()
            .filter(connection -> connection.requests.get() == 0)
            .map(connection -> new Idle(connection, now - connection.idleSince))
            .sorted(Comparator.comparingLong(Idle::nanos).reversed())
            .limit(wanted)
            .toList();
    idle.forEach(each -> close(each.connection));
    return !idle.isEmpty();
  }

  private void close(Connection connection) {
    open.remove(connection.ends, connection);
    // On its own thread, where its requests begin: so none begins meanwhile.
    connection
        .channel
        .getIoThread()
        .execute(() -> {
          if (connection.requests.get() == 0) {
            IoUtils.safeClose(connection.channel);
          } else {
            open.put(connection.ends, connection);
          }
        });
  }

  private void refuse(StreamConnection channel, boolean isTls) {
    // Before its handshake nothing can be said over TLS.
    if (isTls || lingering.get() > max) {
      IoUtils.safeClose(channel);
      return;
    }
    try {
      channel.getSinkChannel().write(ByteBuffer.wrap(REFUSAL));
      channel.getSinkChannel().shutdownWrites();
      channel.getSinkChannel().flush();
    } catch (IOException e) {
      IoUtils.safeClose(channel);
      return;
    }
    // Closed at once, a request that comes now would make the refusal unreadable (RST).
    lingering.incrementAndGet();
    channel
        .getIoThread()
        .executeAfter(
            () -> {
              lingering.decrementAndGet();
              IoUtils.safeClose(channel);
            },
            LINGER_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Counts the requests under way of each connection. */
  HttpHandler counting(HttpHandler next) {
    return exchange -> {
      Connection connection = of(exchange);
      if (connection != null) {
        connection.requests.incrementAndGet();
        connection.asked = true;
        exchange.addExchangeCompleteListener((_, more) -> {
          connection.idleSince = nanoTime.getAsLong();
          connection.requests.decrementAndGet();
          more.proceed();
        });
      }
      next.handleRequest(exchange);
    };
  }

  private @Nullable Connection of(HttpServerExchange exchange) {
    ServerConnection server = exchange.getConnection();
    Connection known = server.getAttachment(CONNECTION);
    if (known != null) {
      return known;
    }
    Connection found = open.get(Ends.of(server));
    if (found != null) {
      server.putAttachment(CONNECTION, found);
    }
    return found;
  }

  /** Forgets those that are closed, and closes those that have not asked for anything in time. */
  void tend() {
    long now = nanoTime.getAsLong();
    for (Connection connection : open.values()) {
      if (!connection.channel.isOpen()) {
        open.remove(connection.ends, connection);
      } else if (!connection.asked && now - connection.idleSince > FIRST_REQUEST_NANOS) {
        close(connection);
      }
    }
  }
}
