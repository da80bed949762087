package io.peerage.agent.http;

import io.peerage.agent.tls.ServerTls;
import io.peerage.agent.undertow.ClientServer;
import io.peerage.runtime.config.ConfigException;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ports of the edge, as they are configured: in clear, and with TLS if there is a certificate;
 * in front of the edge stands the {@link RequestGuard}. Thread-safe.
 */
public final class EdgePorts {
  private final ClientServer server;
  private final Optional<ServerTls> tls;
  private final HttpEdge edge;

  /**
   * @param edge whose secrets are followed
   * @param handler the edge, perhaps with something in front of it
   * @throws ConfigException when certificate or key cannot be used
   */
  public EdgePorts(EdgeConfig config, HttpEdge edge, HttpHandler handler, InstantSource clock)
      throws ConfigException {
    this.edge = edge;
    List<ClientServer.Endpoint> endpoints = new ArrayList<>();
    endpoints.add(new ClientServer.Endpoint("edge.listen", config.listen(), Optional.empty()));
    if (config.tls().on()) {
      ServerTls files =
          ServerTls.open(
              "edge.tls",
              Path.of(config.tls().certificateFile()),
              Path.of(config.tls().keyFile()),
              clock);
      this.tls = Optional.of(files);
      endpoints.add(
          new ClientServer.Endpoint("edge.tls.listen", config.tls().listen(), Optional.of(files)));
    } else {
      this.tls = Optional.empty();
    }
    this.server =
        new ClientServer(
            endpoints,
            new RequestGuard(
                new Problems(new CacheStatus(config.name())),
                config.limits().requestBody().bytes(),
                handler),
            config.limits().connections());
  }

  /**
   * Starts to take requests.
   *
   * @throws IOException when an address cannot be had
   */
  public void start() throws IOException {
    server.start();
  }

  /** The port in clear, once started. */
  public int port() {
    return server.port(0);
  }

  /** The port with TLS, once started, if there is one. */
  public OptionalInt tlsPort() {
    return tls.isPresent() ? OptionalInt.of(server.port(1)) : OptionalInt.empty();
  }

  /** Connections of clients now. */
  public int connections() {
    return server.connections();
  }

  /** Looks after certificates, secrets and connections; to be called every few seconds. Blocks. */
  public void tend() {
    tls.ifPresent(ServerTls::tend);
    edge.tend();
    server.tend();
  }

  /** Takes no more requests, and breaks off those under way. */
  public void stop() {
    server.stop();
  }
}
