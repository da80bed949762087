package io.peerage.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.agent.origin.SiteConfig;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.site.RootPin;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestSite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, trust gone wrong, and stop. */
class AgentLifeTest {
  private static final String PATH = "/vod/a.ts";
  private final SeededContent video = SeededContent.of(1, 3 << 20);

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
  void operatorsSeeThatItLivesAndIsReady() throws Exception {
    Agent agent = fleet.start("a-1");
    assertThat(operations(agent, "/livez").statusCode()).isEqualTo(200);
    assertThat(operations(agent, "/readyz").body()).contains("\"ready\":true");
    assertThat(operations(agent, "/metrics").body())
        .contains("peerage_agent_client_bytes_total")
        .contains("jvm_memory_used_bytes")
        .endsWith("# EOF\n");
  }

  @Test
  void contentSurvivesARestart() throws Exception {
    Agent first = fleet.start("a-1");
    assertThat(fleet.get(first, PATH).body()).isEqualTo(video.bytes());
    first.close();
    fleet.agents.clear();
    int requests = fleet.adapter.chunkRequests.get();
    Agent second = fleet.start("a-1");
    assertThat(fleet.get(second, PATH).body()).isEqualTo(video.bytes());
    assertThat(fleet.adapter.chunkRequests).hasValue(requests);
    assertThat(fleet.adapter.manifestRequests).hasValue(1);
  }

  @Test
  void restartedAgentServesWhileTheOriginIsDown() throws Exception {
    Agent first = fleet.start("a-1");
    assertThat(fleet.get(first, PATH).body()).isEqualTo(video.bytes());
    first.close();
    fleet.agents.clear();
    fleet.adapter.fault = FakeAdapter.Fault.DOWN;
    Agent second = fleet.start("a-1");
    assertThat(fleet.get(second, PATH).body()).isEqualTo(video.bytes());
  }

  @Test
  void wrongRootPinServesNothing() throws Exception {
    AgentConfig config = fleet.config("a-1");
    RootPin other = new TestSite("other.example", Instant.now()).pin();
    Agent agent =
        fleet.start(
            "a-1",
            TestFleet.withSites(
                config,
                List.of(
                    SiteConfig.of(fleet.site.name(), List.of("*"), fleet.adapter.uri(), other))),
            UnaryOperator.identity());
    HttpResponse<byte[]> response = fleet.get(agent, PATH);
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(new String(response.body(), UTF_8)).contains("has pin").contains("not " + other);
  }

  @Test
  void expiredManifestIsNotServed() throws Exception {
    fleet.adapter.publish(
        "/old",
        1,
        video,
        Map.of("cache-control", "max-age=60"),
        Instant.now().minus(Duration.ofHours(2)));
    Agent agent = fleet.start("a-1");
    HttpResponse<byte[]> response = fleet.get(agent, "/old");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(new String(response.body(), UTF_8)).contains("expired at");
  }

  @Test
  void unknownHostIsMisdirected() throws Exception {
    AgentConfig config = fleet.config("a-1");
    Agent agent =
        fleet.start(
            "a-1",
            TestFleet.withSites(
                config,
                List.of(
                    SiteConfig.of(
                        fleet.site.name(),
                        List.of("media.example"),
                        fleet.adapter.uri(),
                        fleet.site.pin()))),
            UnaryOperator.identity());
    assertThat(fleet.get(agent, PATH).statusCode()).isEqualTo(421);
  }

  @Test
  void peersWhoseCertificateEndedAreBelievedOnlyWhileTheTrackerIsAway() throws Exception {
    Agent one = fleet.start("one");
    Agent expired =
        new Agent(
            fleet.config("two"),
            InstantSource.system(),
            new SecureRandom(),
            new IdentityFiles(folder.resolve("two/identity")),
            new CurrentIdentity(
                fleet.domain.identity(Role.AGENT, "two", Instant.now().minusSeconds(60))),
            UnaryOperator.identity());
    expired.start();
    fleet.agents.add(expired);
    assertThat(fleet.get(one, PATH).body()).isEqualTo(video.bytes());
    fleet.tracker.offers = fleet.offersOf(expired, "two", video);
    // The tracker answers agent one, so it has no reason to believe an old certificate.
    SeededContent other = SeededContent.of(5, 1 << 20);
    fleet.adapter.publish("/other", 1, other);
    fleet.tracker.offers = fleet.offersOf(expired, "two", other);
    assertThat(fleet.get(one, "/other").body()).isEqualTo(other.bytes());
    assertThat(fleet.metric(one, "peerage_agent_peer_bytes_total")).isZero();
  }

  @Test
  void agentWhoseCertificateEndedStartsAndServesWhileTheTrackerIsAway() throws Exception {
    Agent first = fleet.start("a-1");
    assertThat(fleet.get(first, PATH).body()).isEqualTo(video.bytes());
    first.close();
    fleet.agents.clear();
    AgentConfig config = fleet.config("a-1");
    fleet.tracker.close();
    new IdentityFiles(Path.of(config.dataFolder(), "identity"))
        .save(fleet.domain.identity(Role.AGENT, "a-1", Instant.now().minusSeconds(60)));
    Agent again = Agent.create(config, InstantSource.system(), new SecureRandom());
    again.start();
    fleet.agents.add(again);
    assertThat(fleet.get(again, PATH).body()).isEqualTo(video.bytes());
  }

  @Test
  void requestsUnderWayEndBeforeItStops() throws Exception {
    fleet.adapter.delay = Duration.ofMillis(300);
    Agent agent = fleet.start("a-1");
    CompletableFuture<HttpResponse<byte[]>> response =
        CompletableFuture.supplyAsync(() -> {
          try {
            return fleet.get(agent, PATH);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    Awaitility.await().until(() -> fleet.metric(agent, "peerage_agent_requests_total") > 0);
    agent.close();
    fleet.agents.clear();
    assertThat(response.get(10, TimeUnit.SECONDS).body()).isEqualTo(video.bytes());
  }

  @Test
  void addressInUseIsNamed() throws Exception {
    Agent first = fleet.start("a-1");
    AgentConfig config =
        TestFleet.withEdge(fleet.config("a-2"), new ListenAddress("127.0.0.1", first.edgePort()));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> fleet.start("a-2", config, UnaryOperator.identity()))
        .withMessageContaining("cannot listen on 127.0.0.1:" + first.edgePort());
  }

  private static HttpResponse<String> operations(Agent agent, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.operationsPort() + path))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
