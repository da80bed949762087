package io.peerage.agent.undertow;

import io.peerage.agent.tls.ServerTls;
import io.peerage.runtime.config.ListenAddress;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * The ports for clients, who may be anyone: in clear, and over TLS with HTTP/2 beside HTTP/1.1, on
 * the same I/O threads. Put together from Undertow's parts, since its builder shows nobody the
 * connections, whose number is bounded here ({@link Connections}). Thread-safe once started.
 */
public final class ClientServer {
  /** Beyond this a connection is broken off; the guard in front of the handler is stricter. */
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  private static final int MAX_HEADERS = 256;
  private static final int REQUEST_PARSE_MILLIS = 10_000;
  private static final int IDLE_MILLIS = 75_000;
  private static final int STREAMS_PER_CONNECTION = 128;
  private static final int RESETS_PER_WINDOW = 200;
  private static final int RESET_WINDOW_MILLIS = 10_000;
  private static final int BUFFER_BYTES = 16 * 1024 - 20;
  private static final int BUFFERS_PER_THREAD = 4;
  private static final int BACKLOG = 1024;
  private static final int MIN_IO_THREADS = 2;
  private static final int TASKS_PER_IO_THREAD = 8;
  private static final long NO_LIMIT = -1L;

  private static final OptionMap TLS_OPTIONS =
      OptionMap.builder()
          .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(ServerTls.PROTOCOLS))
          .set(Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(ServerTls.CIPHER_SUITES))
          .getMap();

  private final List<Endpoint> endpoints;
  private final HttpHandler handler;
  private final Connections connections;
  private final List<AcceptingChannel<? extends StreamConnection>> open = new ArrayList<>();
  private final List<Tls> tls = new ArrayList<>();
  private @Nullable XnioWorker worker;

  /**
   * A port.
   *
   * @param key of the configuration, for messages
   * @param tls what new handshakes are done with; nothing for a port in clear
   */
  public record Endpoint(String key, ListenAddress address, Optional<ServerTls> tls) {}

  /** A port's TLS, and the context that it was given last. */
  private static final class Tls {
    private final UndertowXnioSsl ssl;
    private final ServerTls contexts;
    private SSLContext last;

    private Tls(UndertowXnioSsl ssl, ServerTls contexts, SSLContext last) {
      this.ssl = ssl;
      this.contexts = contexts;
      this.last = last;
    }

    private void tend() {
      SSLContext now = contexts.get();
      if (!now.equals(last)) {
        last = now;
        ssl.updateSSLContext(now);
      }
    }
  }

  /**
   * @param handler of all requests, on an I/O thread
   * @param maxConnections of all ports together
   */
  public ClientServer(List<Endpoint> endpoints, HttpHandler handler, int maxConnections) {
    this.endpoints = List.copyOf(endpoints);
    this.connections = new Connections(maxConnections, System::nanoTime);
    this.handler = connections.counting(handler);
  }

  /**
   * Starts to take requests.
   *
   * @throws IOException when an address cannot be had
   */
  public synchronized void start() throws IOException {
    Xnio xnio = Xnio.getInstance(Undertow.class.getClassLoader());
    int threads = Math.max(Runtime.getRuntime().availableProcessors(), MIN_IO_THREADS);
    worker =
        xnio.createWorker(
            OptionMap.builder()
                .set(Options.THREAD_DAEMON, true)
                .set(Options.WORKER_NAME, "clients")
                .set(Options.WORKER_IO_THREADS, threads)
                .set(Options.CONNECTION_HIGH_WATER, Integer.MAX_VALUE)
                .set(Options.CONNECTION_LOW_WATER, Integer.MAX_VALUE)
                .set(Options.WORKER_TASK_CORE_THREADS, threads * TASKS_PER_IO_THREAD)
                .set(Options.WORKER_TASK_MAX_THREADS, threads * TASKS_PER_IO_THREAD)
                .set(Options.TCP_NODELAY, true)
                .set(Options.CORK, true)
                .getMap());
    ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, BUFFERS_PER_THREAD);
    for (Endpoint endpoint : endpoints) {
      try {
        listen(xnio, worker, buffers, endpoint);
      } catch (IOException | RuntimeException e) {
        stop();
        throw new IOException(
            "%s: cannot listen on %s: %s; stop what listens there, or configure another address"
                .formatted(endpoint.key, endpoint.address, e.getMessage()),
            e);
      }
    }
  }

  private void listen(Xnio xnio, XnioWorker on, ByteBufferPool buffers, Endpoint endpoint)
      throws IOException {
    InetSocketAddress address = endpoint.address.toSocketAddress();
    if (address.isUnresolved()) {
      throw new IOException("there is no address of that name");
    }
    OptionMap http = httpOptions(false);
    HttpOpenListener http1 = new HttpOpenListener(buffers, http);
    http1.setRootHandler(handler);
    AcceptingChannel<? extends StreamConnection> channel;
    if (endpoint.tls.isEmpty()) {
      channel =
          on.createStreamConnectionServer(
              address, accepting(http1, false), socketOptions(OptionMap.EMPTY));
    } else {
      OptionMap withHttp2 = httpOptions(true);
      Http2OpenListener http2 = new Http2OpenListener(buffers, withHttp2);
      http2.setRootHandler(handler);
      AlpnOpenListener alpn = new AlpnOpenListener(buffers, withHttp2, http1);
      alpn.addProtocol(Http2OpenListener.HTTP2, http2, 10);
      SSLContext context = endpoint.tls.get().get();
      UndertowXnioSsl ssl =
          new UndertowXnioSsl(xnio, OptionMap.create(Options.USE_DIRECT_BUFFERS, true), context);
      channel =
          ssl.createSslConnectionServer(
              on, address, accepting(alpn, true), socketOptions(TLS_OPTIONS));
      tls.add(new Tls(ssl, endpoint.tls.get(), context));
    }
    channel.resumeAccepts();
    open.add(channel);
  }

  private <C extends StreamConnection> ChannelListener<AcceptingChannel<C>> accepting(
      ChannelListener<? super StreamConnection> next, boolean isTls) {
    return ChannelListeners.openListenerAdapter(
        connection -> connections.accept(connection, next, isTls));
  }

  private static OptionMap socketOptions(OptionMap more) {
    return OptionMap.builder()
        .set(Options.TCP_NODELAY, true)
        .set(Options.REUSE_ADDRESSES, true)
        .set(Options.BALANCING_TOKENS, 1)
        .set(Options.BALANCING_CONNECTIONS, 2)
        .set(Options.BACKLOG, BACKLOG)
        .addAll(more)
        .getMap();
  }

  private static OptionMap httpOptions(boolean http2) {
    return OptionMap.builder()
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
        .set(UndertowOptions.ALLOW_EQUALS_IN_COOKIE_VALUE, true)
        .set(UndertowOptions.ALLOW_UNKNOWN_PROTOCOLS, false)
        .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
        .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
        // The guard bounds them by its own figure.
        .set(UndertowOptions.MAX_ENTITY_SIZE, NO_LIMIT)
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_PARSE_MILLIS)
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
        .set(UndertowOptions.ENABLE_HTTP2, http2)
        .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
        .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, STREAMS_PER_CONNECTION)
        .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, RESETS_PER_WINDOW)
        .set(UndertowOptions.RST_FRAMES_TIME_WINDOW, RESET_WINDOW_MILLIS)
        .getMap();
  }

  /** The port of endpoint {@code index}, once started. */
  public synchronized int port(int index) {
    SocketAddress address = open.get(index).getLocalAddress();
    return ((InetSocketAddress) address).getPort();
  }

  /** Takes over new certificates, and closes connections that never asked for anything. */
  public synchronized void tend() {
    tls.forEach(Tls::tend);
    connections.tend();
  }

  /** Connections now. */
  public int connections() {
    return connections.count();
  }

  /** Takes no more requests, and breaks off those under way. */
  public synchronized void stop() {
    open.forEach(IoUtils::safeClose);
    open.clear();
    tls.clear();
    XnioWorker stopped = worker;
    if (stopped != null) {
      worker = null;
      stopped.shutdown();
      try {
        stopped.awaitTermination();
      } catch (InterruptedException e) {
        stopped.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
