package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.cli.Cli;
import io.peerage.demo.hostile.Harm;
import io.peerage.demo.hostile.HostileClients;
import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.runtime.http.AdminClient;
import io.peerage.testing.HostilePeers;
import io.peerage.tracker.audit.AuditParameters;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.TrustParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Twelve agents, each a process. Five do harm in five ways, each of which leaves a proof. The
 * tracker's audits and rounds come {@value #ACCELERATION} times as often as by default; what they
 * weigh is as by default.
 */
@Timeout(300)
class TwelveAgentsJourneyTest {
  private static final int ACCELERATION = 20;

  /** Ten minutes by the tracker's clocks. */
  private static final Duration LONGEST = Duration.ofMinutes(10).dividedBy(ACCELERATION);

  private static final int MOST_FETCHES = 200;
  private static final int FILM_BYTES = 8 * 1024 * 1024;

  /** More than there are honest agents, each in a network and with an account of its own. */
  private static final int SLANDERERS = 12;

  private static final Set<String> OUT = Set.of("QUARANTINE", "BANNED");
  private static final List<String> HONEST =
      IntStream.rangeClosed(1, 7).mapToObj(i -> "honest-" + i).toList();
  private static final Map<String, Harm> HOSTILE =
      Map.of(
          "corrupts", new Harm.Serving(HostilePeers.CORRUPTS),
          "corrupts-half", new Harm.Serving(HostilePeers.CORRUPTS_HALF),
          "signs-lies", new Harm.Serving(HostilePeers.SIGNS_LIES),
          "inflates", new Harm.Asking(HostileClients.INFLATES_RECEIPTS),
          "accuses", new Harm.Asking(HostileClients.ACCUSES_FALSELY));

  /** By what each may be convicted. An auditor meets a signed lie as a wrong answer. */
  private static final Map<String, Set<Evidence.Kind>> PROOFS =
      Map.of(
          "corrupts", Set.of(Evidence.Kind.AUDIT),
          "corrupts-half", Set.of(Evidence.Kind.AUDIT),
          "signs-lies", Set.of(Evidence.Kind.AUDIT, Evidence.Kind.SIGNED_RESPONSE),
          "inflates", Set.of(Evidence.Kind.FALSE_ACCOUNTING),
          "accuses", Set.of(Evidence.Kind.FALSE_ACCUSATION));

  @TempDir static Path temp;
  private static Scene scene;

  @BeforeAll
  static void start() throws Exception {
    AuditParameters audits = AuditParameters.DEFAULTS;
    scene =
        Scene.start(
            temp.resolve("fleet"),
            Scene.OPTIONS.withTracker(
                often("trust.round", TrustParameters.DEFAULTS.round()),
                often("audit.interval", audits.interval()),
                often("audit.firstInterval", audits.firstInterval()),
                often("audit.watchInterval", audits.watchInterval()),
                often("audit.quarantineInterval", audits.quarantineInterval()),
                often("audit.suspicionInterval", audits.suspicionInterval()),
                // Else what befell others on a busy machine holds its verdicts up for minutes.
                often("brake.window", BrakeParameters.DEFAULTS.window()),
                // All are in one network, so no suspicion has more behind it.
                "audit.suspicionGroups=1"));
    for (String agent : HONEST) {
      scene.fleet.startAgent(agent, Optional.empty(), List.of());
    }
    for (Map.Entry<String, Harm> hostile : HOSTILE.entrySet()) {
      scene.fleet.startAgent(hostile.getKey(), Optional.of(hostile.getValue()), List.of());
    }
    for (String agent : HONEST) {
      scene.fleet.awaitAgent(agent);
    }
    for (String agent : HOSTILE.keySet()) {
      scene.fleet.awaitAgent(agent);
    }
    for (String agent : HONEST) {
      Scene.await()
          .until(
              () -> scene.metric(agent, "peerage_agent_neighbours"),
              neighbours -> neighbours >= HONEST.size() + HOSTILE.size());
    }
  }

  private static String often(String key, TimeSpan production) {
    return "%s=%dms".formatted(key, production.toMillis() / ACCELERATION);
  }

  @AfterAll
  static void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void fiveWaysOfHarmAreSoonOutNoHonestAgentIsAndTheFramedOneIsClearedByTheProgram()
      throws Exception {
    watchUntilAllFiveAreOut();
    Scene.await()
        .alias("who accuses falsely twice is banned")
        .until(() -> state("accuses").equals("BANNED"));
    assertThat(state("inflates")).isEqualTo("BANNED");
    assertNoHonestAgentIsOut();
    for (String hostile : HOSTILE.keySet()) {
      assertEvidenceHoldsOffline(hostile);
    }

    String framed = HONEST.getLast();
    try (Slanderers crowd = Slanderers.join(scene.fleet, SLANDERERS)) {
      AgentId victim = new AgentId(scene.fleet.agentId(framed));
      Scene.await()
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                crowd.slander(victim);
                return state(framed);
              },
              "CONTESTED"::equals);
      assertThat(appeal(framed))
          .contains("against CONTESTED: upheld")
          .contains("by program: nothing is proved")
          .contains("what clients said against it is set aside");
      assertThat(state(framed)).isEqualTo("PROBATION");

      // The same voices again: they have no vote on it any more.
      crowd.slander(victim);
      watch(framed, "/after-the-appeal.bin", 1);
      assertThat(state(framed)).isIn("PROBATION", "TRUSTED");
    }
    assertNoHonestAgentIsOut();
  }

  /**
   * Fetches one film after another through the honest agents, every byte compared. The hostile ones
   * serve their own clients well, and from the first film on have something to serve others ill
   * with.
   */
  private static void watchUntilAllFiveAreOut() throws Exception {
    long start = System.nanoTime();
    int fetches = 0;
    for (int film = 0; !allFiveAreOut(); film++) {
      String path = "/film-%d.bin".formatted(film);
      scene.publish(path, film, FILM_BYTES);
      scene.awaitSigned(HONEST.getFirst(), path);
      List<String> agents = new ArrayList<>(film == 0 ? HOSTILE.keySet() : List.of());
      agents.addAll(HONEST);
      for (String agent : agents) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(fetches < MOST_FETCHES || took.compareTo(LONGEST) < 0)
            .as("all are out after %d fetches and %s", fetches, took)
            .isTrue();
        scene.requireRight(agent, path);
        fetches++;
      }
    }
  }

  private static boolean allFiveAreOut() throws Exception {
    for (String hostile : HOSTILE.keySet()) {
      if (!OUT.contains(state(hostile))) {
        return false;
      }
    }
    return true;
  }

  private static void watch(String agent, String path, long seed) throws Exception {
    scene.publish(path, seed, FILM_BYTES);
    scene.awaitSigned(agent, path);
    scene.requireRight(agent, path);
  }

  private static void assertNoHonestAgentIsOut() throws Exception {
    for (String agent : HONEST) {
      assertThat(state(agent)).as("%s: %s", agent, scene.agent(agent)).isNotIn(OUT);
      assertThat(scene.agent(agent).get("evidence").size()).isZero();
    }
  }

  private static String state(String agent) throws Exception {
    return scene.agent(agent).get("state").asString();
  }

  private static void assertEvidenceHoldsOffline(String hostile) throws Exception {
    JsonNode files = scene.agent(hostile).get("evidence");
    assertThat(files.size()).as("files on %s", hostile).isPositive();
    try (AdminClient admin = scene.fleet.admin()) {
      String pin = admin.get("trust-domain", JsonNode.class).get("caPin").asString();
      for (JsonNode evidence : files) {
        assertThat(PROOFS.get(hostile))
            .contains(Evidence.Kind.valueOf(evidence.get("kind").asString()));
        String id = evidence.get("id").asString();
        Path file = Files.write(temp.resolve(id), admin.getBytes("evidence/" + id));
        assertThat(Cli.run("verify-evidence", "--ca-pin=" + pin, file.toString()).succeeds().out())
            .contains("The evidence holds.")
            .contains("agent/" + scene.fleet.agentId(hostile));
      }
    }
  }

  /** What the command line says of an appeal that it files. */
  private static String appeal(String agent) throws Exception {
    return Cli.run(
            "appeals",
            "file",
            scene.fleet.agentId(agent),
            "--text=they made it up",
            "--tracker=" + scene.fleet.adminUrl(),
            "--admin-token-file=" + scene.fleet.folder().resolve("tracker/admin-token"))
        .succeeds()
        .out();
  }
}
