package io.peerage.demo.fleet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.peerage.adapter.keys.KeyEncryption;
import io.peerage.adapter.keys.KeyPolicy;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteKeys;
import io.peerage.demo.hostile.Harm;
import io.peerage.demo.hostile.HostileAgent;
import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.http.AdminClient;
import io.peerage.runtime.identity.PrivateFiles;
import io.peerage.testing.HostilePeers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * An origin, a tracker, an origin adapter and any number of agents, each a process of its own, on
 * loopback and in one folder:
 *
 * <pre>
 * origin/        the files that the origin serves, and its access log
 * tracker/  adapter/  agents/NAME/     what each keeps
 * keys/          the site's keys
 * config/        the configuration of each process
 * logs/          what each process says
 * </pre>
 *
 * All share one address, and so one network group and one account: the tracker's demands for
 * several of them are set to one, and its clocks run faster. Everything else is as in production.
 * Thread-safe.
 */
public final class Fleet implements AutoCloseable {
  /** The site that the fleet serves. */
  public static final SiteName SITE = new SiteName("demo.peerage.example");

  private static final String COMMAND = "io.peerage.cli.Peerage";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int ORIGIN_HEAP_MIB = 128;
  private static final int TRACKER_HEAP_MIB = 256;
  private static final int ADAPTER_HEAP_MIB = 384;
  private static final int AGENT_HEAP_MIB = 320;

  private final Path folder;
  private final FleetOptions options;
  private final Map<String, ChildProcess> processes = new ConcurrentHashMap<>();
  private final Map<String, AgentPlace> agents = new ConcurrentHashMap<>();

  /** So that nothing starts behind the back of {@link #close}, which may come at any time. */
  private final ReentrantLock starting = new ReentrantLock();

  // Under starting.
  private boolean closed;

  private final int originPort;
  private final int trackerPort;
  private final int adminPort;
  private final int adapterPort;
  private final int adapterOperationsPort;

  private record AgentPlace(Path config, int edgePort, int operationsPort) {}

  /** Makes the folder; starts nothing yet. */
  public Fleet(Path folder, FleetOptions options) throws IOException {
    this.folder = folder.toAbsolutePath();
    this.options = options;
    for (String name : List.of("origin", "config", "logs", "agents", "keys")) {
      Files.createDirectories(this.folder.resolve(name));
    }
    this.originPort = FreePorts.find(0);
    this.trackerPort = FreePorts.find(0);
    this.adminPort = FreePorts.find(options.dashboardPort());
    this.adapterPort = FreePorts.find(0);
    this.adapterOperationsPort = FreePorts.find(0);
  }

  /** Where the fleet lives. */
  public Path folder() {
    return folder;
  }

  /** Where the origin's files are; put them there before the origin is asked for them. */
  public Path content() {
    return folder.resolve("origin");
  }

  // ---- start ----

  /** Starts origin, tracker and adapter, and waits until each is ready. */
  public void start() throws IOException, InterruptedException {
    boolean ownOrigin = options.externalOrigin().isEmpty();
    if (ownOrigin) {
      startOrigin();
    }
    startTracker();
    RootPin pin = makeKeys();
    writeAdapterConfig(pin);
    startAdapter();
    if (ownOrigin) {
      process("origin").awaitReady(originUrl().resolve("/"), START_LIMIT);
    }
  }

  /** Starts the origin, again if it was stopped. */
  public void startOrigin() throws IOException {
    Path readiness = content().resolve("index.html");
    if (!Files.exists(readiness)) {
      Files.writeString(readiness, "<!doctype html><title>origin</title>\n");
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "origin",
                content().toString(),
                "--listen",
                "127.0.0.1:" + originPort,
                "--access-log",
                folder.resolve("logs/origin-access.log").toString()));
    if (!options.origin().isEmpty()) {
      arguments.addAll(List.of("--cache-control", options.origin()));
    }
    start("origin", ORIGIN_HEAP_MIB, List.of(), COMMAND, arguments);
  }

  /** Starts the tracker, again if it was stopped, and waits until it is ready. */
  public void startTracker() throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("dataFolder", folder.resolve("tracker").toString());
    settings.put("trustDomain", "demo.peerage.example");
    settings.put("agents.listen", "127.0.0.1:" + trackerPort);
    settings.put("agents.publicUrl", trackerUrl().toString());
    settings.put("admin.listen", "127.0.0.1:" + adminPort);
    settings.put("heartbeat", "1s");
    settings.put("selection.fresh", "1s");
    settings.put("trust.round", "10s");
    settings.put("bans.trustedGood", "3.0");
    settings.put("bans.trustedLowerBound", "0.2");
    settings.put("bans.trustedClientGroups", "1");
    settings.put("audit.interval", "20s");
    settings.put("audit.quarantineInterval", "2s");
    settings.put("audit.suspicionGroups", "1");
    settings.put("audit.suspicionInterval", "10s");
    List<String> arguments = new ArrayList<>(List.of("tracker"));
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    options.tracker().forEach(setting -> arguments.addAll(List.of("--set", setting)));
    start("tracker", TRACKER_HEAP_MIB, List.of(), COMMAND, arguments);
    process("tracker").awaitReady(adminUrl().resolve("/readyz"), START_LIMIT);
  }

  /** Starts the adapter, again if it was stopped, and waits until it is ready. */
  public void startAdapter() throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "origin-adapter", "--config", folder.resolve("config/adapter.yaml").toString()));
    if (!Files.exists(folder.resolve("adapter/identity"))) {
      arguments.addAll(List.of("--set", "identity.token=" + token("origin-adapter")));
    }
    options.adapter().forEach(setting -> arguments.addAll(List.of("--set", setting)));
    start("adapter", ADAPTER_HEAP_MIB, List.of(), COMMAND, arguments);
    process("adapter")
        .awaitReady(
            URI.create("http://127.0.0.1:" + adapterOperationsPort + "/readyz"), START_LIMIT);
  }

  /** Starts an agent, and does not wait for it. */
  public void startAgent(String name, Optional<Harm> harm, List<String> limits)
      throws IOException, InterruptedException {
    startAgent(name, harm, limits, List.of());
  }

  private void startAgent(
      String name, Optional<Harm> harm, List<String> limits, List<String> settings)
      throws IOException, InterruptedException {
    AgentPlace place = agents.get(name);
    if (place == null) {
      place =
          new AgentPlace(
              folder.resolve("config").resolve(name + ".yaml"),
              FreePorts.find(0),
              FreePorts.find(0));
      agents.put(name, place);
      writeAgentConfig(name, place);
    }
    List<String> arguments = new ArrayList<>();
    if (harm.isPresent()) {
      arguments.addAll(List.of(harm.get().name(), place.config.toString()));
    } else {
      arguments.addAll(List.of("agent", "--config", place.config.toString()));
      settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    }
    String mainClass = harm.isPresent() ? HostileAgent.class.getName() : COMMAND;
    start(name, AGENT_HEAP_MIB, limits, mainClass, arguments);
  }

  /** Starts an honest agent, and waits until it is ready. */
  public void startAgent(String name) throws IOException, InterruptedException {
    startAgent(name, Optional.empty(), List.of());
    awaitAgent(name);
  }

  /** The same, with settings of its own, each as {@code key=value}. */
  public void startAgent(String name, List<String> settings)
      throws IOException, InterruptedException {
    startAgent(name, Optional.empty(), List.of(), settings);
    awaitAgent(name);
  }

  /** Starts an agent that does harm, and waits until it is ready. */
  public void startHostile(String name, HostilePeers harm)
      throws IOException, InterruptedException {
    startAgent(name, Optional.of(new Harm.Serving(harm)), List.of());
    awaitAgent(name);
  }

  /** Waits until an agent is ready. */
  public void awaitAgent(String name) throws IOException, InterruptedException {
    process(name).awaitReady(agentOperationsUrl(name).resolve("/readyz"), START_LIMIT);
  }

  private void start(
      String name, int heapMiB, List<String> prefix, String mainClass, List<String> arguments)
      throws IOException {
    starting.lock();
    try {
      if (closed) {
        throw new IOException(name + " does not start: the fleet was stopped");
      }
      processes.put(
          name, ChildProcess.start(name, log(name), heapMiB, prefix, mainClass, arguments));
    } finally {
      starting.unlock();
    }
  }

  // ---- configuration ----

  private RootPin makeKeys() throws IOException {
    Path keys = folder.resolve("keys");
    Path passphraseFile = keys.resolve("passphrase");
    if (Files.exists(passphraseFile)) {
      return new SiteKeys(
              keys, keys, KeyEncryption.STRONG, InstantSource.system(), new SecureRandom())
          .show()
          .pin();
    }
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    PrivateFiles.write(passphraseFile, HexFormat.of().formatHex(secret) + "\n");
    Passphrase passphrase = Passphrase.ofFile(passphraseFile);
    KeyPolicy policy =
        new KeyPolicy(1, 1, Duration.ofDays(30), Duration.ofDays(30), Duration.ofDays(1));
    return new SiteKeys(
            keys, keys, KeyEncryption.STRONG, InstantSource.system(), new SecureRandom())
        .init(SITE, policy, new SiteKeys.Passphrases(passphrase, passphrase))
        .pin();
  }

  private void writeAdapterConfig(RootPin pin) throws IOException {
    Files.writeString(
        folder.resolve("config/adapter.yaml"),
        """
        # Agents pin %s
        listen:
          agents: 127.0.0.1:%d
          operations: 127.0.0.1:%d
        identity: {folder: '%s'}
        state: {folder: '%s'}
        spool: {folder: '%s'}
        sites:
        - name: %s
          hosts: ['*']
          source: {http: '%s'}
          keys: {folder: '%s', passphraseFile: '%s'}
        %s
        """
            .formatted(
                pin,
                adapterPort,
                adapterOperationsPort,
                folder.resolve("adapter/identity"),
                folder.resolve("adapter/state"),
                folder.resolve("adapter/spool"),
                SITE,
                originUrl(),
                folder.resolve("keys"),
                folder.resolve("keys/passphrase"),
                options.site().stream()
                    .map(line -> "  " + line)
                    .collect(Collectors.joining("\n"))));
  }

  private void writeAgentConfig(String name, AgentPlace place)
      throws IOException, InterruptedException {
    String pin =
        Files.readAllLines(folder.resolve("config/adapter.yaml")).getFirst().replaceAll(".* ", "");
    StringBuilder yaml =
        new StringBuilder(
            """
            dataFolder: '%s'
            zone: demo
            edge: {listen: '127.0.0.1:%d'}
            peer: {listen: '127.0.0.1:0'}
            operations: {listen: '127.0.0.1:%d'}
            tracker: {url: '%s', enrolmentToken: '%s'}
            sites:
            - {name: %s, hosts: ['*'], adapter: 'https://127.0.0.1:%d', rootPin: '%s'}
            """
                .formatted(
                    folder.resolve("agents").resolve(name),
                    place.edgePort,
                    place.operationsPort,
                    trackerUrl(),
                    token("agent"),
                    SITE,
                    adapterPort,
                    pin));
    options.agent().forEach(line -> yaml.append(line).append('\n'));
    PrivateFiles.write(place.config, yaml.toString());
  }

  /** What a tracker answers to the request for a token. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Token(String token) {}

  private record TokenRequest(String role, String account, long lifetimeSeconds) {}

  /** A token with which one more process of {@code role} joins. */
  public String token(String role) throws IOException, InterruptedException {
    return token(role, "demo");
  }

  /** The same, of an account of its own. */
  public String token(String role, String account) throws IOException, InterruptedException {
    try (AdminClient admin = admin()) {
      return admin
          .post("enrolment-tokens", new TokenRequest(role, account, 600), Token.class)
          .token();
    }
  }

  // ---- addresses ----

  public URI originUrl() {
    return URI.create(
        options.externalOrigin().isEmpty()
            ? "http://127.0.0.1:" + originPort
            : options.externalOrigin());
  }

  public URI trackerUrl() {
    return URI.create("https://127.0.0.1:" + trackerPort);
  }

  /** The tracker's admin API and dashboard. */
  public URI adminUrl() {
    return URI.create("http://127.0.0.1:" + adminPort);
  }

  /** The dashboard, signed in. */
  public URI dashboardUrl() throws IOException {
    return adminUrl().resolve("/#token=" + adminToken());
  }

  private String adminToken() throws IOException {
    return Files.readString(folder.resolve("tracker/admin-token")).strip();
  }

  /** A client of the tracker's admin API; the caller closes it. */
  public AdminClient admin() throws IOException {
    return new AdminClient(adminUrl(), adminToken());
  }

  /** Where the players of an agent go. */
  public URI agentUrl(String name) {
    return URI.create("http://127.0.0.1:" + place(name).edgePort);
  }

  public URI agentOperationsUrl(String name) {
    return URI.create("http://127.0.0.1:" + place(name).operationsPort);
  }

  public URI adapterOperationsUrl() {
    return URI.create("http://127.0.0.1:" + adapterOperationsPort);
  }

  /** The tracker's id of an agent, as its certificate has it. */
  public String agentId(String name) throws IOException {
    return new io.peerage.runtime.identity.IdentityFiles(
            folder.resolve("agents").resolve(name).resolve("identity"))
        .load()
        .orElseThrow(() -> new IOException(name + " has not enrolled yet"))
        .id()
        .id()
        .value();
  }

  /** A process by its name: {@code origin}, {@code tracker}, {@code adapter}, or an agent's. */
  public ChildProcess process(String name) {
    ChildProcess process = processes.get(name);
    if (process == null) {
      throw new IllegalArgumentException("no process " + name + " was started");
    }
    return process;
  }

  private AgentPlace place(String name) {
    AgentPlace place = agents.get(name);
    if (place == null) {
      throw new IllegalArgumentException("no agent " + name + " was started");
    }
    return place;
  }

  private Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  /** Stops all processes, agents first; none starts any more. */
  @Override
  public void close() {
    starting.lock();
    try {
      closed = true;
    } finally {
      starting.unlock();
    }
    processes.forEach((name, process) -> {
      if (agents.containsKey(name)) {
        process.terminate();
      }
    });
    for (String name : agents.keySet()) {
      processes.computeIfPresent(name, (_, process) -> stopped(process));
    }
    for (String name : List.of("adapter", "tracker", "origin")) {
      processes.computeIfPresent(name, (_, process) -> stopped(process));
    }
  }

  private static ChildProcess stopped(ChildProcess process) {
    process.close();
    return process;
  }
}
