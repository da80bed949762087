package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.testing.SeededContent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent has the next segment before the player asks for it. */
class PrefetchTest {
  private static final int SEGMENTS = 20;

  @TempDir Path folder;
  private TestFleet fleet;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    agent = fleet.start("a-1");
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private static SeededContent segment(int number) {
    return SeededContent.of(100 + number, 300_000 + number);
  }

  private static byte[] playlist() {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:4\n");
    for (int i = 0; i < SEGMENTS; i++) {
      text.append("#EXTINF:4,\n").append(i).append(".ts\n");
    }
    return text.append("#EXT-X-ENDLIST\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A rendition without manifests. */
  private void passing(String base) {
    fleet.adapter.script(
        base + "p.m3u8",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          exchange.send(200, "application/vnd.apple.mpegurl", playlist());
        });
    for (int i = 0; i < SEGMENTS; i++) {
      fleet.adapter.serve(base + i + ".ts", segment(i).bytes(), "Cache-Control", "max-age=60");
    }
  }

  private void awaitPrefetches(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> fleet.metric(agent, "peerage_agent_prefetches_total") >= count);
  }

  /** Until the playlist is known, which is after it was answered. */
  private void play(String base) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          fleet.get(agent, base + "p.m3u8");
          fleet.get(agent, base + "0.ts");
          return fleet.metric(agent, "peerage_agent_prefetches_total") >= 1;
        });
  }

  @Test
  void nextSegmentOfAPassingRenditionIsThereAlready() throws Exception {
    passing("/v/");
    play("/v/");
    HttpResponse<byte[]> next = fleet.get(agent, "/v/1.ts");
    assertThat(next.headers().firstValue("Cache-Status").orElseThrow()).contains("; hit");
    assertThat(next.body()).isEqualTo(segment(1).bytes());
    awaitPrefetches(2);
    assertThat(fleet.adapter.asked("/v/1.ts")).isEqualTo(1);
    assertThat(fleet.adapter.asked("/v/2.ts")).isEqualTo(1);
    assertThat(fleet.adapter.asked("/v/3.ts")).isZero();
  }

  @Test
  void nextSegmentOfASignedRenditionIsThereAlready() throws Exception {
    fleet.adapter.script(
        "/s/p.m3u8",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          exchange.send(200, "application/vnd.apple.mpegurl", playlist());
        });
    for (int i = 0; i < SEGMENTS; i++) {
      fleet.adapter.publish("/s/" + i + ".ts", 1, segment(i));
    }
    play("/s/");
    HttpResponse<byte[]> next = fleet.get(agent, "/s/1.ts");
    assertThat(next.headers().firstValue("Cache-Status").orElseThrow()).contains("; hit");
    assertThat(next.body()).isEqualTo(segment(1).bytes());
  }

  @Test
  void whatThePlayerAnnouncesIsFetchedAndKeepsItsKey() throws Exception {
    passing("/d/");
    for (String[] request :
        new String[][] {
          {"/d/4.ts", "CMCD-Request", "nor=\"5.ts\"", "CMCD-Session", "sid=\"one\""},
          {"/d/6.ts?CMCD=nor%3D%227.ts%22%2Csid%3D%22two%22"}
        }) {
      String[] header = java.util.Arrays.copyOfRange(request, 1, request.length);
      assertThat(fleet.get(agent, request[0], header).statusCode()).isEqualTo(200);
    }
    awaitPrefetches(2);
    for (int i = 4; i < 8; i++) {
      assertThat(fleet.get(agent, "/d/" + i + ".ts?CMCD=bl%3D100").body())
          .isEqualTo(segment(i).bytes());
      assertThat(fleet.adapter.asked("/d/" + i + ".ts")).isEqualTo(1);
    }
  }

  @Test
  void seekBreaksOffWhatIsBeingFetchedAhead() throws Exception {
    passing("/k/");
    CountDownLatch gate = new CountDownLatch(1);
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean broken = new AtomicBoolean();
    fleet.adapter.script(
        "/k/1.ts",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          var out = exchange.startBody(200, "video/mp2t");
          begun.set(true);
          try {
            // More than is fetched to its end for the store's sake alone.
            for (int i = 0; i < 100_000 && gate.getCount() > 0; i++) {
              out.write(new byte[16 * 1024]);
            }
          } catch (java.io.IOException e) {
            broken.set(true);
            throw e;
          }
          out.close();
        });
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          fleet.get(agent, "/k/p.m3u8");
          fleet.get(agent, "/k/0.ts");
          return begun.get();
        });
    assertThat(fleet.get(agent, "/k/10.ts").body()).isEqualTo(segment(10).bytes());
    Awaitility.await().atMost(Duration.ofSeconds(20)).untilTrue(broken);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> fleet.adapter.asked("/k/11.ts") == 1);
    gate.countDown();
  }

  @Test
  void clientWhoWantsWhatAnotherGaveUpGetsIt() throws Exception {
    passing("/g/");
    CountDownLatch gate = new CountDownLatch(1);
    fleet.adapter.publish("/g/next.ts", 1, segment(30));
    fleet.adapter.holdManifest("/g/next.ts", gate);
    String one = "sid=\"one\",ot=v,nor=\"next.ts\"";
    fleet.get(agent, "/g/4.ts", "CMCD-Request", one);
    Awaitility.await().until(() -> fleet.adapter.held() == 1);
    CompletableFuture<HttpResponse<byte[]>> other =
        CompletableFuture.supplyAsync(() -> {
          try {
            return fleet.get(agent, "/g/next.ts");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    Awaitility.await().until(() -> fleet.metric(agent, "peerage_agent_requests_total") >= 2);
    // The player goes elsewhere while its prefetch asks for the manifest.
    fleet.get(agent, "/g/10.ts", "CMCD-Request", one.replace("next", "11"));
    gate.countDown();
    assertThat(other.get().statusCode()).isEqualTo(200);
    assertThat(other.get().body()).isEqualTo(segment(30).bytes());
  }

  @Test
  void otherRenditionsAndWhatMayNotBeKeptAreLeftAlone() throws Exception {
    passing("/low/");
    passing("/high/");
    fleet.get(agent, "/high/p.m3u8");
    play("/low/");
    assertThat(fleet.adapter.asked("/high/0.ts")).isZero();
    assertThat(fleet.adapter.asked("/high/1.ts")).isZero();
  }

  @Test
  void thousandsOfPlayersAreNotFetchedForAtOnce() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    for (int i = 0; i < 200; i++) {
      String path = "/slow/" + i;
      fleet.adapter.script(
          path,
          (exchange, _) -> {
            gate.await();
            exchange.set("Cache-Control", "max-age=60");
            exchange.send(200, "video/mp2t", new byte[10]);
          });
    }
    passing("/f/");
    for (int i = 0; i < 200; i++) {
      String announced = "nor=\"..%2Fslow%2F" + i + "\",sid=\"" + i + '"';
      assertThat(fleet.get(agent, "/f/0.ts", "CMCD-Request", announced).statusCode())
          .isEqualTo(200);
    }
    // All but the workers' were refused, and clients are served meanwhile.
    awaitPrefetches(200 - 32);
    gate.countDown();
    awaitPrefetches(200);
  }
}
