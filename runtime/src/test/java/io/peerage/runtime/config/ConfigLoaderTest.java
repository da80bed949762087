package io.peerage.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  record Site(String name, String adapter) {}

  record Store(ByteSize quota, TimeSpan scrubEvery, boolean verifyReads) {
    Store {
      if (quota.bytes() < 1024) {
        throw new IllegalArgumentException("quota is at least 1KiB");
      }
    }
  }

  record Config(ListenAddress listen, Store store, List<Site> sites, List<String> tags) {}

  private static final Config DEFAULTS =
      new Config(
          ListenAddress.parse("127.0.0.1:8080"),
          new Store(ByteSize.parse("10GiB"), TimeSpan.parse("24h"), true),
          List.of(),
          List.of());

  @TempDir Path folder;

  @Test
  void flagsWinOverEnvironmentOverFileOverDefaults() throws Exception {
    Config config =
        load(
            "store:\n  quota: 1GiB\n  scrubEvery: 1h\nlisten: 0.0.0.0:1\n",
            Map.of("PEERAGE_AGENT_STORE_QUOTA", "2GiB", "PEERAGE_AGENT_LISTEN", "0.0.0.0:2"),
            "listen=[::1]:3");
    assertThat(config.store().quota()).isEqualTo(ByteSize.parse("2GiB"));
    assertThat(config.store().scrubEvery()).isEqualTo(TimeSpan.parse("1h"));
    assertThat(config.store().verifyReads()).isTrue();
    assertThat(config.listen()).isEqualTo(new ListenAddress("::1", 3));
  }

  @Test
  void listsComeFromAnySource() throws Exception {
    Config config =
        load(
            "sites:\n- {name: a, adapter: x}\n",
            Map.of("PEERAGE_AGENT_TAGS", "[one, two]"),
            "sites.0.adapter=y");
    assertThat(config.sites()).containsExactly(new Site("a", "y"));
    assertThat(config.tags()).containsExactly("one", "two");
  }

  @Test
  void emptyFileIsAllDefaults() throws Exception {
    assertThat(load("", Map.of())).isEqualTo(DEFAULTS);
    assertThat(load("# nothing\n", Map.of())).isEqualTo(DEFAULTS);
  }

  @Test
  void defaultsWrittenAsYamlReadBackAsThemselves() throws Exception {
    assertThat(load(ConfigLoader.toYaml(DEFAULTS), Map.of())).isEqualTo(DEFAULTS);
  }

  @Test
  void unknownKeysAreRefusedWithASuggestion() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() ->
            load(
                "store:\n  qouta: 1GiB\nsites:\n- {name: a, adaptor: x}\n",
                Map.of("PEERAGE_AGENT_STORE_QUOTAS", "1GiB"),
                "lissten=a:1"))
        .satisfies(e ->
            assertThat(e.problems())
                .anyMatch(p ->
                    p.contains("agent.yaml: unknown key store.qouta")
                        && p.contains("did you mean quota?"))
                .anyMatch(p -> p.contains("sites.0.adaptor") && p.contains("mean adapter?"))
                .anyMatch(p -> p.contains("--set: unknown key lissten"))
                .anyMatch(p ->
                    p.contains("PEERAGE_AGENT_STORE_QUOTAS sets nothing")
                        && p.contains("did you mean PEERAGE_AGENT_STORE_QUOTA?")));
  }

  @Test
  void wrongValuesAreRefusedWithKeyValueSourceAndFix() {
    refuses("store:\n  quota: lots\n", "store.quota is \"lots\"", "as 10GiB", "agent.yaml");
    refuses("store:\n  quota: 1B\n", "store", "quota is at least 1KiB");
    refuses("store:\n  verifyReads: 3\n", "store.verifyReads is \"3\"");
    refuses("listen: 8080\n", "listen is \"8080\"", "host:port");
    refuses("listen: {\n", "agent.yaml:", "is not YAML");
    refuses("- a\n- b\n", "is not a list of key: value");
    refuses("listen: a:1\nlisten: a:2\n", "Duplicate");
    refuses("store:\n  quota: null\n", "store.quota");
  }

  @Test
  void missingFileIsNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() ->
            new ConfigLoader("PEERAGE_AGENT")
                .load(DEFAULTS, Optional.of(folder.resolve("none.yaml")), Map.of(), List.of()))
        .withMessageContaining("none.yaml: there is no such file");
  }

  @Test
  void sizesAndTimesReadWhatTheyWrite() {
    for (String size : List.of("0B", "1500B", "64KiB", "10GiB", "3TiB")) {
      assertThat(ByteSize.parse(size)).hasToString(size);
    }
    for (String time : List.of("0ms", "250ms", "90s", "5m", "36h", "7d")) {
      assertThat(TimeSpan.parse(time)).hasToString(time);
    }
    assertThat(ByteSize.parse("1536MiB").rounded()).isEqualTo("1.5 GiB");
  }

  private void refuses(String yaml, String... words) {
    assertThatExceptionOfType(ConfigException.class)
        .as(yaml)
        .isThrownBy(() -> load(yaml, Map.of()))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private Config load(String yaml, Map<String, String> environment, String... settings)
      throws Exception {
    Path file = Files.writeString(folder.resolve("agent.yaml"), yaml);
    return new ConfigLoader("PEERAGE_AGENT")
        .load(DEFAULTS, Optional.of(file), environment, List.of(settings));
  }
}
