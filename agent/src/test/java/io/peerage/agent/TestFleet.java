package io.peerage.agent;

import io.peerage.agent.http.EdgeConfig;
import io.peerage.agent.origin.SiteConfig;
import io.peerage.agent.peer.PeerConfig;
import io.peerage.agent.responses.CacheConfig;
import io.peerage.agent.store.StoreConfig;
import io.peerage.agent.swarm.SwarmConfig;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.ChunkSet;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.protocol.message.Neighbour;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.testing.HostilePeers;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestSite;
import io.peerage.testing.TestTrustDomain;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Real agents on loopback, with a fake adapter and a fake tracker. */
public final class TestFleet implements AutoCloseable {
  private static final ListenAddress ANY = ListenAddress.parse("127.0.0.1:0");
  private final Path folder;
  private final InstantSource clock = InstantSource.system();
  public final TestTrustDomain domain = new TestTrustDomain(Instant.now());
  public final TestSite site = new TestSite("media.example", Instant.now());
  public final FakeAdapter adapter;
  public final FakeTracker tracker;
  public final List<Agent> agents = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  public TestFleet(Path folder) throws IOException {
    this.folder = folder;
    this.adapter = new FakeAdapter(domain, site, clock);
    this.tracker = new FakeTracker(domain, clock);
  }

  public Agent start(String name) throws IOException, ConfigException {
    return start(name, config(name), UnaryOperator.identity());
  }

  public Agent start(String name, AgentConfig config, UnaryOperator<HttpHandler> peerFilter)
      throws IOException, ConfigException {
    return start(name, config, domain.current(Role.AGENT, name), peerFilter);
  }

  /** An agent that does harm to others. */
  public Agent startHostile(String name, HostilePeers harm) throws IOException, ConfigException {
    CurrentIdentity identity = domain.current(Role.AGENT, name);
    return start(
        name, config(name), identity, server -> harm.wrap(server, () -> identity.get().key()));
  }

  private Agent start(
      String name, AgentConfig config, CurrentIdentity identity, UnaryOperator<HttpHandler> filter)
      throws IOException, ConfigException {
    Agent agent =
        new Agent(
            config,
            clock,
            new SecureRandom(),
            new IdentityFiles(Path.of(config.dataFolder(), "identity")),
            identity,
            filter);
    agent.start();
    agents.add(agent);
    names.add(name);
    return agent;
  }

  public AgentConfig config(String name) {
    AgentConfig d = AgentConfig.DEFAULTS;
    return new AgentConfig(
        folder.resolve(name).toString(),
        "test",
        new EdgeConfig(
            ANY,
            "peerage",
            TimeSpan.ofSeconds(10),
            64,
            EdgeConfig.TlsConfig.OFF,
            EdgeConfig.LimitsConfig.DEFAULTS),
        new PeerConfig(ANY, "", 32, d.peer().uploadRate()),
        new AgentConfig.OperationsConfig(ANY),
        new TrackerConfig(tracker.uri().toString(), "", "", TimeSpan.ofSeconds(2)),
        List.of(SiteConfig.of(site.name(), List.of("*"), adapter.uri(), site.pin())),
        d.store(),
        d.manifests(),
        d.cache(),
        d.prefetch(),
        impatient(d.swarm()),
        TimeSpan.ofSeconds(2));
  }

  /** The same with a budget of three seconds, so that tests of failures do not take long. */
  private static SwarmConfig impatient(SwarmConfig s) {
    return new SwarmConfig(
        s.firstByte(),
        s.stall(),
        s.patience(),
        s.originAfter(),
        TimeSpan.ofSeconds(3),
        s.minRate(),
        s.attempts(),
        s.readAhead(),
        s.inFlight(),
        s.avoidMismatch());
  }

  /** The same, but never hedging: a count of fetches does not depend on how busy the machine is. */
  public static AgentConfig withoutHedges(AgentConfig c) {
    SwarmConfig s = c.swarm();
    TimeSpan never = TimeSpan.ofSeconds(30);
    SwarmConfig patient =
        new SwarmConfig(
            never,
            never,
            never,
            never,
            never,
            new ByteSize(0),
            s.attempts(),
            s.readAhead(),
            s.inFlight(),
            s.avoidMismatch());
    return changed(c, c.edge(), c.sites(), c.store(), c.cache(), patient);
  }

  /** Makes all started agents neighbours, and waits until each knows it. */
  public void makeNeighbours() {
    List<Neighbour> all = new ArrayList<>();
    for (int i = 0; i < agents.size(); i++) {
      all.add(
          new Neighbour(
              new AgentId(names.get(i)), new PeerEndpoint("127.0.0.1", agents.get(i).peerPort())));
    }
    tracker.neighbours = all;
    for (Agent agent : agents) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> metric(agent, "peerage_agent_neighbours") == agents.size());
    }
  }

  /** The same with nothing kept in memory, so that all is read from files. */
  public static AgentConfig withoutMemory(AgentConfig c) {
    StoreConfig store =
        new StoreConfig(
            c.store().quota(), new ByteSize(0), c.store().verifyReads(), c.store().reverifyAfter());
    return changed(c, c.edge(), c.sites(), store, c.cache(), c.swarm());
  }

  /** The same with other sites. */
  public static AgentConfig withSites(AgentConfig c, List<SiteConfig> sites) {
    return changed(c, c.edge(), sites, c.store(), c.cache(), c.swarm());
  }

  /** The same with its edge at another address. */
  public static AgentConfig withEdge(AgentConfig c, ListenAddress address) {
    EdgeConfig e = c.edge();
    return withEdge(
        c,
        new EdgeConfig(address, e.name(), e.clientPatience(), e.maxPassing(), e.tls(), e.limits()));
  }

  /** The same with another edge. */
  public static AgentConfig withEdge(AgentConfig c, EdgeConfig edge) {
    return changed(c, edge, c.sites(), c.store(), c.cache(), c.swarm());
  }

  /** The same with TLS for clients, by {@code cert.pem} and {@code key.pem} in a folder. */
  public static AgentConfig withTls(AgentConfig c, Path certificates) {
    EdgeConfig e = c.edge();
    return withEdge(
        c,
        new EdgeConfig(
            e.listen(),
            e.name(),
            e.clientPatience(),
            e.maxPassing(),
            new EdgeConfig.TlsConfig(
                ANY,
                certificates.resolve("cert.pem").toString(),
                certificates.resolve("key.pem").toString()),
            e.limits()));
  }

  /** The same with another cache for what passes through. */
  public static AgentConfig withCache(AgentConfig c, CacheConfig cache) {
    return changed(c, c.edge(), c.sites(), c.store(), cache, c.swarm());
  }

  private static AgentConfig changed(
      AgentConfig c,
      EdgeConfig edge,
      List<SiteConfig> sites,
      StoreConfig store,
      CacheConfig cache,
      SwarmConfig swarm) {
    return new AgentConfig(
        c.dataFolder(),
        c.zone(),
        edge,
        c.peer(),
        c.operations(),
        c.tracker(),
        sites,
        store,
        c.manifests(),
        cache,
        c.prefetch(),
        swarm,
        c.drain());
  }

  /** What a tracker would say of an agent that has all of {@code content}. */
  public List<LocateResponse.Offer> offersOf(Agent agent, String name, SeededContent content) {
    return List.of(
        new LocateResponse.Offer(
            new AgentId(name),
            new PeerEndpoint("127.0.0.1", agent.peerPort()),
            "test",
            ChunkSet.of(content.hashed().layout().allChunks())));
  }

  /** A request to an agent's edge. */
  public HttpResponse<byte[]> get(Agent agent, String path, String... headers) throws Exception {
    return send(agent, "GET", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  public HttpResponse<byte[]> send(
      Agent agent, String method, String path, HttpRequest.BodyPublisher body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.edgePort() + path))
            .method(method, body)
            .timeout(Duration.ofSeconds(60));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The sum of a metric over its labels. */
  public double metric(Agent agent, String name) {
    try {
      String text =
          http.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + agent.operationsPort() + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return text.lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    agents.forEach(Agent::close);
    http.close();
    adapter.close();
    tracker.close();
  }
}
