package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.FakeAdapter.Fault;
import io.peerage.agent.TestFleet;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Purge.Kind;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.runtime.identity.Identity;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestTrustDomain;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a purge that the tracker signed makes of what an agent keeps. */
class PurgeTest {
  private static final String NAME = "a-1";
  private static final byte[] BODY = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final SeededContent OLD = SeededContent.of(1, 300_000);
  private static final SeededContent NEW = SeededContent.of(2, 400_000);

  @TempDir Path folder;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private TestFleet fleet;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    agent = fleet.start(NAME);
    awaitAcknowledged(fleet.tracker.forgotten);
  }

  @AfterEach
  void stop() {
    fleet.close();
    background.shutdownNow();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(30, TimeUnit.SECONDS);
  }

  private void awaitAcknowledged(long id) {
    await()
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(() -> fleet.tracker.acknowledged(NAME) >= id);
  }

  private void purge(Kind kind, String value, Mode mode) {
    awaitAcknowledged(fleet.tracker.purge(new Purge(fleet.site.name(), kind, value, mode)));
  }

  private void restart() throws Exception {
    stopAgent();
    agent = fleet.start(NAME);
  }

  private void stopAgent() {
    fleet.agents.remove(agent);
    agent.close();
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return fleet.get(agent, path);
  }

  /** Which answer of the origin's came. */
  private static String number(HttpResponse<byte[]> response) {
    return response.headers().firstValue("X-Number").orElse("none");
  }

  private void publish(long generation, SeededContent content) {
    fleet.adapter.publish(
        "/s",
        generation,
        content,
        Map.of("cache-control", "max-age=600", "surrogate-key", "film-1 season-2"));
  }

  private void serve(String path, String control) {
    fleet.adapter.serve(
        path, BODY, "Cache-Control", control, "Surrogate-Key", "a b", "Cache-Tag", "c, d");
  }

  // ---- content without a manifest ----

  @ParameterizedTest
  @CsvSource({"URL,/p?x=1", "PREFIX,/p", "PREFIX,/", "TAG,b", "TAG,c", "TAG,d"})
  void hardPurgedResponseIsNeverServedAgain(Kind kind, String value) throws Exception {
    serve("/p", "max-age=600");
    assertThat(number(get("/p?x=1"))).isEqualTo("1");
    assertThat(number(get("/p?x=1"))).isEqualTo("1");
    purge(kind, value, Mode.HARD);
    assertThat(number(get("/p?x=1"))).isEqualTo("2");
    purge(kind, value, Mode.HARD);
    fleet.adapter.fault = Fault.DOWN;
    assertThat(get("/p?x=1").statusCode()).isEqualTo(502);
  }

  @ParameterizedTest
  @CsvSource({"URL,/p", "URL,/p?x=2", "PREFIX,/p?x=12", "TAG,ab", "TAG,A"})
  void whatIsNotNamedStays(Kind kind, String value) throws Exception {
    serve("/p", "max-age=600");
    assertThat(number(get("/p?x=1"))).isEqualTo("1");
    purge(kind, value, Mode.HARD);
    assertThat(number(get("/p?x=1"))).isEqualTo("1");
  }

  @Test
  void softlyPurgedResponseIsServedOnlyWhileItIsRevalidated() throws Exception {
    serve("/p", "max-age=600, stale-while-revalidate=600");
    assertThat(number(get("/p"))).isEqualTo("1");
    purge(Kind.TAG, "a", Mode.SOFT);
    HttpResponse<byte[]> stale = get("/p");
    assertThat(number(stale)).isEqualTo("1");
    assertThat(stale.headers().firstValue("Cache-Status").orElseThrow())
        .matches("peerage; hit; ttl=(0|-\\d+); detail=store");
    await().until(() -> number(get("/p")).equals("2"));
    assertThat(fleet.adapter.asked("/p")).isEqualTo(2);
  }

  @Test
  void softlyPurgedResponseIsAskedForAndServesWhenTheOriginFails() throws Exception {
    serve("/p", "max-age=600");
    assertThat(number(get("/p"))).isEqualTo("1");
    purge(Kind.URL, "/p", Mode.SOFT);
    assertThat(number(get("/p"))).isEqualTo("2");
    purge(Kind.URL, "/p", Mode.SOFT);
    fleet.adapter.fault = Fault.DOWN;
    HttpResponse<byte[]> stale = get("/p");
    assertThat(stale.statusCode()).isEqualTo(200);
    assertThat(number(stale)).isEqualTo("2");
    assertThat(stale.headers().firstValue("Cache-Status").orElseThrow()).contains("fwd=stale");
  }

  @ParameterizedTest
  @CsvSource({"URL,/f,HARD", "PREFIX,/,HARD", "TAG,film,HARD", "URL,/f,SOFT", "TAG,film,SOFT"})
  void responseUnderWayIsNotKeptAndNotShared(Kind kind, String value, Mode mode) throws Exception {
    CountDownLatch headerMayCome = new CountDownLatch(1);
    fleet.adapter.script(
        "/f",
        (exchange, number) -> {
          if (number == 1) {
            headerMayCome.await();
          }
          exchange.set("X-Number", Integer.toString(number));
          exchange.set("Cache-Control", "max-age=600, stale-while-revalidate=600");
          exchange.set("Surrogate-Key", "film");
          exchange.send(200, "text/plain", BODY);
        });
    Future<HttpResponse<byte[]>> before = inBackground(() -> get("/f"));
    await().until(() -> fleet.adapter.asked("/f") == 1);
    purge(kind, value, mode);
    Future<HttpResponse<byte[]>> after = inBackground(() -> get("/f"));
    if (kind == Kind.TAG) {
      // Its tags are not known yet, so it may be waited for; then it is found to be of no use.
      headerMayCome.countDown();
    }
    assertThat(number(after.get(30, TimeUnit.SECONDS))).isEqualTo("2");
    headerMayCome.countDown();
    assertThat(number(before.get(30, TimeUnit.SECONDS))).isEqualTo("1");
    assertThat(number(get("/f"))).isEqualTo("2");
  }

  private <T> Future<T> inBackground(Callable<T> work) {
    return background.submit(work);
  }

  // ---- content with a manifest ----

  @ParameterizedTest
  @CsvSource({"URL,/s", "PREFIX,/s", "TAG,film-1", "TAG,season-2"})
  void hardPurgedObjectIsServedOnlyAfterTheAdaptersNewAnswer(Kind kind, String value)
      throws Exception {
    publish(1, OLD);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    publish(2, NEW);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    assertThat(fleet.adapter.manifestControls).containsExactly("");
    purge(kind, value, Mode.HARD);
    assertThat(get("/s").body()).isEqualTo(NEW.bytes());
    assertThat(fleet.adapter.manifestControls).hasSize(2);
    assertThat(fleet.adapter.manifestControls.getLast()).matches("max-age=\\d+");
    assertThat(get("/s").body()).isEqualTo(NEW.bytes());
    assertThat(fleet.adapter.manifestControls).hasSize(2);

    purge(kind, value, Mode.HARD);
    fleet.adapter.fault = Fault.DOWN;
    assertThat(get("/s").statusCode()).isEqualTo(502);
    fleet.adapter.fault = Fault.NONE;
    assertThat(get("/s").body()).isEqualTo(NEW.bytes());
  }

  @ParameterizedTest
  @CsvSource({"URL,/s", "PREFIX,/s", "TAG,film-1"})
  void softlyPurgedObjectServesOnlyWhenTheAdapterCannotAnswer(Kind kind, String value)
      throws Exception {
    publish(1, OLD);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    purge(kind, value, Mode.SOFT);
    fleet.adapter.fault = Fault.DOWN;
    HttpResponse<byte[]> stale = get("/s");
    assertThat(stale.body()).isEqualTo(OLD.bytes());
    assertThat(fleet.metric(agent, "peerage_agent_served_stale_total")).isPositive();
    fleet.adapter.fault = Fault.NONE;
    publish(2, NEW);
    assertThat(get("/s").body()).isEqualTo(NEW.bytes());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void manifestUnderWayIsNotKeptAsCurrent(Mode mode) throws Exception {
    publish(1, OLD);
    CountDownLatch mayCome = new CountDownLatch(1);
    CountDownLatch lookedUp = new CountDownLatch(1);
    fleet.adapter.beforeManifest =
        () -> {
          lookedUp.countDown();
          try {
            mayCome.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Future<HttpResponse<byte[]>> before = inBackground(() -> get("/s"));
    lookedUp.await();
    publish(2, NEW);
    purge(Kind.TAG, "film-1", mode);
    fleet.adapter.beforeManifest = () -> {};
    Future<HttpResponse<byte[]>> after = inBackground(() -> get("/s"));
    mayCome.countDown();
    assertThat(before.get(30, TimeUnit.SECONDS).body()).isIn(OLD.bytes(), NEW.bytes());
    assertThat(after.get(30, TimeUnit.SECONDS).body()).isEqualTo(NEW.bytes());
    assertThat(get("/s").body()).isEqualTo(NEW.bytes());
  }

  @ParameterizedTest
  @CsvSource({"URL,/s", "TAG,film-1"})
  void objectThatWasNeverHereIsAskedForAsPurged(Kind kind, String value) throws Exception {
    publish(1, OLD);
    purge(kind, value, Mode.HARD);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    // By its tags that is known only with the first answer.
    assertThat(fleet.adapter.manifestControls.getLast()).matches("max-age=\\d+");
    assertThat(fleet.adapter.manifestControls).hasSize(kind == Kind.TAG ? 2 : 1);
  }

  // ---- what lasts ----

  @Test
  void restartForgetsNoPurge() throws Exception {
    publish(1, OLD);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    purge(Kind.TAG, "film-1", Mode.HARD);
    fleet.tracker.down = true;
    fleet.adapter.fault = Fault.DOWN;
    restart();
    assertThat(get("/s").statusCode()).isEqualTo(502);
  }

  @Test
  void keptManifestSurvivesARestartWhereNothingWasPurged() throws Exception {
    publish(1, OLD);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    purge(Kind.TAG, "film-7", Mode.HARD);
    fleet.adapter.fault = Fault.DOWN;
    restart();
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
  }

  @Test
  void agentThatWasAwayCatchesUp() throws Exception {
    publish(1, OLD);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    stopAgent();
    Purge purge = new Purge(fleet.site.name(), Kind.PREFIX, "/s", Mode.HARD);
    var _ = fleet.tracker.purge(new Purge(fleet.site.name(), Kind.TAG, "x", Mode.SOFT));
    long last = fleet.tracker.purge(purge);
    publish(2, NEW);
    agent = fleet.start(NAME);
    awaitAcknowledged(last);
    assertThat(get("/s").body()).isEqualTo(NEW.bytes());
    assertThat(fleet.metric(agent, "peerage_agent_purges_total")).isEqualTo(2);
    assertThat(fleet.metric(agent, "peerage_agent_purges_unknown_total")).isZero();
  }

  @Test
  void everythingIsStaleForAnAgentThatWasAwayForTooLong() throws Exception {
    publish(1, OLD);
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    stopAgent();
    publish(2, NEW);
    fleet.tracker.forgotten = 5000;
    agent = fleet.start(NAME);
    awaitAcknowledged(5000);
    assertThat(fleet.metric(agent, "peerage_agent_purges_unknown_total")).isEqualTo(1);
    fleet.adapter.fault = Fault.DOWN;
    assertThat(get("/s").body()).isEqualTo(OLD.bytes());
    fleet.adapter.fault = Fault.NONE;
    assertThat(get("/s").body()).isEqualTo(NEW.bytes());
    assertThat(fleet.adapter.manifestControls.getLast()).matches("max-age=\\d+");
  }

  @Test
  void requestIsHeldLongerThanOthersMayTake() {
    await().until(() -> fleet.tracker.heldToTheEnd.get() == 2);
    // The first one was answered at once: the agent was new.
    assertThat(fleet.tracker.purgeRequests.get()).isBetween(3, 4);
  }

  // ---- who may purge ----

  enum Forger {
    /** A tracker of another trust domain. */
    STRANGER,
    /** Another agent of this one. */
    AGENT,
    /** The tracker, but what it once said to another. */
    REPLAY
  }

  @ParameterizedTest
  @EnumSource(Forger.class)
  void forgedPurgeIsRefused(Forger forger) throws Exception {
    serve("/p", "max-age=600");
    assertThat(number(get("/p"))).isEqualTo("1");
    Purge all = new Purge(fleet.site.name(), Kind.PREFIX, "/", Mode.HARD);
    CountDownLatch offered = new CountDownLatch(1);
    fleet.tracker.forgedPurges =
        Optional.of(after -> {
          offered.countDown();
          long from = forger == Forger.REPLAY ? after - 50 : after;
          PurgeBatch batch =
              new PurgeBatch(
                  from,
                  after + 1000,
                  false,
                  Instant.now(),
                  List.of(PurgeBatch.Entry.of(after + 1, Instant.now(), all)));
          return switch (forger) {
            case STRANGER ->
                sign(batch, new TestTrustDomain(Instant.now()).identity(Role.TRACKER, "tracker"));
            case AGENT -> sign(batch, fleet.domain.identity(Role.AGENT, "a-2"));
            case REPLAY -> fleet.tracker.sign(batch);
          };
        });
    offered.await();
    // The next one that is true comes through, and shows that the forged one was passed over.
    purge(Kind.URL, "/other", Mode.HARD);
    assertThat(fleet.tracker.acknowledged(NAME)).isEqualTo(fleet.tracker.forgotten + 1);
    assertThat(number(get("/p"))).isEqualTo("1");
    assertThat(fleet.metric(agent, "peerage_agent_purges_total")).isEqualTo(1);
  }

  private static TrackerDocument sign(PurgeBatch batch, Identity as) {
    return TrackerDocument.sign(
        PurgeBatch.PAYLOAD_TYPE, batch, as.key(), as.certificate(), as.authority());
  }
}
