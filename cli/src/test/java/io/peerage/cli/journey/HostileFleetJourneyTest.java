package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.swarm.SwarmConfig;
import io.peerage.demo.fleet.ChildProcess;
import io.peerage.demo.fleet.FleetOptions;
import io.peerage.demo.fleet.FreePorts;
import io.peerage.demo.viewer.ViewerTotals;
import io.peerage.testing.HostilePeers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet of which every other agent does harm, each of its own kind, and nobody is caught but
 * those who sign it: audits are too rare, and no suspicion draws one. One honest agent, in a
 * process of its own, serves a viewer.
 */
@Timeout(300)
class HostileFleetJourneyTest {
  private static final String FILE = "/download/film.bin";
  private static final int CHUNKS = 12;
  private static final int CROWD_HEAP_MIB = 640;
  private static final Set<String> OUT = Set.of("QUARANTINE", "BANNED");
  private static final int LENGTH = (CHUNKS - 1) * 1024 * 1024 + 4321;

  @TempDir static Path temp;
  private static final Map<HostilePeers, URI> edges = new EnumMap<>(HostilePeers.class);
  private static Scene scene;
  private static ChildProcess crowd;

  @BeforeAll
  static void start() throws Exception {
    FleetOptions options =
        Scene.OPTIONS.withTracker(
            "audit.interval=24h", "audit.firstInterval=24h", "audit.suspicionGroups=1000");
    scene = Scene.start(temp.resolve("fleet"), options, "honest");
    for (HostilePeers kind : HostileCrowd.KINDS) {
      int port = FreePorts.find(0);
      edges.put(kind, URI.create("http://127.0.0.1:" + port));
      writeConfig(kind, port);
    }
    crowd =
        ChildProcess.start(
            "crowd",
            temp.resolve("crowd.log"),
            CROWD_HEAP_MIB,
            List.of(),
            HostileCrowd.class.getName(),
            List.of(scene.fleet.folder().resolve("config").toString()));
    Scene.await()
        .failFast("the crowd has ended", () -> !crowd.isAlive())
        .until(
            () -> scene.metric("honest", "peerage_agent_neighbours"),
            neighbours -> neighbours > HostileCrowd.KINDS.size());
  }

  /** That of the honest agent, but with another name and other ports. */
  private static void writeConfig(HostilePeers kind, int port) throws Exception {
    Path folder = scene.fleet.folder().resolve("config");
    String yaml =
        Files.readString(folder.resolve("honest.yaml"))
            .replace("/agents/honest", "/agents/" + kind)
            .replaceFirst("edge: \\{listen: '[^']*'", "edge: {listen: '127.0.0.1:" + port + "'")
            .replaceFirst("operations: \\{listen: '[^']*'", "operations: {listen: '127.0.0.1:0'")
            .replaceFirst(
                "enrolmentToken: '[^']*'", "enrolmentToken: '" + scene.fleet.token("agent") + "'");
    Files.writeString(folder.resolve(kind + ".yaml"), yaml);
  }

  @AfterAll
  static void stop() {
    if (crowd != null) {
      crowd.close();
    }
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void downloadAmongHostilePeersOnlyIsWholeAndRightAndKeepsTheBudget() throws Exception {
    scene.publish(FILE, 1, LENGTH);
    scene.awaitSigned("honest", FILE);
    for (Map.Entry<HostilePeers, URI> hostile : edges.entrySet()) {
      // They serve their own clients well, and so have something to serve others ill with.
      scene.awaitSigned(hostile.getValue().resolve(FILE));
      scene.requireRight(hostile.getValue(), FILE, new ViewerTotals(), crowd);
      String agent = hostile.getKey().toString();
      // Who signs its lies may be out by then: it has proved itself guilty to one of the others.
      Scene.await()
          .alias(agent + " has something to serve")
          .until(
              () -> scene.agent(agent),
              known ->
                  known.get("chunks").asInt() > 0 || OUT.contains(known.get("state").asString()));
    }

    ViewerTotals totals = new ViewerTotals();
    long start = System.nanoTime();
    scene.requireRight("honest", FILE, totals);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(totals.bytes()).isEqualTo(LENGTH);
    assertThat(scene.metric("honest", "peerage_agent_origin_bytes_total"))
        .as("bytes from the origin")
        .isGreaterThan(LENGTH / 2.0);
    assertThat(peerAttempts("mismatch"))
        .as("peers that were seen to send wrong bytes")
        .isPositive();
    assertThat(peerAttempts("too_slow") + peerAttempts("refused") + peerAttempts("not_here"))
        .as("peers that did not deliver")
        .isPositive();
    // Peers may cost a reader so much for each chunk, if all that is wanted at once is wanted in
    // turn; the rest is for a slow machine.
    Duration budget = SwarmConfig.DEFAULTS.originAfter().duration().multipliedBy(CHUNKS);
    assertThat(took).isLessThan(budget.plusSeconds(30));
  }

  private static double peerAttempts(String outcome) throws Exception {
    return scene.metric(
        "honest",
        "peerage_agent_attempts_total",
        "outcome=\"%s\",source=\"peer\"".formatted(outcome));
  }
}
