package io.peerage.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class AgentConfigTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("peerage.root"), "config/agent.yaml");

  @TempDir Path folder;

  @Test
  void sampleFileHasEveryKeyWithItsDefault() throws Exception {
    AgentConfig sample =
        new ConfigLoader("PEERAGE_AGENT")
            .load(AgentConfig.DEFAULTS, Optional.of(SAMPLE), Map.of(), List.of());
    assertThat(sample).isEqualTo(AgentConfig.DEFAULTS);
    YAMLMapper yaml = new YAMLMapper();
    assertThat(keys("", yaml.readTree(Files.readString(SAMPLE))))
        .isEqualTo(keys("", yaml.readTree(ConfigLoader.toYaml(AgentConfig.DEFAULTS))));
  }

  private static Set<String> keys(String path, JsonNode node) {
    Set<String> keys = new TreeSet<>();
    node.properties()
        .forEach(entry -> {
          keys.add(path + entry.getKey());
          keys.addAll(keys(path + entry.getKey() + ".", entry.getValue()));
        });
    return keys;
  }

  @Test
  void whatIsMissingIsNamedAllAtOnce() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() ->
            Agent.create(
                load("dataFolder: " + folder + "\n"), InstantSource.system(), new SecureRandom()))
        .satisfies(e ->
            assertThat(e.problems())
                .anyMatch(p -> p.startsWith("tracker.url is missing"))
                .anyMatch(p -> p.startsWith("sites is empty"))
                .anyMatch(p ->
                    p.startsWith("tracker.enrolmentToken is missing")
                        && p.contains("peerage token create --role agent")));
  }

  @Test
  void wrongValuesAreRefusedWithKeyAndFix() {
    refuses("zone: \"a b\"\n", "zone has 1 to 64 letters");
    refuses("peer: {uploadSlots: -1}\n", "uploadSlots is 0 to 10000, not -1");
    refuses("store: {quota: 1KiB}\n", "quota is at least 16MiB");
    refuses("store: {verifyReads: NEVER}\n", "FIRST");
    refuses("swarm: {attempts: 0}\n", "attempts is 1 to 8, not 0");
    refuses("tracker: {url: \"http://x\"}\n", "url is an https URL");
    refuses(
        "sites: [{name: UPPER, hosts: [a], adapter: \"https://x:1\", rootPin: \"00\"}]\n",
        "sites.0.name");
    refuses(
        "sites: [{name: a, hosts: [], adapter: \"https://x:1\", rootPin: \""
            + "0".repeat(64)
            + "\"}]\n",
        "hosts names at least one host");
  }

  private void refuses(String yaml, String problem) {
    assertThatExceptionOfType(ConfigException.class)
        .as(yaml)
        .isThrownBy(() -> load(yaml))
        .withMessageContaining(problem);
  }

  private AgentConfig load(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("agent.yaml"), yaml);
    return new ConfigLoader("PEERAGE_AGENT")
        .load(AgentConfig.DEFAULTS, Optional.of(file), Map.of(), List.of());
  }
}
