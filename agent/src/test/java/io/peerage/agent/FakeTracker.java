package io.peerage.agent;

import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.DenyList;
import io.peerage.protocol.message.LocateRequest;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.protocol.message.Neighbour;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tracker in a few lines: says what the test tells it to, and remembers what agents said. */
public final class FakeTracker implements AutoCloseable {
  private final HttpServer server;
  private final CurrentIdentity identity;
  public final Map<String, AnnounceRequest> lastAnnounce = new ConcurrentHashMap<>();
  public final List<ReportRequest> reports = new CopyOnWriteArrayList<>();
  public volatile List<Neighbour> neighbours = List.of();
  public volatile List<LocateResponse.Offer> offers = List.of();
  public volatile Optional<TrackerDocument> denyList = Optional.empty();
  public volatile boolean down;

  public FakeTracker(TestTrustDomain domain, InstantSource clock) throws IOException {
    this.identity = domain.current(Role.TRACKER, "tracker");
    this.server =
        new HttpServer(
            "fake-tracker",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.of(FleetTls.context(identity, Set.of(Role.AGENT), clock)),
            Duration.ZERO,
            new Routes()
                .add("POST", "/peerage/v1/announce", this::announce)
                .add("POST", "/peerage/v1/locate", this::locate)
                .add("POST", "/peerage/v1/reports", this::report));
    server.start("listen");
  }

  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  /** The version of the deny list that {@code agent} last said it follows. */
  public long denyListVersionOf(String agent) {
    AnnounceRequest last = lastAnnounce.get(agent);
    return last == null ? 0 : last.denyListVersion();
  }

  /** Puts agents on the deny list. */
  public void deny(long version, DenyList.Entry... entries) {
    denyList =
        Optional.of(
            TrackerDocument.sign(
                DenyList.PAYLOAD_TYPE,
                new DenyList(version, Instant.now(), List.of(entries)),
                identity.get().key(),
                identity.get().certificate(),
                identity.get().authority()));
  }

  private void announce(Exchange exchange) throws IOException, RequestException {
    requireUp();
    String agent = exchange.tls().flatMap(FleetTls::peer).map(SpiffeId::id).orElseThrow().value();
    AnnounceRequest request = exchange.bodyAs(AnnounceRequest.class, AnnounceRequest.MAX_BYTES);
    lastAnnounce.put(agent, request);
    exchange.sendJson(
        200,
        new AnnounceResponse(100, false, AgentState.TRUSTED, neighbours, denyList.orElse(null)));
  }

  private void locate(Exchange exchange) throws IOException, RequestException {
    requireUp();
    var _ = exchange.bodyAs(LocateRequest.class, LocateRequest.MAX_BYTES);
    exchange.sendJson(200, new LocateResponse(offers, 100));
  }

  private void report(Exchange exchange) throws IOException, RequestException {
    requireUp();
    reports.add(exchange.bodyAs(ReportRequest.class, ReportRequest.MAX_BYTES));
    exchange.sendStatus(204);
  }

  private void requireUp() throws RequestException {
    if (down) {
      throw new RequestException(503, "Down", "on purpose");
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
