package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.runtime.config.TimeSpan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterConfigTest {
  private static final Path FILE =
      Path.of(System.getProperty("peerage.root", ".."), "config", "origin-adapter.yaml");
  private static final ConfigLoader LOADER = new ConfigLoader(AdapterConfig.ENVIRONMENT_PREFIX);

  @TempDir Path temp;

  @Test
  void fileHoldsTheDefaults() throws Exception {
    assertThat(LOADER.load(AdapterConfig.DEFAULTS, Optional.of(FILE), Map.of(), List.of()))
        .isEqualTo(AdapterConfig.DEFAULTS);
  }

  @Test
  void fileHoldsEveryKey() throws Exception {
    List<String> keys =
        ConfigLoader.toYaml(AdapterConfig.DEFAULTS)
            .lines()
            .filter(line -> line.contains(":"))
            .map(line -> line.substring(0, line.indexOf(':') + 1))
            .toList();
    assertThat(keys).hasSizeGreaterThan(25);
    assertThat(Files.readAllLines(FILE).stream().filter(line -> line.contains(":")))
        .extracting(line -> line.substring(0, line.indexOf(':') + 1))
        .containsAll(keys);
  }

  @Test
  void exampleOfASiteHoldsTheDefaultsOfEveryKey() throws Exception {
    SiteConfig site = load(example()).sites().getFirst();
    assertThat(site)
        .isEqualTo(
            SiteConfig.of(
                new SiteName("media.example.com"),
                SiteConfig.SourceConfig.ofDirectory("/srv/media"),
                new SiteConfig.KeysConfig(
                    "/etc/peerage/keys/media.example.com",
                    "/etc/peerage/keys/media.example.com.passphrase",
                    "")));
    for (String line : ConfigLoader.toYaml(site).split("\n", -1)) {
      if (line.contains(":") && !line.strip().startsWith("-")) {
        assertThat(example()).contains(line.strip().substring(0, line.strip().indexOf(':') + 1));
      }
    }
  }

  @Test
  void keysOfASiteMayBeLeftOut() throws Exception {
    AdapterConfig config =
        load(
            """
            sites:
              - name: a.example
                source: {http: "http://origin:8080"}
                keys: {folder: /keys, passphraseVariable: PASS}
                rules: {exclude: ["/private/**"]}
                manifestValidity: 1h
            """);
    SiteConfig site = config.sites().getFirst();
    assertThat(site.hosts()).isEmpty();
    assertThat(site.rules().include()).containsExactly("/**");
    assertThat(site.rules().exclude()).containsExactly("/private/**");
    assertThat(site.rules().dropHeaders()).contains("x-request-id");
    assertThat(site.manifestValidity()).isEqualTo(TimeSpan.parse("1h"));
    assertThat(site.source().http()).isEqualTo("http://origin:8080");
    assertThat(LOADER.load(config, Optional.empty(), Map.of(), List.of())).isEqualTo(config);
  }

  @Test
  void environmentAndSettingsReachASite() throws Exception {
    AdapterConfig config =
        LOADER.load(
            AdapterConfig.DEFAULTS,
            Optional.of(Files.writeString(temp.resolve("a.yaml"), example())),
            Map.of("PEERAGE_ADAPTER_LISTEN_PLAIN_ENABLED", "true"),
            List.of("sites.0.source.directory=/other", "sites.0.manifestValidity=2d"));
    assertThat(config.listen().plain().enabled()).isTrue();
    assertThat(config.sites().getFirst().source().directory()).isEqualTo("/other");
    assertThat(config.sites().getFirst().manifestValidity()).isEqualTo(TimeSpan.parse("2d"));
  }

  @Test
  void wrongValuesAreNamedWithTheFix() {
    refuses("sites: [{name: a}]", "at least name, source and keys");
    refuses(
        "sites: [{name: a, source: {}, keys: {folder: /k, passphraseVariable: P}}]",
        "either directory");
    refuses(
        "sites: [{name: a, source: {directory: /a, http: 'http://b'}, keys: {folder: /k,"
            + " passphraseVariable: P}}]",
        "either directory");
    refuses("sites: [{name: a, source: {directory: /a}, keys: {folder: /k}}]", "passphraseFile");
    refuses("sites: [{name: A B}]", "lower-case letters", "sites.0.name");
    refuses(
        "sites: [{name: a, source: {directory: /a}, keys: {folder: /k, passphrase: geheim}}]",
        "unknown key sites.0.keys.passphrase");
    String site = "{name: a, source: {directory: /a}, keys: {folder: /k, passphraseVariable: P}";
    refuses("sites: [" + site + ", manifestValidity: 40d}]", "1m to 31d");
    refuses("sites: [" + site + ", rules: {include: [vod]}}]", "starts with /");
    refuses("sites: [" + site + ", rules: {maxLength: 17GiB}}]", "16GiB");
    refuses("sites: [" + site + "}, " + site + "}]", "a twice");
    refuses(
        "sites: [{name: a, source: {s3: {prefix: vod/}}, keys: {folder: /k, passphraseVariable:"
            + " P}}]",
        "s3 has a bucket");
    refuses("origin: {breaker: {percent: 101}}", "origin.breaker", "percent of 1 to 100");
    refuses("origin: {breaker: {pause: 2m}}", "origin.breaker", "maxPause");
    refuses("limits: {originQueue: -1}", "limits.originQueue is at least 0");
    refuses("limits: {passThrough: 65}", "at most limits.originFetches (64), not 65");
    refuses("signing: {concurrency: 0}", "signing.concurrency is at least 1");
    refuses("identity: {token: a, tokenFile: b}", "not both");
    refuses("listen: {plain: true}", "listen.plain");
  }

  private void refuses(String yaml, String... words) {
    assertThatExceptionOfType(ConfigException.class)
        .as(yaml)
        .isThrownBy(() -> load(yaml))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private AdapterConfig load(String yaml) throws Exception {
    Path file = Files.writeString(temp.resolve("adapter.yaml"), yaml);
    return LOADER.load(AdapterConfig.DEFAULTS, Optional.of(file), Map.of(), List.of());
  }

  /** The example in the file, without the signs that make it a comment. */
  private static String example() throws Exception {
    List<String> lines = Files.readAllLines(FILE);
    int start = lines.indexOf("# sites:");
    assertThat(start).isPositive();
    return lines.stream()
        .skip(start)
        .takeWhile(line -> line.startsWith("# "))
        .map(line -> line.substring(2))
        .collect(Collectors.joining("\n"));
  }
}
