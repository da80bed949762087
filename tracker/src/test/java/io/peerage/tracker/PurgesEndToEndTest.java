package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.runtime.http.RefusedException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Purges from the operator's request to the agents' acknowledgement, over real sockets. */
class PurgesEndToEndTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  @TempDir Path folder;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private TestTracker tracker;

  @BeforeEach
  void start() throws Exception {
    start("purges.hold=30s");
  }

  private void start(String... settings) throws Exception {
    tracker = TestTracker.start(folder, InstantSource.system(), settings);
  }

  private void restart(String... settings) throws Exception {
    tracker.close();
    start(settings);
  }

  @AfterEach
  void stop() {
    background.shutdownNow();
    tracker.close();
  }

  private FakeAgent agent() throws Exception {
    return tracker.agent(Behaviour.HONEST);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return tracker.send(
        tracker
            .asOperator("/api/v1/purges")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private long purge(String path) throws Exception {
    HttpResponse<String> made =
        post("{'site':'media.example','kind':'url','value':'" + path + "','mode':'hard'}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    long id = JSON.readTree(made.body()).get("id").asLong();
    assertThat(made.headers().firstValue("Location")).contains("/api/v1/purges/" + id);
    return id;
  }

  /** The number from which an agent that is new here follows on. */
  private static long begin(FakeAgent agent) throws Exception {
    PurgeBatch first = agent.purges(0).orElseThrow();
    assertThat(first.everything()).isTrue();
    return first.upTo();
  }

  private Future<Optional<PurgeBatch>> hold(FakeAgent agent, long after) {
    return background.submit(() -> agent.purges(after));
  }

  private static Optional<PurgeBatch> of(Future<Optional<PurgeBatch>> held) throws Exception {
    return held.get(20, TimeUnit.SECONDS);
  }

  private void awaitHeld(int number) {
    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> metric("peerage_tracker_purges_held") == number);
  }

  private double metric(String name) throws Exception {
    return tracker
        .send(HttpRequest.newBuilder(tracker.admin("/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String stateOf(long id, FakeAgent agent) throws Exception {
    for (JsonNode one : tracker.get("/api/v1/purges/" + id).get("agents")) {
      if (one.get("agent").asString().equals(agent.id().value())) {
        return one.get("state").asString();
      }
    }
    return "not listed";
  }

  @Test
  void heldRequestsAreAnsweredAtOnceAndTheNextOnesAcknowledge() throws Exception {
    FakeAgent one = agent();
    FakeAgent other = agent();
    FakeAgent silent = agent();
    long begin = begin(one);
    Future<Optional<PurgeBatch>> held = hold(one, begin);
    Future<Optional<PurgeBatch>> otherHeld = hold(other, begin(other));
    awaitHeld(2);
    long id = purge("/a?b=1");
    PurgeBatch batch = of(held).orElseThrow();
    assertThat(batch.after()).isEqualTo(begin);
    assertThat(batch.upTo()).isEqualTo(id).isGreaterThan(begin);
    assertThat(batch.purges()).extracting(PurgeBatch.Entry::value).containsExactly("/a?b=1");
    assertThat(of(otherHeld)).map(PurgeBatch::purges).contains(batch.purges());

    assertThat(stateOf(id, one)).isEqualTo("pending");
    assertThat(stateOf(id, silent)).isEqualTo("no-contact");
    var _ = hold(one, id);
    var _ = hold(other, id);
    awaitHeld(2);
    assertThat(stateOf(id, one)).isEqualTo("acknowledged");
    JsonNode purge = tracker.get("/api/v1/purges/" + id).get("purge");
    assertThat(purge.get("acknowledged").asInt()).isEqualTo(2);
    assertThat(purge.get("pending").asInt()).isZero();
    assertThat(purge.get("noContact").asInt()).isEqualTo(1);
    assertThat(metric("peerage_tracker_purges_total")).isEqualTo(1);
    assertThat(metric("peerage_tracker_purge_acknowledgement_seconds_count")).isEqualTo(2);
  }

  @Test
  void agentThatWasAwayGetsWhatItMissedInOrder() throws Exception {
    FakeAgent agent = agent();
    long begin = begin(agent);
    long first = purge("/1");
    long second = purge("/2");
    PurgeBatch all = agent.purges(begin).orElseThrow();
    assertThat(all.purges()).extracting(PurgeBatch.Entry::id).containsExactly(first, second);
    assertThat(agent.purges(first).orElseThrow().purges())
        .extracting(PurgeBatch.Entry::value)
        .containsExactly("/2");
  }

  @Test
  void restartOfTheTrackerLosesNothing() throws Exception {
    FakeAgent agent = agent();
    long begin = begin(agent);
    long first = purge("/1");
    var _ = hold(agent, first);
    awaitHeld(1);
    JsonNode before = tracker.get("/api/v1/purges/" + first).get("agents").get(0);
    restart();
    JsonNode after = tracker.get("/api/v1/purges/" + first).get("agents").get(0);
    assertThat(after.get("state")).isEqualTo(before.get("state"));
    assertThat(after.get("acknowledgedAt")).isEqualTo(before.get("acknowledgedAt"));
    long second = purge("/2");
    assertThat(second).isGreaterThan(first);
    try (FakeAgent again =
        FakeAgent.of(
            agent.identity().get(),
            tracker.agents("/"),
            Behaviour.HONEST,
            "z",
            InstantSource.system())) {
      assertThat(again.purges(begin).orElseThrow().purges())
          .extracting(PurgeBatch.Entry::id)
          .containsExactly(first, second);
    }
  }

  @Test
  void whoWasAwayForTooLongIsToTakeEverythingForStale() throws Exception {
    restart("purges.kept=2");
    FakeAgent agent = agent();
    long begin = begin(agent);
    long first = purge("/1");
    long second = purge("/2");
    long third = purge("/3");
    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> tracker.get("/api/v1/purges").get("purges").size() == 2);
    PurgeBatch reset = agent.purges(begin).orElseThrow();
    assertThat(reset.everything()).isTrue();
    assertThat(reset.upTo()).isEqualTo(first);
    assertThat(agent.purges(reset.upTo()).orElseThrow().purges())
        .extracting(PurgeBatch.Entry::id)
        .containsExactly(second, third);
  }

  @Test
  void agentThatKnowsMoreThanTheTrackerTakesEverythingForStaleOnce() throws Exception {
    restart("purges.hold=200ms");
    FakeAgent agent = agent();
    long begin = begin(agent);
    // Its tracker's store was brought back from a backup.
    long ahead = Math.max(begin + 5, System.currentTimeMillis() - 500);
    Awaitility.await().until(() -> System.currentTimeMillis() > ahead + 5);
    PurgeBatch reset = agent.purges(ahead).orElseThrow();
    assertThat(reset.everything()).isTrue();
    assertThat(agent.purges(reset.upTo())).isEmpty();
    long id = purge("/1");
    assertThat(agent.purges(reset.upTo()).orElseThrow().purges())
        .extracting(PurgeBatch.Entry::id)
        .containsExactly(id);
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> agent.purges(System.currentTimeMillis() + 60_000))
        .withMessageContaining("see that the clocks agree");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> agent.purges(-1))
        .withMessageContaining("not \"-1\"");
  }

  @Test
  void newerRequestOfAnAgentEndsTheOlderOne() throws Exception {
    FakeAgent agent = agent();
    long begin = begin(agent);
    Future<Optional<PurgeBatch>> older = hold(agent, begin);
    awaitHeld(1);
    Future<Optional<PurgeBatch>> newer = hold(agent, begin);
    assertThat(of(older)).isEmpty();
    awaitHeld(1);
    purge("/1");
    assertThat(of(newer)).isPresent();
  }

  @Test
  void nobodyWaitsForAnAgentThatStopped() throws Exception {
    FakeAgent agent = agent();
    agent.announce();
    long begin = begin(agent);
    Future<Optional<PurgeBatch>> held = hold(agent, begin);
    awaitHeld(1);
    agent.leavePurges(begin);
    assertThat(of(held)).isEmpty();
    assertThat(stateOf(purge("/1"), agent)).isEqualTo("no-contact");
    assertThat(of(hold(agent, begin))).isPresent();
    assertThat(stateOf(purge("/2"), agent)).isEqualTo("pending");
  }

  @Test
  void onlySoManyAreHeld() throws Exception {
    restart("purges.held=1");
    FakeAgent one = agent();
    var _ = hold(one, begin(one));
    awaitHeld(1);
    FakeAgent other = agent();
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> other.purges(1))
        .withMessageContaining("purges.held");
  }

  @Test
  void originAdapterIsNotToldWhatIsPurged() throws Exception {
    FakeAgent adapter =
        FakeAgent.enrol(
            tracker.token(Role.ORIGIN_ADAPTER, "acme"),
            Behaviour.HONEST,
            "z",
            InstantSource.system());
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> adapter.purges(0))
        .withMessageContaining("is no agent");
  }

  @Test
  void eventsTellWhenItWasRequestedAndWhenAllHaveIt() throws Exception {
    FakeAgent agent = agent();
    long begin = begin(agent);
    var _ = hold(agent, begin);
    long id = purge("/a");
    var _ = hold(agent, id);
    HttpRequest follow =
        tracker.asOperator("/api/v1/events?lastEventId=0").timeout(Duration.ofSeconds(20)).build();
    try (var client = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> stream =
          client.send(follow, HttpResponse.BodyHandlers.ofLines());
      List<String> types =
          stream.body().filter(line -> line.startsWith("event: purge-")).limit(2).toList();
      assertThat(types).containsExactly("event: purge-requested", "event: purge-completed");
      client.shutdownNow();
    }
  }

  @Test
  void pagesGoFromTheNewestToTheOldest() throws Exception {
    long first = purge("/1");
    long second = purge("/2");
    long third = purge("/3");
    JsonNode page = tracker.get("/api/v1/purges?limit=2");
    assertThat(page.get("purges").get(0).get("id").asLong()).isEqualTo(third);
    assertThat(page.get("next").asLong()).isEqualTo(second);
    JsonNode rest = tracker.get("/api/v1/purges?limit=2&before=" + second);
    assertThat(rest.get("purges").size()).isEqualTo(1);
    assertThat(rest.get("purges").get(0).get("id").asLong()).isEqualTo(first);
    assertThat(rest.get("next").isNull()).isTrue();
    assertThat(tracker.send(tracker.asOperator("/api/v1/purges?limit=501")).body())
        .contains("limit is 1 to 500, not \\\"501\\\"");
    assertThat(tracker.send(tracker.asOperator("/api/v1/purges/17")).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'site':'m','kind':'all','value':'/a','mode':'hard'} | kind is one of url, prefix, tag; not",
        "{'site':'m','kind':'url','value':'a','mode':'hard'} | a path starts with /",
        "{'site':'m','kind':'url','value':'/a'} | mode: required field is missing",
        "[] | request",
      })
  void badPurgesAreRefusedByName(String body, String says) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(says);
  }

  @Test
  void purgesAreForOperatorsAndBounded() throws Exception {
    HttpRequest.Builder stranger =
        HttpRequest.newBuilder(tracker.admin("/api/v1/purges"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertThat(tracker.send(stranger).statusCode()).isEqualTo(401);
    restart("purges.perMinute=10");
    purge("/1");
    HttpResponse<String> second = post("{'site':'m','kind':'tag','value':'a','mode':'soft'}");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.body()).contains("purges.perMinute (10)");
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
  }
}
