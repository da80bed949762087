package io.peerage.agent.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.FakeAdapter;
import io.peerage.agent.TestFleet;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.DenyList;
import io.peerage.protocol.message.Observation;
import io.peerage.testing.HostilePeers;
import io.peerage.testing.SeededContent;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SwarmJourneyTest {
  private static final String PATH = "/vod/a.ts";
  private final SeededContent video = SeededContent.of(1, 6 * 1024 * 1024 + 777);

  @TempDir Path folder;
  private TestFleet fleet;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    fleet.adapter.publish(PATH, 7, video);
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void manyAgentsCostTheOriginOneCopy() throws Exception {
    for (int i = 0; i < 4; i++) {
      startPatient("a-" + i);
    }
    fleet.makeNeighbours();
    List<HttpResponse<byte[]>> responses =
        atOnce(
            fleet.agents.stream()
                .<Callable<HttpResponse<byte[]>>>map(agent -> () -> fleet.get(agent, PATH))
                .toList());
    assertThat(responses)
        .allSatisfy(response -> assertThat(response.body()).isEqualTo(video.bytes()));
    assertThat(fleet.adapter.chunkBytes.get()).isEqualTo(video.bytes().length);
  }

  @Test
  void manyClientsOfOneAgentCostOneFetch() throws Exception {
    Agent agent = fleet.start("a-0");
    List<Callable<HttpResponse<byte[]>>> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(() -> fleet.get(agent, PATH));
    }
    assertThat(atOnce(clients))
        .allSatisfy(response -> assertThat(response.body()).isEqualTo(video.bytes()));
    assertThat(fleet.adapter.chunkBytes.get()).isEqualTo(video.bytes().length);
    assertThat(fleet.adapter.manifestRequests).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(HostilePeers.class)
  void hostilePeerCostsNoWrongByteAndLittleTime(HostilePeers hostile) throws Exception {
    Agent honest = fleet.start("honest");
    fleet.startHostile("hostile", hostile);
    fleet.makeNeighbours();
    long start = System.nanoTime();
    HttpResponse<byte[]> response = fleet.get(honest, PATH);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(response.body()).isEqualTo(video.bytes());
    // Seven chunks, half of them with a hostile home: the first of them costs what the budget says.
    assertThat(took).isLessThan(Duration.ofSeconds(15));
    if (hostile.isMismatch()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(observationsOf("hostile").stream().mapToInt(Observation::mismatches).sum())
                  .isPositive());
    }
  }

  @ParameterizedTest
  @EnumSource(HostilePeers.class)
  void everyPeerHostileStillCompletes(HostilePeers hostile) throws Exception {
    Agent honest = fleet.start("honest");
    for (int i = 0; i < 3; i++) {
      fleet.startHostile("hostile-" + i, hostile);
    }
    fleet.makeNeighbours();
    assertThat(fleet.get(honest, PATH).body()).isEqualTo(video.bytes());
  }

  /** Also when the tracker is away at first, and the accuser starts anew before it is back. */
  @Test
  void whoeverSignsLiesIsAccusedOfThemUntilTheTrackerHasHeard() throws Exception {
    Agent honest = fleet.start("honest");
    fleet.startHostile("liar", HostilePeers.SIGNS_LIES);
    fleet.makeNeighbours();
    fleet.tracker.down = true;
    assertThat(fleet.get(honest, PATH).body()).isEqualTo(video.bytes());
    honest.close();
    assertThat(fleet.tracker.accusations).isEmpty();

    fleet.tracker.down = false;
    fleet.start("honest");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(fleet.tracker.accusations).isNotEmpty());
    SignedAccusation.Outcome.Proven proven =
        (SignedAccusation.Outcome.Proven)
            fleet.tracker.accusations.getFirst().judge(fleet.domain.issuer().authority());
    assertThat(proven.accuser().id()).isEqualTo(new AgentId("honest"));
    assertThat(proven.accusation().accused().id()).isEqualTo(new AgentId("liar"));
    assertThat(proven.accusation().response().finding().root()).isEqualTo(video.hashed().root());
    assertThat(proven.fault()).contains("does not lead to the chunk's hash");
    Awaitility.await()
        .untilAsserted(() -> assertThat(folder.resolve("honest/accusations")).isEmptyDirectory());
  }

  @Test
  void whoeverSendsWrongBytesUnderARightSignatureIsNotAccused() throws Exception {
    Agent honest = fleet.start("honest");
    fleet.startHostile("hostile", HostilePeers.CORRUPTS);
    fleet.makeNeighbours();
    assertThat(fleet.get(honest, PATH).body()).isEqualTo(video.bytes());
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(observationsOf("hostile")).isNotEmpty());
    assertThat(fleet.tracker.accusations).isEmpty();
    assertThat(folder.resolve("honest/accusations")).isEmptyDirectory();
  }

  @Test
  void warmPeersServeWhileTheOriginIsDead() throws Exception {
    Agent warm = fleet.start("warm");
    Agent cold = fleet.start("cold");
    fleet.makeNeighbours();
    assertThat(fleet.get(warm, PATH).body()).isEqualTo(video.bytes());
    assertThat(fleet.get(cold, PATH, "Range", "bytes=0-0").statusCode()).isEqualTo(206);
    fleet.tracker.offers = fleet.offersOf(warm, "warm", video);
    fleet.adapter.fault = FakeAdapter.Fault.DOWN;
    assertThat(fleet.get(cold, PATH).body()).isEqualTo(video.bytes());
  }

  @Test
  void everythingGoesOnWhileTheTrackerIsGone() throws Exception {
    Agent one = startPatient("one");
    Agent two = startPatient("two");
    fleet.makeNeighbours();
    fleet.tracker.down = true;
    assertThat(fleet.get(one, PATH).body()).isEqualTo(video.bytes());
    assertThat(fleet.get(two, PATH).body()).isEqualTo(video.bytes());
    assertThat(fleet.adapter.chunkBytes.get()).isEqualTo(video.bytes().length);
  }

  @Test
  void deniedAgentIsNotAskedAndABannedOneNotServed() throws Exception {
    Agent one = fleet.start("one");
    Agent two = fleet.start("two");
    fleet.makeNeighbours();
    fleet.tracker.deny(
        1,
        new DenyList.Entry(new AgentId("two"), AgentState.BANNED, Instant.now().plusSeconds(3600)));
    Awaitility.await().until(() -> fleet.tracker.denyListVersionOf("one") == 1);
    assertThat(fleet.get(one, PATH).body()).isEqualTo(video.bytes());
    assertThat(fleet.metric(one, "peerage_agent_peer_bytes_total")).isZero();
    assertThat(fleet.get(two, PATH).body()).isEqualTo(video.bytes());
    assertThat(fleet.metric(two, "peerage_agent_peer_bytes_total")).isZero();
  }

  @Test
  void agentTellsTheTrackerWhatItHoldsAndDelivered() throws Exception {
    Agent agent = fleet.start("one");
    assertThat(fleet.get(agent, PATH).body()).isEqualTo(video.bytes());
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(
                    fleet.tracker.reports.stream()
                        .mapToLong(report -> report.traffic().clientBytes())
                        .sum())
                .isEqualTo(video.bytes().length));
  }

  private List<Observation> observationsOf(String server) {
    return fleet.tracker.reports.stream()
        .flatMap(report -> report.observations().stream())
        .filter(observation -> observation.server().value().equals(server))
        .toList();
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }

  /** An agent that never hedges, so that what it fetches can be counted. */
  private Agent startPatient(String name) throws Exception {
    return fleet.start(name, TestFleet.withoutHedges(fleet.config(name)), UnaryOperator.identity());
  }
}
