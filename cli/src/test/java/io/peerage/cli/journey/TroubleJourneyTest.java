package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.cli.CliProcess;
import io.peerage.demo.fleet.ChildProcess;
import io.peerage.runtime.identity.IdentityFiles;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose disk, keys, clock or configuration is wrong, in a fleet that is well. */
@Timeout(300)
class TroubleJourneyTest {
  private static final String FILE = "/download/film.bin";
  private static final String OTHER = "/download/other.bin";
  private static final int LENGTH = 3 * 1024 * 1024 + 99;
  private static final int AGENT_HEAP_MIB = 320;

  /** No file may be longer than this, in the units of 512 bytes that POSIX gives ulimit. */
  private static final int LONGEST_FILE = 100 * 1024 / 512;

  @TempDir static Path temp;
  private static Scene scene;

  @BeforeAll
  static void start() throws Exception {
    scene =
        Scene.start(
            temp.resolve("fleet"), Scene.OPTIONS.withTracker("certificateLifetime=20s"), "honest");
    scene.publish(FILE, 1, LENGTH);
    scene.publish(OTHER, 2, LENGTH);
    scene.awaitSigned("honest", FILE);
    scene.awaitSigned("honest", OTHER);
  }

  @AfterAll
  static void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void agentWhoseDiskTakesNoMoreServesOnAndSaysSo() throws Exception {
    // sh is dash or a bash that is called so: both count in POSIX's units then.
    List<String> full = List.of("sh", "-c", "ulimit -f " + LONGEST_FILE + " && exec \"$@\"", "sh");
    scene.fleet.startAgent("full", Optional.empty(), full);
    scene.fleet.awaitAgent("full");
    for (String path : List.of(FILE, OTHER, FILE)) {
      scene.requireRight("full", path);
    }
    Scene.await().until(() -> scene.metric("full", "peerage_agent_store_not_kept_total") > 0);
    HttpResponse<String> ready =
        scene.get(scene.fleet.agentOperationsUrl("full").resolve("/readyz"));
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("store");
    assertThat(scene.fleet.process("full").endOfLog())
        .contains("cannot write to the store, serving on without");
    assertThat(scene.fleet.process("full").isAlive()).isTrue();
    scene.fleet.process("full").close();
  }

  @Test
  void agentThatPinsAnotherRootServesNothingOfTheSite() throws Exception {
    String site =
        Files.readAllLines(scene.fleet.folder().resolve("config/honest.yaml")).stream()
            .filter(line -> line.startsWith("- {name:"))
            .findFirst()
            .orElseThrow();
    String other = "0".repeat(64);
    scene.fleet.startAgent(
        "stranger",
        List.of(
            "sites=[%s]"
                .formatted(
                    site.substring(2)
                        .replaceFirst("rootPin: '[^']*'", "rootPin: '" + other + "'"))));
    HttpResponse<String> answer = scene.get("stranger", FILE);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("has pin", "not " + other);
    assertThat(scene.metric("stranger", "peerage_agent_manifest_refusals_total", "reason=\"pin\""))
        .isPositive();
    scene.fleet.process("stranger").close();
  }

  @Test
  void agentServesWhatItHasUntilItsManifestExpires() throws Exception {
    scene.fleet.startAgent("late");
    scene.requireRight("late", FILE);
    scene.fleet.process("late").close();
    // The manifest is valid for a day.
    try (ChildProcess _ = startLate(2)) {
      scene.requireRight("late", FILE);
    }
    try (ChildProcess _ = startLate(30)) {
      for (String path : List.of(FILE, OTHER)) {
        HttpResponse<String> answer = scene.get("late", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
      }
    }
    // On time again, all is well again.
    scene.fleet.startAgent("late");
    scene.requireRight("late", FILE);
    scene.requireRight("late", OTHER);
    scene.fleet.process("late").close();
  }

  private static ChildProcess startLate(int hours) throws Exception {
    ChildProcess late =
        ChildProcess.start(
            "late",
            temp.resolve("late-%d.log".formatted(hours)),
            AGENT_HEAP_MIB,
            List.of(),
            LateAgent.class.getName(),
            List.of(
                String.valueOf(hours),
                scene.fleet.folder().resolve("config/late.yaml").toString()));
    late.awaitReady(scene.fleet.agentOperationsUrl("late").resolve("/livez"), Scene.LIMIT);
    return late;
  }

  @Test
  void agentWhoseCertificateEndedServesWhatItHasAndComesBackWithTheTracker() throws Exception {
    scene.publish("/download/new.bin", 3, LENGTH);
    scene.requireRight("honest", FILE);
    scene.fleet.process("tracker").kill();
    Instant end = certificateEnd();
    Scene.await().until(() -> Instant.now().isAfter(end));
    scene.requireRight("honest", FILE);
    assertThat(scene.get(scene.fleet.agentOperationsUrl("honest").resolve("/readyz")).body())
        .contains("it ended at");

    scene.fleet.startTracker();
    scene.fleet.awaitAgent("honest");
    assertThat(certificateEnd()).isAfter(end);
    Scene.await().untilAsserted(() -> scene.requireRight("honest", "/download/new.bin"));
  }

  private static Instant certificateEnd() throws Exception {
    return new IdentityFiles(scene.fleet.folder().resolve("agents/honest/identity"))
        .load()
        .orElseThrow()
        .expires();
  }

  @Test
  void wrongConfigurationEndsTheProcessWithOneLine() throws Exception {
    String config = scene.fleet.folder().resolve("config/honest.yaml").toString();
    try (CliProcess agent =
        CliProcess.start(
            temp, Map.of(), "agent", "--config=" + config, "--set=store.quota=10GB of disk")) {
      assertThat(
              agent
                  .await()
                  .failsWith(2, "store.quota is \"10GB of disk\": a size is a number and B")
                  .err()
                  .lines())
          .hasSize(1);
    }
  }
}
