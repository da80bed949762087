package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.agent.Agent;
import io.peerage.agent.FakeAdapter;
import io.peerage.agent.TestFleet;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest {
  private static final String PATH = "/vod/a.ts";
  private final SeededContent video = SeededContent.of(1, 3 * 1024 * 1024 + 777);

  @TempDir Path folder;
  private TestFleet fleet;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    agent = fleet.start("a-1");
    fleet.adapter.publish(PATH, 7, video);
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void firstComesFromTheOriginThenFromTheStore() throws Exception {
    HttpResponse<byte[]> first = fleet.get(agent, PATH);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEqualTo(video.bytes());
    assertThat(first.headers().firstValue("Cache-Status"))
        .contains("peerage; fwd=uri-miss; stored; detail=origin");
    assertThat(first.headers().firstValue("Content-Type")).contains("video/mp2t");
    assertThat(first.headers().firstValue("ETag")).contains("\"v7\"");
    assertThat(first.headers().firstValue("Accept-Ranges")).contains("bytes");

    int requests = fleet.adapter.chunkRequests.get();
    HttpResponse<byte[]> second = fleet.get(agent, PATH);
    assertThat(second.body()).isEqualTo(video.bytes());
    assertThat(second.headers().firstValue("Cache-Status").orElseThrow())
        .startsWith("peerage; hit; ttl=")
        .endsWith("detail=store");
    assertThat(second.headers().firstValueAsLong("Age").orElseThrow()).isBetween(0L, 30L);
    assertThat(fleet.adapter.chunkRequests).hasValue(requests);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=100-199, 100, 200",
    "bytes=1048570-1048580, 1048570, 1048581",
    "bytes=3145728-, 3145728, 3146505",
    "bytes=-10, 3146495, 3146505",
    "bytes=3000000-9999999, 3000000, 3146505",
  })
  void servesSingleRanges(String range, int from, int end) throws Exception {
    for (String when : new String[] {"cold", "warm"}) {
      HttpResponse<byte[]> response = fleet.get(agent, PATH, "Range", range);
      assertThat(response.statusCode()).as(when).isEqualTo(206);
      assertThat(response.body()).isEqualTo(Arrays.copyOfRange(video.bytes(), from, end));
      assertThat(response.headers().firstValue("Content-Range"))
          .contains("bytes " + from + "-" + (end - 1) + "/" + video.bytes().length);
    }
  }

  @Test
  void coldRangeFetchesOnlyTheChunksItNeeds() throws Exception {
    HttpResponse<byte[]> response = fleet.get(agent, PATH, "Range", "bytes=2097152-2097200");
    assertThat(response.body()).hasSize(49);
    assertThat(fleet.adapter.chunkBytes.get()).isLessThanOrEqualTo(1024 * 1024);
  }

  @Test
  void rangeBeyondTheEndIsNotSatisfiable() throws Exception {
    HttpResponse<byte[]> response = fleet.get(agent, PATH, "Range", "bytes=9999999-");
    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(response.headers().firstValue("Content-Range")).contains("bytes */3146505");
  }

  @Test
  void headHasTheLengthAndNoBody() throws Exception {
    HttpResponse<byte[]> response =
        fleet.send(agent, "HEAD", PATH, HttpRequest.BodyPublishers.noBody());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Length")).contains("3146505");
    assertThat(response.body()).isEmpty();
    assertThat(fleet.adapter.chunkRequests).hasValue(0);
  }

  @Test
  void conditionalRequestsAreAnsweredHere() throws Exception {
    assertThat(fleet.get(agent, PATH, "If-None-Match", "\"v7\"").statusCode()).isEqualTo(304);
    assertThat(fleet.get(agent, PATH, "If-None-Match", "W/\"v7\", \"x\"").statusCode())
        .isEqualTo(304);
    assertThat(fleet.get(agent, PATH, "If-None-Match", "\"v6\"").statusCode()).isEqualTo(200);
    assertThat(fleet.get(agent, PATH, "If-Match", "\"v6\"").statusCode()).isEqualTo(412);
    HttpResponse<byte[]> changed =
        fleet.get(agent, PATH, "Range", "bytes=0-9", "If-Range", "\"v6\"");
    assertThat(changed.statusCode()).isEqualTo(200);
    HttpResponse<byte[]> unchanged =
        fleet.get(agent, PATH, "Range", "bytes=0-9", "If-Range", "\"v7\"");
    assertThat(unchanged.statusCode()).isEqualTo(206);
  }

  @Test
  void emptyObjectIsServed() throws Exception {
    fleet.adapter.publish("/empty", 1, SeededContent.of(0, 0));
    HttpResponse<byte[]> response = fleet.get(agent, "/empty");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Length")).contains("0");
  }

  @Test
  void staleObjectIsAskedForAgainAndItsNewVersionServed() throws Exception {
    fleet.adapter.publish("/live.m3u8", 1, video, Map.of("cache-control", "max-age=0"));
    assertThat(fleet.get(agent, "/live.m3u8").body()).isEqualTo(video.bytes());
    SeededContent next = SeededContent.of(2, 5000);
    fleet.adapter.publish("/live.m3u8", 2, next, Map.of("cache-control", "max-age=0"));
    assertThat(fleet.get(agent, "/live.m3u8").body()).isEqualTo(next.bytes());
  }

  @Test
  void olderGenerationFromTheOriginIsNotServed() throws Exception {
    fleet.adapter.publish("/live.m3u8", 5, video, Map.of("cache-control", "max-age=0"));
    assertThat(fleet.get(agent, "/live.m3u8").statusCode()).isEqualTo(200);
    fleet.adapter.publish(
        "/live.m3u8", 4, SeededContent.of(2, 5000), Map.of("cache-control", "max-age=0"));
    HttpResponse<byte[]> response = fleet.get(agent, "/live.m3u8");
    assertThat(response.body()).isEqualTo(video.bytes());
  }

  @Test
  void versionThatIsGoneAtTheOriginGivesWayToTheNextOne() throws Exception {
    assertThat(fleet.get(agent, PATH, "Range", "bytes=0-9").statusCode()).isEqualTo(206);
    SeededContent next = SeededContent.of(3, 2 * 1024 * 1024);
    fleet.adapter.forget(video);
    fleet.adapter.publish(PATH, 8, next);
    HttpResponse<byte[]> response = fleet.get(agent, PATH, "Range", "bytes=1048576-1048585");
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(next.bytes(), 1048576, 1048586));
    assertThat(response.headers().firstValue("ETag")).contains("\"v8\"");
  }

  @Test
  void forgedManifestIsNotServed() throws Exception {
    fleet.adapter.fault = FakeAdapter.Fault.FORGES_MANIFESTS;
    HttpResponse<byte[]> response = fleet.get(agent, PATH);
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("not to be believed");
  }

  @Test
  void corruptOriginIsNotServed() throws Exception {
    fleet.adapter.fault = FakeAdapter.Fault.CORRUPTS;
    try {
      HttpResponse<byte[]> response = fleet.get(agent, PATH);
      assertThat(response.statusCode()).isEqualTo(504);
    } catch (IOException e) {
      // The blocks before the corrupt one were right and on their way already: then it breaks off.
      assertThat(e).hasMessageContaining("bytes received");
    }
  }

  @Test
  void staleObjectIsServedWhileTheOriginIsDown() throws Exception {
    fleet.adapter.publish("/s", 1, video, Map.of("cache-control", "max-age=0"));
    assertThat(fleet.get(agent, "/s").statusCode()).isEqualTo(200);
    fleet.adapter.fault = FakeAdapter.Fault.DOWN;
    HttpResponse<byte[]> response = fleet.get(agent, "/s");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(video.bytes());
    assertThat(response.headers().firstValue("Cache-Status").orElseThrow()).contains("ttl=-");
  }

  @Test
  void objectsWithoutManifestPassThroughWhole() throws Exception {
    HttpResponse<byte[]> response =
        fleet.get(agent, "/api/x?y=%20z", "X-Custom", "kept", "Keep-Alive", "dropped");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-Target")).contains("/api/x?y=%20z");
    assertThat(response.headers().firstValue("X-Custom-Seen")).contains("kept");
    assertThat(response.headers().firstValue("X-Via-Seen")).contains("1.1 peerage");
    assertThat(response.headers().firstValue("X-Host")).contains("127.0.0.1:" + agent.edgePort());
    assertThat(response.headers().firstValue("X-Internal")).isEmpty();
    assertThat(response.headers().firstValue("Cache-Status").orElseThrow())
        .contains("fwd=uri-miss");
  }

  @Test
  void whatIsSignedWhileItPassesThroughGoesOnFromItsManifest() throws Exception {
    SeededContent film = SeededContent.of(77, 24 * 1024 * 1024);
    FakeAdapter.BeingSigned signing = fleet.adapter.sign("/film", film);
    CompletableFuture<HttpResponse<byte[]>> response = getLater("/film");
    Awaitility.await().until(() -> signing.passedBytes.get() >= 2 * 1024 * 1024);
    fleet.adapter.publish("/film", 1, film);
    assertThat(response.get(30, TimeUnit.SECONDS).body()).isEqualTo(film.bytes());
    assertThat(fleet.adapter.chunkBytes.get()).isPositive();
    assertThat(signing.passedBytes.get()).isLessThan(film.bytes().length);
  }

  @Test
  void anotherVersionSignedWhileOnePassesThroughIsNotMixedIn() throws Exception {
    SeededContent old = SeededContent.of(78, 6 * 1024 * 1024);
    FakeAdapter.BeingSigned signing = fleet.adapter.sign("/film", old);
    CompletableFuture<HttpResponse<byte[]>> response = getLater("/film");
    Awaitility.await().until(() -> signing.passedBytes.get() >= 2 * 1024 * 1024);
    fleet.adapter.publish("/film", 2, SeededContent.of(79, 6 * 1024 * 1024));
    assertThat(response.get(30, TimeUnit.SECONDS).body()).isEqualTo(old.bytes());
    assertThat(fleet.adapter.chunkBytes.get()).isZero();
  }

  private CompletableFuture<HttpResponse<byte[]>> getLater(String path) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return fleet.get(agent, path);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void otherMethodsPassThroughWithTheirBodies() throws Exception {
    byte[] body = SeededContent.of(9, 300_000).bytes();
    for (String method : new String[] {"POST", "PUT", "PATCH", "FROBNICATE"}) {
      HttpResponse<byte[]> response =
          fleet.send(agent, method, PATH, HttpRequest.BodyPublishers.ofByteArray(body));
      assertThat(response.headers().firstValue("X-Method")).contains(method);
      assertThat(response.body()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/peerage/v1/sites/media.example/roots/1",
        "/%70eerage/v1/sites/media.example/roots/1",
        "//peerage/v1/sites/media.example/roots/1",
        "/x/../peerage/v1/sites/media.example/roots/1",
        "/peerage/./v1/sites/media.example/roots/1",
        "/peerage/v1"
      })
  void clientsDoNotReachTheFleetsOwnPaths(String path) throws Exception {
    HttpResponse<byte[]> response = fleet.get(agent, path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("Not for clients");
  }

  @Test
  void authorisedRequestsPassThrough() throws Exception {
    HttpResponse<byte[]> response = fleet.get(agent, PATH, "Authorization", "Bearer x");
    assertThat(response.headers().firstValue("X-Method")).contains("GET");
  }

  @Test
  void originErrorsPassThrough() throws Exception {
    assertThat(fleet.get(agent, "/missing").statusCode()).isEqualTo(404);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> fleet.get(agent, "/breaks"));
  }

  @Test
  void deadOriginIsABadGateway() throws Exception {
    fleet.adapter.close();
    assertThat(fleet.get(agent, "/cold").statusCode()).isEqualTo(502);
  }
}
