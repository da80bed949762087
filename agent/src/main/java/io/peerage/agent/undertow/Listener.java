package io.peerage.agent.undertow;

import io.peerage.runtime.config.ListenAddress;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** A port on which requests are taken, within bounds. Thread-safe. */
public final class Listener {
  private static final int MAX_HEADER_BYTES = 32 * 1024;
  private static final int REQUEST_PARSE_MILLIS = 10_000;
  private static final int IDLE_MILLIS = 75_000;

  private final String key;
  private final ListenAddress address;
  private final Undertow server;

  private Listener(String key, ListenAddress address, Undertow.Builder builder) {
    this.key = key;
    this.address = address;
    this.server =
        builder
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_PARSE_MILLIS)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
            .build();
  }

  /**
   * For anyone, in clear.
   *
   * @param key of the configuration, for messages
   */
  public static Listener plain(String key, ListenAddress address, HttpHandler handler) {
    return new Listener(
        key,
        address,
        Undertow.builder()
            .addHttpListener(address.port(), address.host(), handler)
            .setServerOption(UndertowOptions.ALLOW_EQUALS_IN_COOKIE_VALUE, true));
  }

  /** For those with a certificate that {@code tls} believes. */
  public static Listener mutual(
      String key, ListenAddress address, SSLContext tls, HttpHandler handler) {
    return new Listener(
        key,
        address,
        Undertow.builder()
            .addHttpsListener(address.port(), address.host(), tls, handler)
            .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUIRED)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, false));
  }

  /**
   * Starts to take requests.
   *
   * @throws IOException when the address cannot be had
   */
  public Listener start() throws IOException {
    try {
      server.start();
      return this;
    } catch (RuntimeException e) {
      throw new IOException(
          "%s: cannot listen on %s: %s; stop what listens there, or configure another address"
              .formatted(
                  key, address, e.getCause() != null ? e.getCause().getMessage() : e.getMessage()),
          e);
    }
  }

  /** The port it listens on, once started. */
  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  /** Takes no more requests, and breaks off those under way. */
  public void stop() {
    server.stop();
  }
}
