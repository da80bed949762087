package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.Traffic;
import io.peerage.testing.SeededContent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Why an agent is where it is, and what becomes of appeals against it, at a real tracker. */
class AppealsEndToEndTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SeededContent SMALL = SeededContent.of(2, 100_000);
  private static final String[] AUDITS_OFTEN = {
    "heartbeat=200ms",
    "trust.round=100ms",
    "audit.interval=100ms",
    "audit.firstInterval=100ms",
    "audit.quarantineInterval=60ms",
    "audit.timeout=10s",
    "audit.connectTimeout=10s"
  };

  private final List<FakeAgent> agents = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void closeAgents() {
    agents.forEach(FakeAgent::close);
  }

  @Test
  void banOnEvidenceThatHoldsIsExplainedAndWaitsForAPersonWhoMayTakeItBack() throws Exception {
    FakeAgent agent;
    try (TestTracker tracker = start()) {
      agent = corrupter(tracker);
      patiently().until(() -> tracker.stateOf(agent).equals("BANNED"));
      agent.close();

      JsonNode explained = tracker.get(path(agent, "explanation"));
      assertThat(explained.get("status").get("state").asString()).isEqualTo("BANNED");
      assertThat(explained.get("why").asString()).contains("another audit");
      assertThat(explained.get("verdicts").get(0).get("evidence").size()).isEqualTo(2);
      assertThat(explained.get("prospects").get(0).get("text").asString())
          .isEqualTo("BANNED -> QUARANTINE at " + explained.get("status").get("until").asString());
      assertAddsUp(explained);

      JsonNode statement = tracker.get(path(agent, "statement")).get("statements").get(0);
      assertThat(statement.get("inForce").asBoolean()).isTrue();
      assertThat(statement.get("evidence").get(1).get("file").get("fault").asString())
          .contains("instead of");
      assertThat(statement.get("rule").asString()).contains("A second mismatch");
      assertThat(statement.get("appeal").asString()).contains("/appeals");

      JsonNode filed = post(tracker, path(agent, "appeals"), 201, "{'text':'it was the disk'}");
      long id = filed.get("id").asLong();
      assertThat(filed.get("state").asString()).isEqualTo("WAITING_FOR_PERSON");
      assertThat(filed.get("evidence").size()).isEqualTo(2);
      assertThat(filed.get("evidence").get(0).get("holds").asBoolean()).isTrue();
      assertThat(Instant.parse(filed.get("due").asString()))
          .isEqualTo(Instant.parse(filed.get("filedAt").asString()).plus(Duration.ofDays(3)));
      assertThat(tracker.stateOf(agent)).isEqualTo("BANNED");
      assertThat(post(tracker, path(agent, "appeals"), 409, "{'text':'again'}").toString())
          .contains("appeal " + id)
          .contains("open already");
      assertThat(metric(tracker, "peerage_tracker_appeals_open")).isEqualTo(1);
      assertThat(metric(tracker, "peerage_tracker_appeals_overdue")).isZero();
    }

    try (TestTracker tracker = start()) {
      JsonNode open = tracker.get("/api/v1/appeals").get("appeals");
      assertThat(open.size()).isEqualTo(1);
      String decision = "/api/v1/appeals/" + open.get(0).get("id").asLong() + "/decision";
      assertThat(
              post(tracker, decision, 400, "{'decision':'UPHELD','reason':' ','by':'ann'}")
                  .toString())
          .contains("reason is a text");
      assertThat(post(tracker, decision, 400, "{'decision':'UPHELD','by':'ann'}").toString())
          .contains("reason: required field is missing");
      assertThat(
              post(tracker, decision, 400, "{'decision':'UPHELD','reason':'a\\nb','by':'ann'}")
                  .toString())
          .contains("reason is one line");
      JsonNode decided =
          post(tracker, decision, 200, "{'decision':'UPHELD','reason':'a bad disk','by':'ann'}");
      assertThat(decided.get("state").asString()).isEqualTo("UPHELD");
      assertThat(decided.get("decidedBy").asString()).isEqualTo("ann from 127.0.0.1");
      assertThat(
              post(tracker, decision, 409, "{'decision':'REJECTED','reason':'x','by':'bob'}")
                  .toString())
          .contains("was upheld at")
          .contains("by ann")
          .contains("a bad disk");

      JsonNode explained = tracker.get(path(agent, "explanation"));
      assertThat(explained.get("status").get("state").asString()).isEqualTo("PROBATION");
      assertThat(explained.get("status").get("bans").size()).isZero();
      assertThat(explained.get("why").asString()).contains("a bad disk").contains("by ann");
      assertThat(explained.get("trust").get("score").get("bad").asDouble()).isLessThan(1e-6);
      assertAddsUp(explained);
      assertThat(tracker.get("/api/v1/appeals").get("appeals").size()).isZero();
      assertThat(tracker.get("/api/v1/appeals?all=1").get("appeals").size()).isEqualTo(1);
      assertThat(tracker.get(path(agent, "appeals")).get("appeals").get(0)).isEqualTo(decided);
      assertThat(post(tracker, path(agent, "appeals"), 409, "{'text':'more'}").toString())
          .contains("nothing to appeal against");
    }
  }

  @Test
  void evidenceThatDoesNotHoldAnyMoreIsOverturnedByTheProgramAlone() throws Exception {
    FakeAgent agent;
    try (TestTracker tracker = start()) {
      agent = corrupter(tracker);
      patiently().until(() -> tracker.stateOf(agent).equals("BANNED"));
      agent.close();
    }
    tamperWithEvidence();
    try (TestTracker tracker = start()) {
      JsonNode filed = post(tracker, path(agent, "appeals"), 201, "{'text':'forged'}");
      assertThat(filed.get("state").asString()).isEqualTo("UPHELD");
      assertThat(filed.get("decidedBy").asString()).isEqualTo("program");
      assertThat(filed.get("reason").asString()).contains("none of the evidence holds");
      JsonNode explained = tracker.get(path(agent, "explanation"));
      assertThat(explained.get("status").get("state").asString()).isEqualTo("PROBATION");
      assertThat(explained.get("status").get("bans").size()).isZero();
      assertThat(explained.get("why").asString()).contains("the appeal was upheld");
      assertThat(explained.get("trust").get("score").get("bad").asDouble()).isLessThan(1e-6);
    }
  }

  @Test
  void personDoesNotUpholdWhatWasProvedAfterTheAppeal() throws Exception {
    try (TestTracker tracker = start("bans.cleanAuditsToLeave=10000")) {
      FakeAgent agent = corrupter(tracker).mendingAfter(1);
      patiently().until(() -> tracker.stateOf(agent).equals("QUARANTINE"));
      assertThat(tracker.get(path(agent, "explanation")).get("prospects").get(0).toString())
          .contains("QUARANTINE -> PROBATION needs clean audits in a row >= 10000");
      JsonNode filed = post(tracker, path(agent, "appeals"), 201, "{'text':'it was the disk'}");
      assertThat(filed.get("evidence").size()).isEqualTo(1);
      agent.mendingAfter(1);
      patiently().until(() -> tracker.stateOf(agent).equals("BANNED"));

      String decision = "/api/v1/appeals/" + filed.get("id").asLong() + "/decision";
      assertThat(
              post(tracker, decision, 409, "{'decision':'UPHELD','reason':'x','by':'ann'}")
                  .toString())
          .contains("in state BANNED on other evidence");
      post(tracker, decision, 200, "{'decision':'REJECTED','reason':'twice','by':'ann'}");
      JsonNode second = post(tracker, path(agent, "appeals"), 201, "{'text':'both disks'}");
      assertThat(second.get("evidence").size()).isEqualTo(2);
      assertThat(second.get("since")).isEqualTo(filed.get("since"));
    }
  }

  @Test
  void slanderedAgentIsClearedByTheProgramOnceAndItsSlanderersAreNotHeard() throws Exception {
    try (TestTracker tracker =
        start(
            "trust.credibilityStart=1.0",
            "bans.contestedGroups=1",
            "bans.contestedCleanAudits=3")) {
      FakeAgent victim = tracker.agent(Behaviour.HONEST).with(SMALL);
      agents.add(victim.beat(Duration.ofMillis(200)));
      FakeAgent slanderer = tracker.agent(Behaviour.HONEST, "evil");
      agents.add(slanderer);
      slanderer.announce();
      patiently().until(() -> tracker.audits(victim, "CLEAN") >= 4);
      slander(slanderer, victim);
      patiently().until(() -> tracker.stateOf(victim).equals("CONTESTED"));
      JsonNode contested = tracker.get(path(victim, "explanation"));
      assertThat(contested.get("trust").get("parts").toString()).contains("DOUBT");
      assertAddsUp(contested);

      JsonNode filed = post(tracker, path(victim, "appeals"), 201, "{'text':'slander'}");
      assertThat(filed.get("state").asString()).isEqualTo("UPHELD");
      assertThat(tracker.stateOf(victim)).isEqualTo("PROBATION");
      long clean = tracker.audits(victim, "CLEAN");
      slander(slanderer, victim);
      // Rounds go by meanwhile.
      patiently().until(() -> tracker.audits(victim, "CLEAN") >= Math.min(50, clean + 5));
      assertThat(tracker.stateOf(victim)).isEqualTo("PROBATION");

      FakeAgent other = tracker.agent(Behaviour.HONEST, "other");
      agents.add(other);
      other.announce();
      slander(other, victim);
      patiently().until(() -> tracker.stateOf(victim).equals("CONTESTED"));
      JsonNode second = post(tracker, path(victim, "appeals"), 201, "{'text':'slander'}");
      assertThat(second.get("state").asString()).isEqualTo("WAITING_FOR_PERSON");
      assertThat(second.get("finding").asString()).contains("set aside already");
      JsonNode rejected =
          post(
              tracker,
              "/api/v1/appeals/" + second.get("id").asLong() + "/decision",
              200,
              "{'decision':'REJECTED','reason':'look at its disk','by':'ann'}");
      assertThat(rejected.get("state").asString()).isEqualTo("REJECTED");
      assertThat(tracker.stateOf(victim)).isEqualTo("CONTESTED");
    }
  }

  @Test
  void onlyAPersonBansForGoodAndOnlyWhomTheRulesLetThem() throws Exception {
    try (TestTracker tracker = start("bans.strikesForReview=1")) {
      FakeAgent agent = corrupter(tracker);
      FakeAgent honest = tracker.agent(Behaviour.HONEST);
      agents.add(honest);
      String body = "{'reason':'the host is hostile','by':'ann'}";
      assertThat(post(tracker, path(honest, "permanent"), 409, body).toString())
          .contains("is in state PROBATION, not banned");
      patiently().until(() -> tracker.stateOf(agent).equals("BANNED"));
      assertThat(
              post(tracker, path(agent, "permanent"), 400, "{'reason':'','by':'ann'}").toString())
          .contains("reason is a text");
      JsonNode verdict = post(tracker, path(agent, "permanent"), 200, body);
      assertThat(verdict.get("until").isNull()).isTrue();
      assertThat(verdict.get("reason").asString())
          .contains("the host is hostile")
          .contains("by ann from 127.0.0.1");
      assertThat(post(tracker, path(agent, "permanent"), 409, body).toString())
          .contains("permanent already");
      JsonNode statement = tracker.get(path(agent, "statement")).get("statements").get(0);
      assertThat(statement.get("decidedBy").asString()).isEqualTo("PERSON");
      assertThat(statement.get("inForce").asBoolean()).isTrue();
    }
    try (TestTracker tracker = start()) {
      assertThat(tracker.get("/api/v1/agents").toString()).contains("BANNED");
    }
  }

  @Test
  void whatIsNotThereOrMalformedIsSaidAndStrangersGetNothing() throws Exception {
    try (TestTracker tracker = start()) {
      for (String path : List.of("explanation", "statement", "appeals")) {
        HttpResponse<String> answer =
            tracker.send(tracker.asOperator("/api/v1/agents/nobody/" + path));
        if (!path.equals("appeals")) {
          assertThat(answer.statusCode()).isEqualTo(404);
          assertThat(answer.body()).contains("there is no agent");
        }
        HttpRequest.Builder stranger =
            HttpRequest.newBuilder(tracker.admin("/api/v1/agents/nobody/" + path));
        assertThat(tracker.send(stranger).statusCode()).isEqualTo(401);
      }
      assertThat(post(tracker, "/api/v1/agents/nobody/appeals", 404, "{'text':'x'}").toString())
          .contains("there is no agent");
      String permanent = "{'reason':'x','by':'ann'}";
      post(tracker, "/api/v1/agents/nobody/permanent", 404, permanent);
      post(tracker, "/api/v1/agents/No Agent/permanent".replace(" ", "%20"), 404, permanent);
      assertThat(
              post(
                      tracker,
                      "/api/v1/agents/nobody/appeals",
                      400,
                      "{'text':'" + "x".repeat(4001) + "'}")
                  .toString())
          .contains("text is a text of 1 to 4000 characters, not of 4001");
      for (String id : List.of("17", "x", "1".repeat(30))) {
        assertThat(tracker.send(tracker.asOperator("/api/v1/appeals/" + id)).statusCode())
            .isEqualTo(404);
        post(
            tracker,
            "/api/v1/appeals/" + id + "/decision",
            404,
            "{'decision':'UPHELD','reason':'x','by':'ann'}");
      }
      FakeAgent agent = tracker.agent(Behaviour.HONEST);
      agents.add(agent);
      JsonNode explained = tracker.get(path(agent, "explanation"));
      assertThat(explained.get("trust").isNull()).isTrue();
      assertThat(explained.get("why").asString()).contains("no verdict");
      assertThat(tracker.get(path(agent, "statement")).get("statements").size()).isZero();
    }
  }

  private static void slander(FakeAgent slanderer, FakeAgent victim) throws Exception {
    slanderer.report(Traffic.NONE, new Observation(victim.id(), 0, 0, 100, 0, 0));
  }

  private FakeAgent corrupter(TestTracker tracker) throws Exception {
    FakeAgent agent = tracker.agent(Behaviour.CORRUPTS_A_BLOCK).with(SMALL);
    agents.add(agent.beat(Duration.ofMillis(200)));
    return agent;
  }

  /** As if the disk, or someone at it, had changed a byte of each file. */
  private void tamperWithEvidence() throws Exception {
    try (Connection store =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("tracker.db"));
        PreparedStatement change =
            store.prepareStatement(
                "UPDATE evidence SET file = CAST(replace(CAST(file AS TEXT),"
                    + " '\"sig\":\"', '\"sig\":\"AAAA') AS BLOB)")) {
      assertThat(change.executeUpdate()).isGreaterThanOrEqualTo(2);
    }
  }

  private static void assertAddsUp(JsonNode explained) {
    JsonNode trust = explained.get("trust");
    double sum = 0;
    for (JsonNode part : trust.get("parts")) {
      sum += part.get("effect").asDouble();
    }
    assertThat(sum).isCloseTo(trust.get("score").get("score").asDouble(), within(1e-9));
  }

  private static String path(FakeAgent agent, String what) {
    return "/api/v1/agents/" + agent.id() + "/" + what;
  }

  private static JsonNode post(TestTracker tracker, String path, int status, String body)
      throws Exception {
    HttpResponse<String> answer =
        tracker.send(
            tracker
                .asOperator(path)
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static double metric(TestTracker tracker, String name) throws Exception {
    return tracker
        .send(HttpRequest.newBuilder(tracker.admin("/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private TestTracker start(String... more) throws Exception {
    List<String> settings = new ArrayList<>(List.of(AUDITS_OFTEN));
    settings.addAll(List.of(more));
    return TestTracker.start(folder, InstantSource.system(), settings.toArray(String[]::new));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }
}
