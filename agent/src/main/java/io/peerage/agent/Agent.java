package io.peerage.agent;

import io.peerage.agent.accounting.Admission;
import io.peerage.agent.accounting.ReceiptBook;
import io.peerage.agent.accounting.TicketWallet;
import io.peerage.agent.delivery.Delivery;
import io.peerage.agent.http.EdgePorts;
import io.peerage.agent.http.HttpEdge;
import io.peerage.agent.http.OperationsHandler;
import io.peerage.agent.manifest.Manifests;
import io.peerage.agent.origin.Site;
import io.peerage.agent.peer.PeerClient;
import io.peerage.agent.peer.PeerServer;
import io.peerage.agent.prefetch.Prefetcher;
import io.peerage.agent.purge.Purges;
import io.peerage.agent.responses.ResponseCache;
import io.peerage.agent.responses.ResponseStore;
import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.swarm.HomeService;
import io.peerage.agent.swarm.Swarm;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.agent.tracker.AccusationLink;
import io.peerage.agent.tracker.FleetView;
import io.peerage.agent.tracker.FollowedDenyList;
import io.peerage.agent.tracker.Locator;
import io.peerage.agent.tracker.ObservationLog;
import io.peerage.agent.tracker.PurgeLink;
import io.peerage.agent.tracker.ReceiptLink;
import io.peerage.agent.tracker.TakedownLink;
import io.peerage.agent.tracker.TrackerLink;
import io.peerage.agent.traffic.MemoryBudget;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.Listener;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.message.Purge;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.WritableFolder;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.runtime.identity.Renewal;
import io.peerage.runtime.lifecycle.PeriodicTask;
import io.peerage.runtime.lifecycle.Readiness;
import io.peerage.runtime.metrics.Metrics;
import io.peerage.runtime.transfer.AnswerSignatures;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent, wired by hand: from its configuration to three listeners.
 *
 * <pre>
 * clients  -> HttpEdge -> Delivery -> Manifests -> Site (origin adapter)
 *    |                       |-> ChunkStore
 *    |                       `-> Swarm -> other agents, Site
 *    |-> ResponseCache -> ResponseStore, Site
 *    `-> Prefetcher -> Delivery, ResponseCache
 * agents   -> PeerServer -> ChunkStore, HomeService -> Swarm
 * tracker <-  TrackerLink (what it holds and saw), Renewal (its certificate)
 *    |-----> TicketWallet -> Swarm -> ReceiptBook -> ReceiptLink, PeerServer -> Admission
 *    |<----- AccusationLink (what other agents signed and is wrong) <- PeerClient
 *    |-----> PurgeLink -> Purges -> Manifests, ResponseCache
 *    `-----> TakedownLink -> Takedowns, which all that serve and fetch ask first
 * </pre>
 */
public final class Agent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);
  private static final Duration PEER_CONNECT_TIMEOUT = Duration.ofSeconds(2);

  // Behind the origin there is nobody else to ask, so it is given time, and the adapter's own
  // limits (origin.connect and origin.silence there) run out first.
  private static final Duration ORIGIN_CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ORIGIN_SILENCE = Duration.ofSeconds(30);
  private static final Duration EDGE_PAUSE = Duration.ofSeconds(2);
  private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(1);

  /** While the tracker has been silent for so long nobody's certificate is renewed... */
  private static final Duration TRACKER_AWAY = Duration.ofMinutes(2);

  private static final int MAX_CONNECTIONS_PER_PEER = 8;
  private static final int MAX_CONNECTIONS_PER_ORIGIN = 128;
  private static final int MAX_CONNECTIONS = 1024;

  private final AgentConfig config;
  private final CurrentIdentity identity;
  private final Readiness readiness = new Readiness();
  private final Metrics metrics = new Metrics();
  private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  private final ChunkStore store;
  private final TrackerLink trackerLink;
  private final AccusationLink accusations;
  private final PurgeLink purgeLink;
  private final Renewal renewal;
  private final GracefulShutdownHandler edgeHandler;
  private final EdgePorts edge;
  private final Listener peers;
  private final Listener operations;
  private final List<AutoCloseable> closeables = new ArrayList<>();
  private final List<PeriodicTask> tasks = new ArrayList<>();

  /**
   * An agent with the given configuration. Enrols first if it has no identity yet.
   *
   * @throws ConfigException naming everything that is missing
   * @throws IOException when it cannot enrol, or its folder cannot be used
   */
  public static Agent create(AgentConfig config, InstantSource clock, SecureRandom random)
      throws IOException, ConfigException {
    return create(config, clock, random, UnaryOperator.identity());
  }

  /** The same, with a filter around the handler of other agents' requests. */
  public static Agent create(
      AgentConfig config,
      InstantSource clock,
      SecureRandom random,
      UnaryOperator<HttpHandler> peerFilter)
      throws IOException, ConfigException {
    WritableFolder.require("dataFolder", config.dataFolder());
    IdentityFiles files = new IdentityFiles(Path.of(config.dataFolder(), "identity"));
    Identity identity =
        AgentIdentity.obtain(config.tracker(), missing(config), files, clock, random);
    return new Agent(config, clock, random, files, new CurrentIdentity(identity), peerFilter);
  }

  /**
   * @param identity who it is; its renewals are saved in {@code files}
   * @param peerFilter put around the handler of other agents' requests
   */
  public Agent(
      AgentConfig config,
      InstantSource clock,
      SecureRandom random,
      IdentityFiles files,
      CurrentIdentity identity,
      UnaryOperator<HttpHandler> peerFilter)
      throws IOException, ConfigException {
    this.config = config;
    this.identity = identity;
    List<String> problems = missing(config);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    URI tracker = URI.create(config.tracker().url());
    Path data = Path.of(config.dataFolder());
    Identity self = identity.get();
    AgentMetrics meters = new AgentMetrics(metrics.registry());
    TrafficMeter traffic = new TrafficMeter();
    MemoryBudget memory = new MemoryBudget(config.edge().limits().memory().bytes());
    FleetView fleet = new FleetView(clock);
    FollowedDenyList denyList =
        new FollowedDenyList(fleet, self.authorityPin(), clock, data.resolve("deny-list.json"));
    denyList.load();
    ObservationLog observations = new ObservationLog();

    this.store = ChunkStore.open(data.resolve("store"), config.store(), clock, meters);

    Takedowns takedowns =
        Takedowns.open(
            data.resolve("takedowns.json"),
            self.authorityPin(),
            clock,
            meters,
            // The tracker is told anew whether it is here.
            roots ->
                store
                    .journal()
                    .putBack(
                        roots.stream().filter(root -> store.verifier(root).isPresent()).toList()));

    FleetClient trackerClient =
        client(Set.of(Role.TRACKER), config.tracker().timeout().duration(), fleet, clock, 5);
    FleetClient originClient =
        client(
            Set.of(Role.ORIGIN_ADAPTER),
            ORIGIN_CONNECT_TIMEOUT,
            fleet,
            clock,
            MAX_CONNECTIONS_PER_ORIGIN);
    FleetClient peerClient =
        client(Set.of(Role.AGENT), PEER_CONNECT_TIMEOUT, fleet, clock, MAX_CONNECTIONS_PER_PEER);

    List<Site> sites =
        config.sites().stream().map(site -> new Site(site, originClient, ORIGIN_SILENCE)).toList();
    Purges purges = Purges.open(data.resolve("purges.log"), clock, meters, this::asNamedHere);
    Manifests manifests =
        Manifests.open(data, sites, config.manifests(), clock, meters, purges.log());
    TicketWallet wallet = new TicketWallet(self.id().id(), self.authority(), clock);
    this.accusations =
        new AccusationLink(
            trackerClient,
            tracker,
            config.tracker().timeout().duration(),
            identity,
            clock,
            data.resolve("accusations"));
    accusations.load();
    Locator locator =
        new Locator(trackerClient, tracker, config.tracker().timeout().duration(), wallet, clock);
    Swarm swarm =
        new Swarm(
            self.id().id(),
            config.zone(),
            config.swarm(),
            store,
            fleet,
            locator,
            new PeerClient(
                peerClient, self.id().trustDomain(), new AnswerSignatures(clock), accusations),
            wallet,
            observations,
            traffic,
            takedowns,
            meters,
            System::nanoTime,
            random);
    Delivery delivery = new Delivery(manifests, store, swarm, config.swarm().readAhead().bytes());

    ResponseCache cache =
        new ResponseCache(
            ResponseStore.open(data.resolve("responses"), config.cache()),
            config.cache(),
            config.edge().maxPassing(),
            traffic,
            memory,
            virtualThreads,
            clock,
            purges.log());
    purges.reach(manifests);
    purges.reach(cache);
    this.purgeLink = new PurgeLink(trackerClient, tracker, self.authorityPin(), clock, purges);

    Admission admission =
        new Admission(
            self.id().id(),
            self.authority(),
            config.peer().uploadSlots(),
            fleet::lastContact,
            clock);
    PeerServer peerServer =
        new PeerServer(
            config.peer(),
            identity,
            clock,
            store,
            new HomeService(swarm, store, sites),
            fleet,
            admission,
            takedowns,
            traffic,
            virtualThreads,
            System::nanoTime);
    // At once, since the port is announced.
    this.peers =
        Listener.mutual(
                "peer.listen",
                config.peer().listen(),
                tls(Set.of(Role.AGENT), fleet, clock),
                peerFilter.apply(peerServer))
            .start();
    HttpEdge httpEdge =
        new HttpEdge(
            config.edge(),
            self.id().id().value(),
            sites,
            delivery,
            cache,
            new Prefetcher(config.prefetch(), delivery, cache, takedowns, meters, virtualThreads),
            takedowns,
            traffic,
            memory,
            virtualThreads,
            clock,
            random::nextLong);
    this.edgeHandler = new GracefulShutdownHandler(httpEdge);
    this.edge = new EdgePorts(config.edge(), httpEdge, edgeHandler, clock);
    this.operations =
        Listener.plain(
            "operations.listen",
            config.operations().listen(),
            new OperationsHandler(readiness, metrics));

    this.trackerLink =
        new TrackerLink(
            trackerClient,
            new TrackerLink.Self(
                tracker,
                config.tracker().timeout().duration(),
                config.zone(),
                advertised(),
                randomHex(random, 8)),
            fleet,
            denyList,
            new TakedownLink(
                trackerClient, tracker, config.tracker().timeout().duration(), takedowns),
            wallet,
            new ReceiptLink(
                trackerClient,
                tracker,
                config.tracker().timeout().duration(),
                ReceiptBook.open(
                    data.resolve("receipts"), wallet, identity, clock, randomHex(random, 16)),
                admission),
            new StoreHoldings(store, takedowns),
            observations,
            traffic,
            peerServer::capacity);
    this.renewal = new Renewal(identity, files, tracker, trackerClient, clock);

    closeables.addAll(
        List.of(trackerClient, originClient, peerClient, store, virtualThreads, metrics));
    meters.bindTraffic(traffic);
    meters.bindEdge(edge, memory);
    meters.bindStore(store);
    meters.bindSwarm(swarm, fleet, clock);
    meters.bindTakedowns(takedowns);
    readiness.require("store", store::complaint);
    readiness.require(
        "certificate",
        () ->
            clock.instant().isBefore(identity.get().expires()) || isTrackerAway(fleet, clock)
                ? Optional.empty()
                : Optional.of("it ended at " + identity.get().expires()));
  }

  /**
   * Starts to serve.
   *
   * @throws IOException when an address cannot be had
   */
  public void start() throws IOException {
    operations.start();
    edge.start();
    tasks.add(PeriodicTask.start("heartbeat", trackerLink::pause, trackerLink::beat));
    tasks.add(PeriodicTask.start("accusations", accusations::pause, accusations::tend));
    tasks.add(PeriodicTask.start("edge", EDGE_PAUSE, edge::tend));
    tasks.add(PeriodicTask.start("purges", purgeLink::pause, purgeLink::hold));
    tasks.add(PeriodicTask.start("renewal", RENEWAL_PAUSE, renewal::tend));
    log.info(
        "{} serves clients on port {}, agents on {}, operators on {}",
        identity.get().id(),
        edgePort(),
        peerPort(),
        operationsPort());
  }

  /** The port for clients. */
  public int edgePort() {
    return edge.port();
  }

  /** The port for clients with TLS, if there is one. */
  public OptionalInt edgeTlsPort() {
    return edge.tlsPort();
  }

  /** The port for other agents. */
  public int peerPort() {
    return peers.port();
  }

  /** The port for operators. */
  public int operationsPort() {
    return operations.port();
  }

  /** Says goodbye to the tracker, lets requests under way end, and stops. */
  @Override
  public void close() {
    readiness.startDraining();
    purgeLink.close();
    tasks.forEach(PeriodicTask::close);
    trackerLink.leave();
    purgeLink.leave();
    edgeHandler.shutdown();
    try {
      if (!edgeHandler.awaitShutdown(config.drain().toMillis())) {
        log.warn("requests still under way after {} are broken off", config.drain());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    edge.stop();
    peers.stop();
    operations.stop();
    virtualThreads.shutdownNow();
    for (AutoCloseable closeable : closeables) {
      try {
        closeable.close();
      } catch (Exception e) {
        log.warn("closing {}: {}", closeable, e.toString());
      }
    }
  }

  private static String randomHex(SecureRandom random, int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  private static List<String> missing(AgentConfig config) {
    List<String> problems = new ArrayList<>();
    if (config.tracker().url().isEmpty()) {
      problems.add("tracker.url is missing: the https URL of the tracker's listener for agents");
    }
    if (config.sites().isEmpty()) {
      problems.add("sites is empty: name at least one site with hosts, adapter and rootPin");
    }
    return problems;
  }

  private FleetClient client(
      Set<Role> believed,
      Duration connectTimeout,
      FleetView fleet,
      InstantSource clock,
      int maxPerHost) {
    return new FleetClient(
        identity, tls(believed, fleet, clock), clock, connectTimeout, maxPerHost, MAX_CONNECTIONS);
  }

  private SSLContext tls(Set<Role> believed, FleetView fleet, InstantSource clock) {
    return FleetTls.context(
        identity,
        believed,
        clock,
        () -> isTrackerAway(fleet, clock) ? FleetTls.GRACE : Duration.ZERO);
  }

  private static boolean isTrackerAway(FleetView fleet, InstantSource clock) {
    Instant last = fleet.lastContact();
    return clock.instant().isAfter(last.plus(TRACKER_AWAY));
  }

  /** A purge of one object by the name that the site's rule for queries gives it. */
  private Purge asNamedHere(Purge purge) {
    return purge.kind() != Purge.Kind.URL
        ? purge
        : config.sites().stream()
            .filter(site -> site.name().equals(purge.site()))
            .findFirst()
            .map(site ->
                new Purge(
                    purge.site(), purge.kind(), site.query().nameOf(purge.value()), purge.mode()))
            .orElse(purge);
  }

  private PeerEndpoint advertised() {
    String advertise = config.peer().advertise();
    if (!advertise.isEmpty()) {
      return advertise.indexOf(':') < 0
          ? new PeerEndpoint(advertise, peerPort())
          : PeerEndpoint.parse(advertise);
    }
    String host = config.peer().listen().host();
    return new PeerEndpoint(isAny(host) ? ownAddress() : host, peerPort());
  }

  private static boolean isAny(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  private static String ownAddress() {
    try {
      return java.net.InetAddress.getLocalHost().getHostAddress();
    } catch (java.net.UnknownHostException e) {
      return "127.0.0.1";
    }
  }
}
