package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.TakedownList;
import io.peerage.runtime.http.RefusedException;
import io.peerage.testing.SeededContent;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takedowns from the operator's order to the list that agents follow, over real sockets. */
class TakedownsEndToEndTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PATH_ORDER =
      "{'site':'media.example','pathPrefix':'/vod/a','caseId':'case-1','reason':'copyright',"
          + "'by':'ada'}";
  private static final SeededContent CONTENT = SeededContent.of(1, 300_000);
  private static final ContentRoot ROOT = CONTENT.hashed().root();

  @TempDir Path folder;
  private TestTracker tracker;

  @BeforeEach
  void start() throws Exception {
    tracker = TestTracker.start(folder, InstantSource.system());
  }

  @AfterEach
  void stop() {
    tracker.close();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return tracker.send(
        tracker
            .asOperator("/api/v1/takedowns")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private long order(String body) throws Exception {
    HttpResponse<String> made = post(body);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    long id = JSON.readTree(made.body()).get("id").asLong();
    assertThat(made.headers().firstValue("Location")).contains("/api/v1/takedowns/" + id);
    return id;
  }

  private long orderRoot() throws Exception {
    return order("{'root':'" + ROOT + "','caseId':'case-2','reason':'privacy'}");
  }

  private HttpResponse<String> lift(String id, String query) throws Exception {
    return tracker.send(tracker.asOperator("/api/v1/takedowns/" + id + query).DELETE());
  }

  private JsonNode list() throws Exception {
    return tracker.get("/api/v1/takedowns");
  }

  @Test
  void agentsHearOfEachChangeWithTheirNextHeartbeat() throws Exception {
    try (FakeAgent agent = tracker.agent(Behaviour.HONEST)) {
      assertThat(agent.announce().takedownVersion()).isZero();
      assertThat(agent.followTakedowns()).isEmpty();

      long first = order(PATH_ORDER);
      assertThat(agent.announce().takedownVersion()).isEqualTo(first);
      TakedownList one = agent.followTakedowns().orElseThrow();
      assertThat(one.version()).isEqualTo(first);
      assertThat(one.entries()).hasToString("[/vod/a of media.example, case case-1 (copyright)]");

      long second = orderRoot();
      assertThat(second).isGreaterThan(first);
      assertThat(agent.announce().takedownVersion()).isEqualTo(second);
      assertThat(agent.followTakedowns().orElseThrow().entries()).hasSize(2);

      assertThat(lift(String.valueOf(first), "?reason=won").statusCode()).isEqualTo(200);
      long third = agent.announce().takedownVersion();
      assertThat(third).isGreaterThan(second);
      TakedownList last = agent.followTakedowns().orElseThrow();
      assertThat(last.version()).isEqualTo(third);
      assertThat(last.entries()).extracting(TakedownList.Entry::root).containsExactly(ROOT);
    }
  }

  @Test
  void operatorsSeeWhoFollows() throws Exception {
    try (FakeAgent one = tracker.agent(Behaviour.HONEST);
        FakeAgent other = tracker.agent(Behaviour.HONEST)) {
      one.announce();
      other.announce();
      long id = order(PATH_ORDER);
      assertThat(list().get("online").asInt()).isEqualTo(2);
      assertThat(list().get("following").asInt()).isZero();
      one.followsTakedowns(id);
      one.announce();
      assertThat(list().get("following").asInt()).isEqualTo(1);
      assertThat(list().get("version").asLong()).isEqualTo(id);
    }
  }

  @Test
  void nobodyIsToldWhoHasWhatIsTakenDown() throws Exception {
    try (FakeAgent holder = tracker.agent(Behaviour.HONEST).with(CONTENT);
        FakeAgent asker = tracker.agent(Behaviour.HONEST, "other")) {
      holder.announce();
      asker.announce();
      assertThat(asker.locate(ROOT, 10).peers()).hasSize(1);
      long id = orderRoot();
      assertThat(asker.locate(ROOT, 10).peers()).isEmpty();
      assertThat(lift(String.valueOf(id), "?reason=won").statusCode()).isEqualTo(200);
      assertThat(asker.locate(ROOT, 10).peers()).hasSize(1);
    }
  }

  @Test
  void logSaysWhoDidWhatWhenAndWhyForGood() throws Exception {
    long id = order(PATH_ORDER);
    assertThat(lift(String.valueOf(id), "?reason=appeal+upheld&by=bob").statusCode())
        .isEqualTo(200);
    tracker.close();
    tracker = TestTracker.start(folder, InstantSource.system());
    JsonNode changes = tracker.get("/api/v1/takedown-log").get("changes");
    assertThat(changes.size()).isEqualTo(2);
    JsonNode lifted = changes.get(0);
    assertThat(lifted.get("action").asString()).isEqualTo("lifted");
    assertThat(lifted.get("why").asString()).isEqualTo("appeal upheld");
    assertThat(lifted.get("by").asString()).isEqualTo("bob at 127.0.0.1");
    assertThat(lifted.get("id").asLong()).isEqualTo(id);
    JsonNode ordered = changes.get(1);
    assertThat(ordered.get("action").asString()).isEqualTo("ordered");
    assertThat(ordered.get("why").asString()).isEqualTo("copyright");
    assertThat(ordered.get("by").asString()).isEqualTo("ada at 127.0.0.1");
    assertThat(ordered.get("pathPrefix").asString()).isEqualTo("/vod/a");
    assertThat(ordered.get("at").asString()).isNotBlank();
    assertThat(ordered.get("root").isNull()).isTrue();
    JsonNode page = tracker.get("/api/v1/takedown-log?limit=1");
    assertThat(page.get("next").asLong()).isEqualTo(lifted.get("version").asLong());
    assertThat(
            tracker
                .get("/api/v1/takedown-log?limit=1&before=" + page.get("next").asLong())
                .get("changes")
                .get(0)
                .get("version")
                .asLong())
        .isEqualTo(id);
    assertThat(list().get("orders").isEmpty()).isTrue();
  }

  @Test
  void ordersSurviveARestartOfTheTracker() throws Exception {
    long first = order(PATH_ORDER);
    long second = orderRoot();
    tracker.close();
    tracker = TestTracker.start(folder, InstantSource.system());
    JsonNode page = tracker.get("/api/v1/takedowns?limit=1");
    assertThat(page.get("version").asLong()).isEqualTo(second);
    assertThat(page.get("total").asInt()).isEqualTo(2);
    assertThat(page.get("orders").get(0).get("root").asString()).isEqualTo(ROOT.toString());
    JsonNode rest = tracker.get("/api/v1/takedowns?before=" + page.get("next").asLong());
    assertThat(rest.get("orders").get(0).get("id").asLong()).isEqualTo(first);
    assertThat(rest.get("orders").get(0).get("by").asString()).isEqualTo("ada at 127.0.0.1");
    assertThat(rest.get("next").isNull()).isTrue();
  }

  @Test
  void eventsTellOfOrdersAndLifts() throws Exception {
    long id = order(PATH_ORDER);
    assertThat(lift(String.valueOf(id), "?reason=won").statusCode()).isEqualTo(200);
    HttpRequest follow =
        tracker.asOperator("/api/v1/events?lastEventId=0").timeout(Duration.ofSeconds(20)).build();
    try (var client = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> stream =
          client.send(follow, HttpResponse.BodyHandlers.ofLines());
      List<String> types =
          stream.body().filter(line -> line.startsWith("event: takedown-")).limit(2).toList();
      assertThat(types).containsExactly("event: takedown-ordered", "event: takedown-lifted");
      client.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'caseId':'c','reason':'r'} | an order names either a root, or a site and a pathPrefix; not none",
        "{'root':'ab','caseId':'c','reason':'r'} | root: ",
        "{'site':'M','pathPrefix':'/a','caseId':'c','reason':'r'} | site: a site's name has lower-case",
        "{'site':'m','pathPrefix':'a','caseId':'c','reason':'r'} | pathPrefix: a path starts with /",
        "{'site':'m','pathPrefix':'/a?b','caseId':'c','reason':'r'} | a path without a query",
        "{'site':'m','pathPrefix':'/a','reason':'r'} | caseId: required field is missing",
        "{'site':'m','pathPrefix':'/a','caseId':'','reason':'r'} | caseId has 1 to 64 characters, not 0",
        "{'site':'m','path':'/a','caseId':'c','reason':'r'} | path: unknown field; known are root, site",
        "[] | request",
      })
  void badOrdersAreRefusedByName(String body, String says) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(says);
    assertThat(list().get("version").asLong()).isZero();
  }

  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    long id = order(PATH_ORDER);
    HttpResponse<String> again = post(PATH_ORDER);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("under case case-1 already: it is number " + id);
    // Another case against the same path stands by itself.
    assertThat(order(PATH_ORDER.replace("case-1", "case-9"))).isGreaterThan(id);

    assertThat(lift(String.valueOf(id), "").body()).contains("reason says why");
    assertThat(lift(String.valueOf(id), "").statusCode()).isEqualTo(400);
    assertThat(lift("17", "?reason=won").statusCode()).isEqualTo(404);
    assertThat(lift("x", "?reason=won").statusCode()).isEqualTo(404);
    assertThat(list().get("total").asInt()).isEqualTo(2);
    assertThat(tracker.send(tracker.asOperator("/api/v1/takedowns?limit=501")).body())
        .contains("limit is 1 to 500, not \\\"501\\\"");
  }

  @Test
  void onlyOperatorsOrderAndOnlyAgentsFollow() throws Exception {
    HttpRequest.Builder stranger =
        HttpRequest.newBuilder(tracker.admin("/api/v1/takedowns"))
            .POST(HttpRequest.BodyPublishers.ofString(PATH_ORDER.replace('\'', '"')));
    assertThat(tracker.send(stranger).statusCode()).isEqualTo(401);
    try (FakeAgent adapter =
        FakeAgent.enrol(
            tracker.token(Role.ORIGIN_ADAPTER, "acme"),
            Behaviour.HONEST,
            "z",
            InstantSource.system())) {
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(adapter::followTakedowns)
          .withMessageContaining("is no agent");
    }
  }
}
