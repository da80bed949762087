package io.peerage.adapter;

import io.peerage.adapter.keys.KeyEncryption;
import io.peerage.adapter.keys.KeyPolicy;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteKeys;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A whole adapter with its site, keys and folders, and agents that ask it over real sockets. */
final class AdapterFixture implements AutoCloseable {
  static final SiteName SITE = new SiteName("media.example.com");
  static final String PASSPHRASE = "correct horse";
  private static final KeyPolicy POLICY =
      new KeyPolicy(1, 1, Duration.ofDays(300), Duration.ofDays(90), Duration.ofDays(1));

  /** The defaults, and what WireMock and Jetty add to answers passed over. */
  private static final SiteConfig.RulesConfig RULES =
      new SiteConfig.RulesConfig(
          SiteConfig.RulesConfig.DEFAULT.include(),
          List.of(),
          SiteConfig.RulesConfig.DEFAULT.minLength(),
          SiteConfig.RulesConfig.DEFAULT.maxLength(),
          List.of("Accept-Encoding"),
          Stream.concat(
                  SiteConfig.RulesConfig.DEFAULT.dropHeaders().stream(),
                  Stream.of("matched-stub-id"))
              .toList());

  final OffsetClock clock = new OffsetClock();
  final SecureRandom random = new SecureRandom();
  final TestTrustDomain domain = new TestTrustDomain(Instant.now());
  final Path temp;
  final Path keysFolder;
  final Path state;
  final Path spool;
  final Map<String, String> environment = Map.of("TEST_PASSPHRASE", PASSPHRASE);
  final List<SiteConfig> sites = new ArrayList<>();

  // What tests change before they start the adapter.
  UnaryOperator<SiteConfig.RulesConfig> rules = UnaryOperator.identity();
  TimeSpan manifestValidity = TimeSpan.parse("12h");
  TimeSpan defaultFreshness = TimeSpan.parse("10s");
  TimeSpan waitFor = TimeSpan.parse("20s");
  TimeSpan silence = TimeSpan.parse("20s");
  ByteSize spoolQuota = ByteSize.parse("100MiB");
  ByteSize stateQuota = ByteSize.parse("100MiB");
  AdapterConfig.BreakerConfig breaker =
      new AdapterConfig.BreakerConfig(
          0, 50, 20, TimeSpan.parse("10s"), TimeSpan.parse("2s"), TimeSpan.parse("60s"));
  AdapterConfig.LimitsConfig limits =
      new AdapterConfig.LimitsConfig(
          16, 12, 1000, TimeSpan.parse("2s"), 4096, ByteSize.parse("1MiB"));
  AdapterConfig.SigningConfig signing = new AdapterConfig.SigningConfig(2, waitFor, 1000);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable OriginAdapter adapter;

  AdapterFixture(Path temp) throws Exception {
    this.temp = temp;
    this.keysFolder = temp.resolve("keys");
    this.state = temp.resolve("state");
    this.spool = temp.resolve("spool");
    try (Passphrase passphrase = Passphrase.of(PASSPHRASE.toCharArray())) {
      keys().init(SITE, POLICY, new SiteKeys.Passphrases(passphrase, passphrase));
    }
  }

  SiteKeys keys() {
    return new SiteKeys(keysFolder, keysFolder, new KeyEncryption(1 << 12), clock, random);
  }

  static SiteKeys.Passphrases passphrases() throws IOException {
    return new SiteKeys.Passphrases(
        Passphrase.of(PASSPHRASE.toCharArray()), Passphrase.of(PASSPHRASE.toCharArray()));
  }

  static KeyPolicy policy() {
    return POLICY;
  }

  /** The site, reading from a folder or URL. */
  AdapterFixture from(SiteConfig.SourceConfig source) {
    sites.clear();
    sites.add(
        new SiteConfig(
            SITE,
            List.of("media.example.com", "127.0.0.1"),
            source,
            new SiteConfig.KeysConfig(keysFolder.toString(), "", "TEST_PASSPHRASE"),
            rules.apply(RULES),
            manifestValidity,
            defaultFreshness));
    return this;
  }

  AdapterFixture fromFolder(Path folder) {
    return from(SiteConfig.SourceConfig.ofDirectory(folder.toString()));
  }

  AdapterFixture fromUrl(URI url) {
    return from(SiteConfig.SourceConfig.ofHttp(url.toString()));
  }

  AdapterConfig config() {
    ListenAddress any = ListenAddress.parse("127.0.0.1:0");
    return new AdapterConfig(
        new AdapterConfig.ListenConfig(any, new AdapterConfig.PlainConfig(true, any), any),
        "",
        new AdapterConfig.IdentityConfig(temp.resolve("identity").toString(), "", ""),
        sites,
        new AdapterConfig.FolderConfig(state.toString(), stateQuota),
        new AdapterConfig.FolderConfig(spool.toString(), spoolQuota),
        new AdapterConfig.SigningConfig(signing.concurrency(), waitFor, signing.queue()),
        new AdapterConfig.OriginConfig(
            TimeSpan.parse("10s"), silence, 3, TimeSpan.parse("5ms"), breaker),
        limits,
        TimeSpan.parse("50ms"),
        TimeSpan.parse("1s"));
  }

  OriginAdapter start() throws IOException {
    CurrentIdentity identity = domain.current(Role.ORIGIN_ADAPTER, "o-1");
    OriginAdapter started =
        new OriginAdapter(config(), environment, clock, random, Optional.of(identity));
    started.start();
    adapter = started;
    return started;
  }

  OriginAdapter adapter() {
    OriginAdapter current = adapter;
    if (current == null) {
      throw new IllegalStateException("not started");
    }
    return current;
  }

  /** Stops the adapter and starts another one on the same folders. */
  OriginAdapter restart() throws IOException {
    adapter().close();
    return start();
  }

  /** An agent over mTLS. */
  AgentView agent() {
    return client(domain.current(Role.AGENT, "a-1"));
  }

  AgentView client(CurrentIdentity identity) {
    FleetClient client =
        new FleetClient(
            FleetTls.context(identity, Set.of(Role.ORIGIN_ADAPTER), clock),
            Duration.ofSeconds(10),
            50,
            50);
    opened.add(client);
    return new AgentView(
        client, URI.create("https://127.0.0.1:" + adapter().agentsPort()), adapter(), clock);
  }

  /** Anyone at the listener without TLS. */
  AgentView plain() {
    FleetClient client = new FleetClient(null, Duration.ofSeconds(10), 2000, 2000);
    opened.add(client);
    return new AgentView(client, URI.create("http://127.0.0.1:" + plainPort()), adapter(), clock);
  }

  /** The port of the listener without TLS. */
  int plainPort() {
    return adapter().plainPort().orElseThrow();
  }

  /** What the operations listener answers. */
  AgentView.Reply operations(String path) throws IOException {
    FleetClient client = new FleetClient(null, Duration.ofSeconds(10), 2, 2);
    opened.add(client);
    return new AgentView(
            client, URI.create("http://127.0.0.1:" + adapter().operationsPort()), adapter(), clock)
        .get(path);
  }

  /** The value of a metric, its labels included; 0 when it is not there. */
  double metric(String nameAndLabels) throws IOException {
    return operations("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .sum();
  }

  static byte[] write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return bytes;
  }

  @Override
  public void close() throws Exception {
    // Clients first: a server waits for their idle connections.
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    if (adapter != null) {
      adapter.close();
    }
  }
}
