package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.message.TakedownList.Entry;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestTrustDomain;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the tracker's takedown list names is neither served nor fetched. */
class TakedownTest {
  private static final String NAME = "a-1";
  private static final byte[] BODY = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final SeededContent CONTENT = SeededContent.of(1, 300_000);
  private static final ContentRoot ROOT = CONTENT.hashed().root();
  private static final SeededContent OTHER = SeededContent.of(2, 400_000);

  @TempDir Path folder;
  private TestFleet fleet;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    agent = fleet.start(NAME);
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(30, TimeUnit.SECONDS).pollInterval(5, TimeUnit.MILLISECONDS);
  }

  private void takeDown(long version, Entry... entries) {
    fleet.tracker.takeDown(version, entries);
    await().until(() -> fleet.tracker.takedownVersionOf(NAME) == version);
  }

  private Entry path(String prefix) {
    return Entry.ofPath("case-1", "copyright", fleet.site.name(), prefix);
  }

  private static Entry content() {
    return Entry.ofRoot("case-2", "court-order", ROOT);
  }

  private void stopAgent() {
    fleet.agents.remove(agent);
    agent.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return fleet.get(agent, path, headers);
  }

  private int status(String path, String... headers) throws Exception {
    return get(path, headers).statusCode();
  }

  private int status(String method, String path, HttpRequest.BodyPublisher body) throws Exception {
    return fleet.send(agent, method, path, body).statusCode();
  }

  private void serve(String path) {
    fleet.adapter.serve(path, BODY, "Cache-Control", "max-age=600", "ETag", "\"v1\"");
  }

  // ---- by path ----

  @Test
  void pathIsRefusedHoweverItIsSpelt() throws Exception {
    serve("/private/x");
    takeDown(1, path("/private"));
    List<String> spellings =
        List.of(
            "/private/x",
            "/private/x?y=1",
            "/%70rivate/x",
            "//private/x",
            "/private//x",
            "/private%2fx",
            "/private%5cx",
            "/private;v=1/x",
            "/private",
            "/private/");
    for (String spelt : spellings) {
      assertThat(status(spelt)).as(spelt).isEqualTo(451);
    }
    // Clients resolve dot segments; who sends them is refused anyway.
    assertThat(status("/a/../private/x")).isEqualTo(400);
    assertThat(fleet.adapter.asked("/private/x")).isZero();
    assertThat(fleet.adapter.manifestRequests).hasValue(0);
    assertThat(fleet.metric(agent, "peerage_agent_takedown_refusals_total"))
        .isEqualTo(spellings.size());
    assertProblemNamesTheCaseAndTheReason();
  }

  private void assertProblemNamesTheCaseAndTheReason() throws Exception {
    HttpResponse<byte[]> answer = get("/private/x");
    JsonNode problem = JsonMapper.builder().build().readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(451);
    assertThat(problem.get("title").asString()).isEqualTo("Unavailable For Legal Reasons");
    assertThat(problem.get("caseId").asString()).isEqualTo("case-1");
    assertThat(problem.get("reason").asString()).isEqualTo("copyright");
    assertThat(problem.get("detail").asString()).contains("case case-1 (copyright)");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("Cache-Status").orElseThrow()).contains("takedown");
  }

  @Test
  void noMethodAndNoConditionGetsWhatIsStored() throws Exception {
    serve("/private/x");
    serve("/privately");
    assertThat(get("/private/x").body()).isEqualTo(BODY);
    assertThat(get("/private/x").headers().firstValue("Cache-Status").orElseThrow())
        .contains("; hit");
    takeDown(1, path("/private/"));
    assertThat(status("/private/x")).isEqualTo(451);
    assertThat(status("/private/x", "Range", "bytes=2-3")).isEqualTo(451);
    assertThat(status("/private/x", "If-None-Match", "\"v1\"")).isEqualTo(451);
    assertThat(status("/private/x", "Cache-Control", "only-if-cached")).isEqualTo(451);
    assertThat(status("/private/x", "Authorization", "Basic eDp5")).isEqualTo(451);
    HttpResponse<byte[]> head =
        fleet.send(agent, "HEAD", "/private/x", HttpRequest.BodyPublishers.noBody());
    assertThat(head.statusCode()).isEqualTo(451);
    assertThat(head.body()).isEmpty();
    assertThat(status("POST", "/private/x", HttpRequest.BodyPublishers.ofString("a")))
        .isEqualTo(451);
    assertThat(fleet.adapter.asked("/private/x")).isEqualTo(1);
    assertThat(status("/privately")).isEqualTo(200);
  }

  @Test
  void liftedPathIsServedAgain() throws Exception {
    serve("/private/x");
    takeDown(1, path("/private"));
    assertThat(status("/private/x")).isEqualTo(451);
    takeDown(2, path("/elsewhere"));
    assertThat(get("/private/x").body()).isEqualTo(BODY);
  }

  @Test
  void whatIsTakenDownIsNotFetchedAhead() throws Exception {
    serve("/d/1.ts");
    serve("/d/2.ts");
    fleet.adapter.publish("/d/3.ts", 1, CONTENT);
    takeDown(1, path("/d/2.ts"), content());
    for (String next : List.of("2.ts", "%32.ts", "3.ts")) {
      double before = fleet.metric(agent, "peerage_agent_prefetches_total");
      assertThat(
              status(
                  "/d/1.ts",
                  "CMCD-Request",
                  "nor=\"" + next + "\"",
                  "CMCD-Session",
                  "sid=\"" + next.charAt(0) + next.length() + "\""))
          .isEqualTo(200);
      await().until(() -> fleet.metric(agent, "peerage_agent_prefetches_total") > before);
    }
    assertThat(fleet.adapter.asked("/d/2.ts")).isZero();
    assertThat(fleet.adapter.chunkRequests).hasValue(0);
  }

  // ---- by content ----

  @Test
  void contentIsRefusedUnderEveryName() throws Exception {
    fleet.adapter.publish("/s", 1, CONTENT);
    fleet.adapter.publish("/copy", 1, CONTENT);
    fleet.adapter.publish("/other", 1, OTHER);
    assertThat(get("/s").body()).isEqualTo(CONTENT.bytes());
    takeDown(1, content());
    for (String name : List.of("/s", "/copy")) {
      HttpResponse<byte[]> answer = get(name);
      assertThat(answer.statusCode()).isEqualTo(451);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .contains("\"caseId\":\"case-2\"", "\"reason\":\"court-order\"");
      assertThat(status(name, "Range", "bytes=0-1")).isEqualTo(451);
      assertThat(status(name, "Range", "bytes=0-1,5-6")).isEqualTo(451);
      assertThat(status("HEAD", name, HttpRequest.BodyPublishers.noBody())).isEqualTo(451);
      assertThat(status(name, "If-None-Match", "*")).isEqualTo(451);
    }
    assertThat(get("/other").body()).isEqualTo(OTHER.bytes());
  }

  @Test
  void contentThatIsNotHereIsNotFetched() throws Exception {
    fleet.adapter.publish("/s", 1, CONTENT);
    takeDown(1, content());
    assertThat(status("/s")).isEqualTo(451);
    assertThat(fleet.adapter.chunkRequests).hasValue(0);
    takeDown(2);
    assertThat(get("/s").body()).isEqualTo(CONTENT.bytes());
  }

  @Test
  void contentIsTakenBackAtTheTrackerAndToldAgainWhenItIsLifted() throws Exception {
    fleet.adapter.publish("/s", 1, CONTENT);
    assertThat(get("/s").body()).isEqualTo(CONTENT.bytes());
    await().until(() -> fleet.tracker.holds(NAME, ROOT));
    takeDown(1, content());
    await().until(() -> !fleet.tracker.holds(NAME, ROOT));
    takeDown(2);
    await().until(() -> fleet.tracker.holds(NAME, ROOT));
    int before = fleet.adapter.chunkRequests.get();
    assertThat(get("/s").body()).isEqualTo(CONTENT.bytes());
    assertThat(fleet.adapter.chunkRequests).hasValue(before);
  }

  @Test
  void otherAgentsAreRefusedChunkAndLayer() throws Exception {
    fleet.adapter.publish("/s", 1, CONTENT);
    assertThat(get("/s").body()).isEqualTo(CONTENT.bytes());
    await().until(() -> fleet.tracker.holds(NAME, ROOT));
    List<String> paths =
        List.of(
            new ContentResource.Chunk(new ChunkId(ROOT, 0)).path(),
            new ContentResource.Layer(ROOT).path());
    try (FleetClient peer =
        new FleetClient(
            FleetTls.context(
                fleet.domain.current(Role.AGENT, "a-9"),
                Set.of(Role.AGENT),
                InstantSource.system()),
            Duration.ofSeconds(10),
            1,
            1)) {
      for (String path : paths) {
        assertThat(ask(peer, path)).isEqualTo(200);
      }
      takeDown(1, content());
      for (String path : paths) {
        assertThat(ask(peer, path)).isEqualTo(451);
      }
      takeDown(2);
      for (String path : paths) {
        assertThat(ask(peer, path)).isEqualTo(200);
      }
    }
  }

  private int ask(FleetClient peer, String path) throws Exception {
    return peer.execute(
        new HttpUriRequestBase("GET", URI.create("https://127.0.0.1:" + agent.peerPort() + path)),
        Duration.ofSeconds(10),
        (response, _) -> {
          FleetClient.readBody(response, 1 << 20);
          return response.getCode();
        });
  }

  // ---- what lasts, and who may order ----

  @Test
  void restartWithoutATrackerForgetsNoOrder() throws Exception {
    fleet.adapter.publish("/s", 1, CONTENT);
    serve("/private/x");
    assertThat(get("/s").body()).isEqualTo(CONTENT.bytes());
    takeDown(1, content(), path("/private"));
    fleet.tracker.down = true;
    stopAgent();
    agent = fleet.start(NAME);
    assertThat(status("/s")).isEqualTo(451);
    assertThat(status("/private/x")).isEqualTo(451);
    assertThat(fleet.metric(agent, "peerage_agent_takedown_orders")).isEqualTo(2);
    fleet.tracker.down = false;
    takeDown(2);
    assertThat(get("/s").body()).isEqualTo(CONTENT.bytes());
  }

  @Test
  void listThatIsOlderOrDamagedIsNotFollowed() throws Exception {
    serve("/private/x");
    takeDown(5, path("/private"));
    int before = fleet.tracker.takedownRequests.get();
    fleet.tracker.takeDown(4);
    // It says that it has a newer one, and gives the old.
    fleet.tracker.takedownVersion = 6;
    await().until(() -> fleet.tracker.takedownRequests.get() > before + 1);
    assertThat(status("/private/x")).isEqualTo(451);

    stopAgent();
    Files.writeString(folder.resolve(NAME).resolve("takedowns.json"), "{}");
    fleet.tracker.takeDown(7, path("/private"));
    fleet.tracker.lastAnnounce.clear();
    agent = fleet.start(NAME);
    await().until(() -> fleet.tracker.takedownVersionOf(NAME) == 7);
    assertThat(status("/private/x")).isEqualTo(451);
  }

  enum Forger {
    /** A tracker of another trust domain. */
    STRANGER,
    /** Another agent of this one. */
    AGENT
  }

  @ParameterizedTest
  @EnumSource(Forger.class)
  void forgedListIsNotFollowed(Forger forger) throws Exception {
    serve("/p");
    Identity signer =
        switch (forger) {
          case STRANGER -> new TestTrustDomain(Instant.now()).identity(Role.TRACKER, "tracker");
          case AGENT -> fleet.domain.identity(Role.AGENT, "a-2");
        };
    fleet.tracker.takeDown(new TakedownList(9, Instant.now(), List.of(path("/"))), signer);
    await().until(() -> fleet.tracker.takedownRequests.get() > 1);
    assertThat(get("/p").body()).isEqualTo(BODY);
    assertThat(fleet.tracker.takedownVersionOf(NAME)).isZero();
  }
}
