package io.peerage.adapter;

import io.peerage.adapter.admission.BreakerSettings;
import io.peerage.adapter.admission.OriginBudget;
import io.peerage.adapter.admission.OriginCircuit;
import io.peerage.adapter.http.AdapterRoutes;
import io.peerage.adapter.http.Site;
import io.peerage.adapter.http.Sites;
import io.peerage.adapter.keys.SiteSigner;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.publish.ContentService;
import io.peerage.adapter.publish.ContentStore;
import io.peerage.adapter.publish.ObjectStore;
import io.peerage.adapter.publish.Publisher;
import io.peerage.adapter.publish.SigningLanes;
import io.peerage.adapter.publish.StateFolder;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.spool.Spool;
import io.peerage.adapter.spool.SpoolCounters;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.WritableFolder;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Renewal;
import io.peerage.runtime.lifecycle.PeriodicTask;
import io.peerage.runtime.lifecycle.Readiness;
import io.peerage.runtime.metrics.Metrics;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.OperationsRoutes;
import io.peerage.runtime.server.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An origin adapter: stands before the origins of its sites, signs what they publish, and serves
 * manifests, chunks and root documents to agents; the rest it passes through. This class wires it:
 * read {@link #start} and you know the program.
 *
 * <p>Started once, closed once; the accessors may be called from any thread in between.
 */
public final class OriginAdapter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OriginAdapter.class);
  private static final Duration RENEWAL_LOOK = Duration.ofSeconds(15);
  private static final Duration TRAFFIC_REPORT = Duration.ofSeconds(5);
  private static final Duration TRACKER_TIMEOUT = Duration.ofSeconds(10);

  private final AdapterConfig config;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Optional<CurrentIdentity> given;
  private final Readiness readiness = new Readiness();

  /** What {@link #close} closes, the last one first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private @Nullable Started started;

  private record Started(
      CurrentIdentity identity,
      HttpServer agents,
      Optional<HttpServer> plain,
      HttpServer operations,
      Map<SiteName, Site> sites) {}

  /** An adapter with the identity in its folder, or that an enrolment token gives it. */
  public OriginAdapter(AdapterConfig config, InstantSource clock, SecureRandom random) {
    this(config, System.getenv(), clock, random, Optional.empty());
  }

  /**
   * An adapter in given surroundings.
   *
   * @param environment where passphrases may be
   * @param identity in place of the one in its folder; nobody renews it
   */
  public OriginAdapter(
      AdapterConfig config,
      Map<String, String> environment,
      InstantSource clock,
      SecureRandom random,
      Optional<CurrentIdentity> identity) {
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.random = random;
    this.given = identity;
  }

  /**
   * Starts everything and listens.
   *
   * @throws IOException when something hinders it; the message names the key, file or address and
   *     what mends it, and nothing is left running
   */
  public void start() throws IOException {
    try {
      started = startAll();
      log.info(
          "serving {} to agents on port {}, as {}",
          started.sites().keySet(),
          agentsPort(),
          started.identity().get().id());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Started startAll() throws IOException {
    Metrics registry = opened(new Metrics());
    AdapterMetrics metrics = new AdapterMetrics(registry.registry());

    Path stateFolder = WritableFolder.require("state.folder", config.state().folder());
    opened(StateLock.take(stateFolder));
    StateFolder state =
        new StateFolder(stateFolder, config.state().quota().bytes(), true, clock, metrics);
    ObjectStore objects = new ObjectStore(state);
    ContentStore contentStore = new ContentStore(state);
    Optional<Spool> spool = openSpool();
    OriginBudget budget =
        new OriginBudget(
            new OriginBudget.Limits(
                config.limits().originFetches(),
                config.limits().passThrough(),
                perSite(),
                config.limits().originQueue(),
                config.limits().originWait().duration()),
            metrics);
    watch(metrics, state, spool, budget);

    SiteWiring wiring =
        new SiteWiring(
            config,
            objects,
            contentStore,
            spool,
            new SigningLanes(config.signing().concurrency()),
            budget,
            metrics,
            environment,
            clock,
            random);
    Map<SiteName, Site> sites = new LinkedHashMap<>();
    List<OriginCircuit> circuits = new ArrayList<>();
    for (SiteConfig siteConfig : config.sites()) {
      SiteSigner signer = wiring.signer(siteConfig);
      Source source = opened(wiring.source(siteConfig));
      OriginCircuit circuit =
          new OriginCircuit(
              siteConfig.name(),
              // To ask a folder costs nothing, and one file's failure is not the others'.
              siteConfig.source().remote()
                  ? config.origin().breaker().toSettings()
                  : BreakerSettings.OFF,
              clock,
              metrics);
      circuits.add(circuit);
      if (!siteConfig.source().remote()) {
        metrics.isFolder(siteConfig.name().value());
      }
      Site site = wiring.wire(siteConfig, signer, source, circuit);
      opened(site.publisher());
      sites.put(site.name(), site);
      readiness.require("keys of " + site.name(), signer::complaint);
      metrics.gauge(
          "peerage.adapter.keys.expiry.seconds",
          "When signing ends unless the keys are renewed, in Unix time",
          () -> (double) signer.expires().getEpochSecond(),
          "site",
          site.name().value());
    }
    ContentService contents = opened(new ContentService(contentStore, spool, publishers(sites)));

    KeptIdentity kept =
        given.isPresent()
            ? new KeptIdentity(given.get(), () -> Duration.ZERO)
            : keepIdentity(metrics);
    CurrentIdentity identity = kept.identity();
    readiness.require("identity", () -> complaint(kept));

    AdapterRoutes routes =
        new AdapterRoutes(
            new Sites(new ArrayList<>(sites.values())),
            contents,
            pseudonym(),
            config.limits().requests(),
            config.limits().requestBody().bytes(),
            metrics,
            clock,
            kept.grace());
    HttpServer operations =
        listen(
            "operations",
            config.listen().operations(),
            Optional.empty(),
            OperationsRoutes.addTo(new Routes(), readiness, registry)
                .add(
                    "GET",
                    "/origins",
                    exchange -> exchange.sendJson(200, OriginsReport.of(circuits))));
    HttpServer agents =
        listen(
            "agents",
            config.listen().agents(),
            Optional.of(FleetTls.context(identity, AdapterRoutes.CLIENTS, clock, kept.grace())),
            routes.forAgents());
    Optional<HttpServer> plain = Optional.empty();
    if (config.listen().plain().enabled()) {
      plain =
          Optional.of(
              listen(
                  "plain.address",
                  config.listen().plain().address(),
                  Optional.empty(),
                  routes.forAnyone()));
    }
    KeysWatch keys = new KeysWatch(List.copyOf(sites.values()), clock);
    opened(PeriodicTask.start("reload-keys", config.keysReload().duration(), keys::look));
    return new Started(identity, agents, plain, operations, Map.copyOf(sites));
  }

  /** An origin that hangs leaves a quarter of the places to the other sites. */
  private int perSite() {
    int fetches = config.limits().originFetches();
    return config.sites().size() < 2 ? fetches : Math.max(1, fetches * 3 / 4);
  }

  private Optional<Spool> openSpool() throws IOException {
    return config.sites().stream().anyMatch(site -> site.source().remote())
        ? Optional.of(
            new Spool(
                WritableFolder.require("spool.folder", config.spool().folder()),
                config.spool().quota().bytes(),
                clock))
        : Optional.empty();
  }

  private static void watch(
      AdapterMetrics metrics, StateFolder state, Optional<Spool> spool, OriginBudget budget) {
    metrics.gauge(
        "peerage.adapter.origin.fetches", "Fetches from origins under way", budget::underWay);
    metrics.gauge(
        "peerage.adapter.origin.waiting", "Requests that wait for a fetch", budget::waiting);
    metrics.gauge("peerage.adapter.state.bytes", "Size of the state", state::usedBytes);
    spool.ifPresent(s -> {
      metrics.gauge("peerage.adapter.spool.bytes", "Size of the spool", s::usedBytes);
      SpoolCounters counters = s.counters();
      metrics.counter(
          "peerage.adapter.spool.hits", "Chunks found in the spool", counters, SpoolCounters::hits);
      metrics.counter(
          "peerage.adapter.spool.misses",
          "Chunks not found in the spool",
          counters,
          SpoolCounters::misses);
      metrics.counter(
          "peerage.adapter.spool.evictions",
          "Files deleted to make room",
          counters,
          SpoolCounters::evictions);
      metrics.counter(
          "peerage.adapter.spool.damaged",
          "Files found to be wrong",
          counters,
          SpoolCounters::damaged);
      metrics.counter(
          "peerage.adapter.spool.failures",
          "Times that the spool's disk refused",
          counters,
          SpoolCounters::failures);
    });
  }

  /**
   * Who the adapter is.
   *
   * @param grace how long certificates, its own and its clients', are good beyond their end
   */
  private record KeptIdentity(CurrentIdentity identity, Supplier<Duration> grace) {}

  private KeptIdentity keepIdentity(AdapterMetrics metrics) throws IOException {
    AdapterIdentity obtained = AdapterIdentity.obtain(config, clock, random);
    CurrentIdentity identity = new CurrentIdentity(obtained.identity());
    SSLContext tls = FleetTls.context(identity, Set.of(Role.TRACKER), clock);
    FleetClient client = opened(new FleetClient(identity, tls, clock, TRACKER_TIMEOUT, 2, 2));
    Renewal renewal = new Renewal(identity, obtained.files(), obtained.tracker(), client, clock);
    opened(PeriodicTask.start("renew-identity", RENEWAL_LOOK, renewal::tend));
    TrafficReport report =
        opened(new TrafficReport(client, obtained.tracker(), metrics, "e-" + randomHex(8)));
    opened(PeriodicTask.start("traffic-report", TRAFFIC_REPORT, report::tell));
    // Where its own renewals do not get through, neither do the agents'.
    return new KeptIdentity(
        identity, () -> renewal.isTrackerAway() ? FleetTls.GRACE : Duration.ZERO);
  }

  private Optional<String> complaint(KeptIdentity kept) {
    Instant expires = kept.identity().get().expires();
    return clock.instant().isBefore(expires.plus(kept.grace().get()))
        ? Optional.empty()
        : Optional.of("the certificate expired at " + expires);
  }

  private HttpServer listen(
      String name, ListenAddress address, Optional<SSLContext> tls, Routes routes)
      throws IOException {
    HttpServer server = new HttpServer(name, address, tls, config.drain().duration(), routes);
    server.start("listen." + name);
    return opened(server);
  }

  private static Map<SiteName, Publisher> publishers(Map<SiteName, Site> sites) {
    return sites.values().stream().collect(Collectors.toMap(Site::name, Site::publisher));
  }

  private String pseudonym() {
    return "peerage-adapter-" + randomHex(4);
  }

  private String randomHex(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  /** The port that agents connect to. */
  public int agentsPort() {
    return running().agents().port();
  }

  /** The port of the listener without TLS, if it is on. */
  public OptionalInt plainPort() {
    return running().plain().map(HttpServer::port).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** The port of {@code /livez}, {@code /readyz} and {@code /metrics}. */
  public int operationsPort() {
    return running().operations().port();
  }

  /** Who the adapter is. */
  public SpiffeId id() {
    return running().identity().get().id();
  }

  /** What agents pin of each site. */
  public Map<SiteName, RootPin> pins() {
    return running().sites().values().stream()
        .collect(Collectors.toMap(Site::name, site -> site.signer().chain().pin()));
  }

  public Readiness readiness() {
    return readiness;
  }

  private Started running() {
    Started current = started;
    if (current == null) {
      throw new IllegalStateException("the adapter is not started");
    }
    return current;
  }

  /** Takes nothing new, lets requests under way finish within the configured time, and stops. */
  @Override
  public void close() {
    readiness.startDraining();
    while (!opened.isEmpty()) {
      AutoCloseable next = opened.pop();
      try {
        next.close();
      } catch (Exception e) {
        log.warn("closing {} failed", next.getClass().getSimpleName(), e);
      }
    }
  }
}
