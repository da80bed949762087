package io.peerage.runtime.server;

import io.peerage.runtime.config.ListenAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener of Jetty's with its routes: HTTP/1.1, plain or over TLS 1.3 on which the other end
 * may show a certificate. Bounds: {@value #MAX_HEADER_BYTES} bytes of request header, a minute of
 * silence, {@value #MAX_CONNECTIONS} connections, beyond which new ones wait. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int MAX_PLATFORM_THREADS = 32;
  private static final int MAX_CONNECTIONS = 20_000;

  private final Server server;
  private final ServerConnector connector;
  private final Duration drain;

  /**
   * @param name for threads
   * @param tls the context, or nothing for a plain listener
   * @param drain how long requests under way may go on when the server is closed
   */
  public HttpServer(
      String name, ListenAddress address, Optional<SSLContext> tls, Duration drain, Routes routes) {
    this(name, address, tls, drain, routes, MAX_CONNECTIONS);
  }

  HttpServer(
      String name,
      ListenAddress address,
      Optional<SSLContext> tls,
      Duration drain,
      Routes routes,
      int maxConnections) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_PLATFORM_THREADS, 4);
    threads.setName(name);
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor(name + "-"));
    this.server = new Server(threads);
    this.drain = drain;
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setResponseHeaderSize(2 * MAX_HEADER_BYTES);
    // Paths are taken as they stand on the request line; who maps one to a file guards it himself.
    http.setUriCompliance(UriCompliance.RFC3986);
    ConnectionFactory[] factories;
    if (tls.isPresent()) {
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setSslContext(tls.get());
      ssl.setWantClientAuth(true);
      ssl.setIncludeProtocols("TLSv1.3");
      factories =
          new ConnectionFactory[] {
            new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(http)
          };
    } else {
      factories = new ConnectionFactory[] {new HttpConnectionFactory(http)};
    }
    this.connector = new ServerConnector(server, 1, 2, factories);
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    connector.setAcceptQueueSize(1024);
    // Idle connections must not use up the time that requests under way have.
    connector.setShutdownIdleTimeout(Math.max(1, drain.toMillis() / 4));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(maxConnections, connector));
    GracefulHandler graceful = new GracefulHandler(routes);
    server.setHandler(graceful);
    server.setStopTimeout(drain.toMillis());
  }

  /**
   * Starts to listen.
   *
   * @param key where the address is configured, for the error
   * @throws IOException when the address cannot be had; the message names it
   */
  public void start(String key) throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      Throwable why = e.getCause() instanceof IOException cause ? cause : e;
      throw new IOException(
          "%s: cannot listen on %s:%d: %s; stop what listens there, or configure another address"
              .formatted(key, connector.getHost(), connector.getPort(), why.getMessage()),
          e);
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not start", e);
    }
  }

  /** The port that it listens on; the real one when 0 was asked for. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Takes no new requests, waits for those under way as long as was said, and stops. Never takes
   * much longer: Jetty can wait for itself for ever when a connection is closed while a response is
   * written to it, and is then left alone.
   */
  @Override
  public void close() {
    Thread stopping = Thread.ofPlatform().daemon().name("stop-server").start(this::stop);
    try {
      if (!stopping.join(drain.plus(STOP_LIMIT))) {
        log.warn("the server does not stop; it is left to the end of the process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    try {
      server.stop();
    } catch (TimeoutException e) {
      log.info("requests under way were cut off after {}", drain);
    } catch (Exception e) {
      log.warn("stopping the server", e);
    }
  }
}
