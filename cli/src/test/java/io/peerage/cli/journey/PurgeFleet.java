package io.peerage.cli.journey;

import io.peerage.adapter.AdapterConfig;
import io.peerage.adapter.OriginAdapter;
import io.peerage.adapter.keys.KeyEncryption;
import io.peerage.adapter.keys.KeyPolicy;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteKeys;
import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.http.AdminClient;
import io.peerage.runtime.identity.PrivateFiles;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.Routes;
import io.peerage.tracker.Tracker;
import io.peerage.tracker.TrackerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A tracker, an adapter and agents within this process, over real sockets, before an origin whose
 * objects have versions. What is below {@code /signed/} gets manifests; nothing else does.
 */
final class PurgeFleet implements AutoCloseable {
  static final SiteName SITE = new SiteName("media.example.com");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BODY_BYTES = 40_000;

  final List<Agent> agents = new ArrayList<>();
  private final List<AgentConfig> configs = new ArrayList<>();
  final Tracker tracker;
  final AdminClient admin;
  private final Path folder;
  private final Map<String, Integer> versions = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /**
   * @param settings of the tracker, {@code key=value}
   */
  PurgeFleet(Path folder, int agents, String... settings) throws Exception {
    this.folder = folder;
    HttpServer origin =
        open(
            new HttpServer(
                "origin",
                ListenAddress.parse("127.0.0.1:0"),
                Optional.empty(),
                Duration.ZERO,
                new Routes().otherwise(this::serve)));
    origin.start("origin");
    this.tracker =
        open(
            new Tracker(
                load(
                    TrackerConfig.ENVIRONMENT_PREFIX,
                    TrackerConfig.DEFAULTS,
                    Stream.concat(
                            Stream.of(
                                "dataFolder=" + folder.resolve("tracker"),
                                "trustDomain=peerage.test",
                                "agents.listen=127.0.0.1:0",
                                "admin.listen=127.0.0.1:0",
                                "drain=1s"),
                            Stream.of(settings))
                        .toArray(String[]::new)),
                InstantSource.system(),
                RANDOM));
    tracker.start();
    this.admin = open(new AdminClient(adminUrl(), Files.readString(adminTokenFile()).strip()));
    RootPin pin = makeKeys();
    int adapterPort = startAdapter(origin.port());
    for (int i = 1; i <= agents; i++) {
      startAgent("agent-" + i, adapterPort, pin);
    }
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.push(resource);
    return resource;
  }

  private static <T extends Record> T load(String prefix, T defaults, String... settings)
      throws Exception {
    return new ConfigLoader(prefix).load(defaults, Optional.empty(), Map.of(), List.of(settings));
  }

  private <T extends Record> T loadYaml(String name, String prefix, T defaults, String yaml)
      throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    return new ConfigLoader(prefix).load(defaults, Optional.of(file), Map.of(), List.of());
  }

  private RootPin makeKeys() throws IOException {
    Path keys = folder.resolve("keys");
    PrivateFiles.createFolder(keys);
    PrivateFiles.write(keys.resolve("passphrase"), "one that only this test knows\n");
    Passphrase passphrase = Passphrase.ofFile(keys.resolve("passphrase"));
    KeyPolicy policy =
        new KeyPolicy(1, 1, Duration.ofDays(30), Duration.ofDays(30), Duration.ofDays(1));
    return new SiteKeys(keys, keys, new KeyEncryption(1 << 12), InstantSource.system(), RANDOM)
        .init(SITE, policy, new SiteKeys.Passphrases(passphrase, passphrase))
        .pin();
  }

  private int startAdapter(int originPort) throws Exception {
    AdapterConfig config =
        loadYaml(
            "adapter",
            AdapterConfig.ENVIRONMENT_PREFIX,
            AdapterConfig.DEFAULTS,
            """
            listen: {agents: '127.0.0.1:0', operations: '127.0.0.1:0'}
            identity: {folder: '%1$s/adapter/identity', token: '%2$s'}
            state: {folder: '%1$s/adapter/state'}
            spool: {folder: '%1$s/adapter/spool'}
            sites:
            - name: %3$s
              hosts: ['*']
              source: {http: 'http://127.0.0.1:%4$d'}
              keys: {folder: '%1$s/keys', passphraseFile: '%1$s/keys/passphrase'}
              rules: {include: ['/signed/**']}
            """
                .formatted(folder, token(Role.ORIGIN_ADAPTER), SITE, originPort));
    OriginAdapter adapter = open(new OriginAdapter(config, InstantSource.system(), RANDOM));
    adapter.start();
    return adapter.agentsPort();
  }

  private void startAgent(String name, int adapterPort, RootPin pin) throws Exception {
    AgentConfig config =
        loadYaml(
            name,
            "PEERAGE_AGENT",
            AgentConfig.DEFAULTS,
            """
            dataFolder: '%s'
            edge: {listen: '127.0.0.1:0'}
            peer: {listen: '127.0.0.1:0'}
            operations: {listen: '127.0.0.1:0'}
            tracker: {url: '%s', enrolmentToken: '%s'}
            sites:
            - {name: %s, hosts: ['*'], adapter: 'https://127.0.0.1:%d', rootPin: '%s'}
            """
                .formatted(
                    folder.resolve(name),
                    tracker.publicUrl(),
                    token(Role.AGENT),
                    SITE,
                    adapterPort,
                    pin));
    configs.add(config);
    agents.add(started(config));
  }

  private static Agent started(AgentConfig config) throws Exception {
    Agent agent = Agent.create(config, InstantSource.system(), RANDOM);
    agent.start();
    return agent;
  }

  /** Stops an agent and starts it again on what it kept. */
  void restart(int agent) throws Exception {
    agents.get(agent).close();
    agents.set(agent, started(configs.get(agent)));
  }

  String token(Role role) throws Exception {
    EnrolmentToken token = tracker.createToken(role, "default", Duration.ofMinutes(10));
    return token.encode();
  }

  URI adminUrl() {
    return URI.create("http://127.0.0.1:" + tracker.adminPort());
  }

  Path adminTokenFile() {
    return folder.resolve("tracker/admin-token");
  }

  // ---- the origin ----

  private void serve(Exchange exchange) throws IOException {
    String path = exchange.path();
    int version = versions.getOrDefault(path, 1);
    String tag = "\"v" + version + "\"";
    exchange.set("ETag", tag);
    exchange.set("Cache-Control", "max-age=3600");
    exchange.set("Surrogate-Key", "all " + tagOf(path));
    if (exchange.header("If-None-Match").filter(tag::equals).isPresent()) {
      exchange.sendStatus(304);
      return;
    }
    exchange.send(200, "video/mp2t", body(path, version).getBytes(StandardCharsets.US_ASCII));
  }

  static String tagOf(String path) {
    return "tag" + path.replaceAll("[^a-z0-9]", "-");
  }

  static String body(String path, int version) {
    String line = path + " version " + version + "\n";
    return line.repeat(BODY_BYTES / line.length());
  }

  /** Puts another version of {@code path} at the origin. */
  void change(String path) {
    versions.merge(path, 2, (old, _) -> old + 1);
  }

  int version(String path) {
    return versions.getOrDefault(path, 1);
  }

  // ---- clients ----

  HttpResponse<String> get(Agent agent, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.edgePort() + path))
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws Exception {
    http.close();
    for (Agent agent : agents) {
      agent.close();
    }
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
