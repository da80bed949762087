package io.peerage.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.SeededContent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breaker, budget and health of an adapter whose origin fails or hangs. */
class FailingOriginTest {
  private static final byte[] BYTES = SeededContent.of(5, 100_000).bytes();
  private static final String SITE = "site=\"media.example.com\"";
  private static final String[] HOST = {"Host", "media.example.com"};

  @TempDir Path temp;
  private AdapterFixture fixture;
  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void prepare() throws Exception {
    wire.start();
    fixture = new AdapterFixture(temp).fromUrl(URI.create(wire.baseUrl()));
    fixture.breaker =
        new AdapterConfig.BreakerConfig(
            3, 50, 20, TimeSpan.parse("10s"), TimeSpan.parse("30s"), TimeSpan.parse("60s"));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    wire.stop();
  }

  @Test
  void originThatFailsIsLeftAloneWhileManifestsThatHoldAreGivenAndFoundAgain() throws Exception {
    well();
    fixture.start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/a.ts").manifest();
    fixture.clock.advance(Duration.ofSeconds(20));
    wire.resetAll();
    wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
    for (int i = 0; i < 3; i++) {
      assertThat(agent.get("/b" + i, HOST).status()).isEqualTo(503);
    }
    int asked = wire.getAllServeEvents().size();
    AgentView.Reply refused = agent.get("/b", HOST);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isEqualTo("30");
    assertThat(refused.text()).contains("is left alone");
    AgentView.Reply none = agent.manifestReply("/never-seen.ts");
    assertThat(none.status()).isEqualTo(503);
    assertThat(Integer.parseInt(none.header("Retry-After"))).isBetween(1, 30);
    // What was signed still holds.
    assertThat(agent.manifest("/a.ts").manifest()).isEqualTo(first);
    assertThat(agent.download("/a.ts")).isEqualTo(BYTES);
    assertThat(wire.getAllServeEvents()).hasSize(asked);
    assertThat(fixture.operations("/origins").text())
        .contains("\"state\":\"open\"", "\"site\":\"media.example.com\"", "it answered 503");
    assertThat(fixture.operations("/readyz").status()).isEqualTo(200);
    assertThat(circuit("open")).isEqualTo(1);
    assertThat(circuit("closed")).isZero();
    assertThat(fixture.metric("peerage_adapter_origin_circuit_opened_total{" + SITE + "}"))
        .isEqualTo(1);
    assertThat(
            fixture.metric(
                "peerage_adapter_origin_refused_total{reason=\"circuit_open\"," + SITE + "}"))
        .isGreaterThanOrEqualTo(3);

    // A trial that fails makes it longer; one that succeeds closes.
    fixture.clock.advance(Duration.ofSeconds(31));
    assertThat(agent.get("/b", HOST).text()).doesNotContain("left alone");
    assertThat(agent.get("/b", HOST).header("Retry-After")).isEqualTo("60");
    wire.resetAll();
    well();
    fixture.clock.advance(Duration.ofSeconds(61));
    assertThat(agent.get("/b", HOST).status()).isEqualTo(200);
    assertThat(agent.get("/c", HOST).status()).isEqualTo(200);
    assertThat(circuit("closed")).isEqualTo(1);
    assertThat(agent.manifest("/a.ts").manifest().generation()).isEqualTo(first.generation());
  }

  @Test
  void errorsOfSinglePagesAndWhatIsMissingDoNotOpenIt() throws Exception {
    fixture.start();
    AgentView agent = fixture.agent();
    for (int status : new int[] {500, 404, 403, 501, 500}) {
      wire.resetAll();
      wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status)));
      for (int i = 0; i < 5; i++) {
        agent.manifestReply("/" + status + "/" + i);
        assertThat(agent.get("/b" + i, HOST).status()).isEqualTo(status);
      }
    }
    assertThat(circuit("closed")).isEqualTo(1);
  }

  @Test
  void overTheBudgetIs503WithRetryAfterAndItsReason() throws Exception {
    fixture.limits =
        new AdapterConfig.LimitsConfig(
            2, 2, 1, TimeSpan.parse("300ms"), 4096, ByteSize.parse("1MiB"));
    try (RawOrigin origin = new RawOrigin((request, _) -> request.hang())) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.plain();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<AgentView.Reply>> hanging = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          hanging.add(threads.submit(() -> agent.get("/h", HOST)));
        }
        await().until(() -> fixture.metric("peerage_adapter_origin_fetches") == 2);
        Future<AgentView.Reply> waits = threads.submit(() -> agent.get("/w", HOST));
        await().until(() -> waits.isDone() || waiting() == 1);
        AgentView.Reply crowded = agent.get("/x", HOST);
        assertThat(waits.get().status()).isEqualTo(503);
        assertThat(crowded.status()).isEqualTo(503);
        assertThat(crowded.header("Retry-After")).isEqualTo("1");
        assertThat(refusals("waited") + refusals("queue_full")).isEqualTo(2);
        assertThat(origin.asked()).hasSize(2);
        origin.close();
        for (Future<AgentView.Reply> reply : hanging) {
          assertThat(reply.get().status()).isIn(502, 504);
        }
      }
    }
  }

  private double waiting() throws Exception {
    return fixture.metric("peerage_adapter_origin_waiting");
  }

  private double refusals(String reason) throws Exception {
    return fixture.metric(
        "peerage_adapter_origin_refused_total{reason=\"" + reason + "\"," + SITE + "}");
  }

  private double circuit(String state) throws Exception {
    return fixture.metric("peerage_adapter_origin_circuit{" + SITE + ",state=\"" + state + "\"}");
  }

  private void well() {
    wire.stubFor(
        any(anyUrl()).willReturn(aResponse().withHeader("ETag", "\"v1\"").withBody(BYTES)));
  }
}
