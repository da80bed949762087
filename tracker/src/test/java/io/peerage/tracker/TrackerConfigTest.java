package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerConfigTest {
  private static final Path FILE =
      Path.of(System.getProperty("peerage.root", ".."), "config", "tracker.yaml");

  @Test
  void shippedFileEqualsTheDefaults() throws Exception {
    assertThat(load(Optional.of(FILE))).isEqualTo(TrackerConfig.DEFAULTS);
  }

  @Test
  void shippedFileHasEveryKeyWithAComment() throws Exception {
    List<String> written =
        Files.readAllLines(FILE).stream().filter(line -> !line.isBlank()).toList();
    List<String> keys = keysOf(written);
    assertThat(keys)
        .containsExactlyElementsOf(
            keysOf(ConfigLoader.toYaml(TrackerConfig.DEFAULTS).lines().toList()));
    for (int i = 0; i < written.size(); i++) {
      if (!written.get(i).strip().startsWith("#")) {
        assertThat(written.get(i - 1).strip()).as("line before " + written.get(i)).startsWith("#");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heartbeat=1ms                     | heartbeat is 100ms to 10m, not 1ms
          certificateLifetime=48h           | certificateLifetime is 10s to 1d, not 2d
          trustDomain=Bad Name              | trustDomain has lower-case letters
          agents.publicUrl=http://a         | publicUrl is an https URL
          agents.publicUrl=https://a/path   | publicUrl is an https URL without a path
          agents.requestsPerSecond=0        | requestsPerSecond is 1 to 100000, not 0
          admin.maxSessions=0               | maxSessions is 1 to 10000, not 0
          limits.identitiesPerAccount=0     | identitiesPerAccount is 1 to identities
          limits.tokens=0                   | tokens is 1 to 100000
          swarm.missedHeartbeats=1          | missedHeartbeats is at least 2, not 1
          swarm.maxHoldings=1               | maxHoldingsPerAgent is 1 to maxHoldings (1)
          selection.newcomerShare=1.5       | newcomerShare is 0.0 to 1.0, not 1.5
          selection.fresh=1h                | fresh is at most 10m
          reports.maxBytesPerReport=0B      | maxBytesPerReport is 1B to 1024TiB
          trust.badHalfLife=1h              | badHalfLife is at least goodHalfLife (1d), not 1h
          trust.presentWeight=0.5           | presentWeight and historyWeight make 1, not 1.1
          trust.historyFading=1.0           | historyFading is 0 to 0.999, not 1
          trust.credibilityStart=2.0        | credibilityStart is 0 to 1, not 2
          trust.auditMismatchLoss=0.5       | auditMismatchLoss is 1 to 1000, not 0.5
          trust.round=0ms                   | round is longer than 0, not 0ms
          trust.mismatchWeight=1.5          | mismatchWeight is 0 to 1, not 1.5
          bans.cleanAuditsToLeave=0         | cleanAuditsToLeave is 1 to 10000, not 0
          recording.kept=1h                 | kept is 1d to 3650d, not 1h
          recording.maxBytes=1KiB           | maxBytes is at least 1MiB, not 1KiB
          recording.queue=1                 | queue is 100 to 1000000, not 1
          appeals.due=1ms                   | due is at least 1s, not 1ms
          appeals.setAside=0ms              | setAside is at least 1s, not 0ms
          bans.firstBan=100d                | firstBan is longer than 0 and at most strikeWindow
          audit.quarantineInterval=1h       | quarantineInterval is at most interval (30m)
          audit.suspicionThreshold=0.0      | suspicionThreshold is above 0
          audit.concurrency=0               | concurrency is 1 to 1000, not 0
          retention.identities=365d         | identities is longer than 0 and at most evidence
          """)
  void wrongValuesAreRefusedWithTheKeyAndTheFix(String setting, String problem) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(Optional.empty(), setting))
        .withMessageContaining(problem)
        .withMessageContaining(setting.substring(0, setting.indexOf('=')).split("\\.", 2)[0]);
  }

  private static TrackerConfig load(Optional<Path> file, String... settings)
      throws ConfigException {
    return new ConfigLoader(TrackerConfig.ENVIRONMENT_PREFIX)
        .load(TrackerConfig.DEFAULTS, file, Map.of(), List.of(settings));
  }

  private static List<String> keysOf(List<String> yaml) {
    return yaml.stream()
        .filter(line -> line.matches(" *[A-Za-z]+:.*"))
        .map(line -> line.substring(0, line.indexOf(':')))
        .toList();
  }
}
