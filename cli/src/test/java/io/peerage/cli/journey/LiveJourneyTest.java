package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live streams with low latency through real agents, an adapter and an origin that waits. */
@Timeout(300)
class LiveJourneyTest {
  private static final String PLAYLIST = "/live/p.m3u8";

  @TempDir static Path temp;
  private static LiveOrigin origin;
  private static Scene scene;
  private static final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private static final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    origin = new LiveOrigin();
    scene =
        Scene.start(
            temp.resolve("fleet"),
            Scene.OPTIONS.withExternalOrigin(origin.uri().toString()),
            "one",
            "two");
  }

  @AfterAll
  static void stop() {
    if (scene != null) {
      scene.close();
    }
    origin.close();
    clients.shutdownNow();
    http.shutdownNow();
  }

  private static List<URI> atEachAgent(String target) {
    return List.of(scene.uri("one", target), scene.uri("one", target), scene.uri("two", target));
  }

  private static Future<byte[]> get(URI uri) {
    return clients.submit(() -> {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(uri).timeout(Scene.LIMIT).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).as("%s", uri).isEqualTo(200);
      return response.body();
    });
  }

  /** Asks everywhere for what does not exist yet, makes it, and gives what was answered. */
  private static List<byte[]> askedBeforeItExists(String target) throws Exception {
    List<Future<byte[]>> asked = new ArrayList<>();
    for (URI uri : atEachAgent(target)) {
      asked.add(get(uri));
    }
    Scene.await().until(() -> origin.asked(target) == 1 && origin.waiting() == 1);
    origin.advance(1);
    List<byte[]> answers = new ArrayList<>();
    for (Future<byte[]> answer : asked) {
      answers.add(answer.get());
    }
    return answers;
  }

  @Test
  void blockedPlaylistsAndHintedPartsAreAskedForOnceAndAnsweredWhenTheyExist() throws Exception {
    origin.advance(LiveOrigin.PARTS + 1);
    for (int part = 1; part < LiveOrigin.PARTS; part++) {
      String target = PLAYLIST + "?_HLS_msn=1&_HLS_part=" + part;
      for (byte[] playlist : askedBeforeItExists(target)) {
        assertThat(new String(playlist, StandardCharsets.US_ASCII))
            .contains("URI=\"1." + part + ".m4s\"\n");
      }
      assertThat(origin.asked(target)).isEqualTo(1);
    }
    for (int part = 0; part < LiveOrigin.PARTS; part++) {
      String target = "/live/2." + part + ".m4s";
      for (byte[] bytes : askedBeforeItExists(target)) {
        assertThat(bytes).isEqualTo(LiveOrigin.part(2, part));
      }
      assertThat(origin.asked(target)).isEqualTo(1);
    }
    growingSegmentIsJoinedInFlight(3);
    coldSegmentIsFetchedOnceForAllClientsOfAllAgents(0);
  }

  private static void coldSegmentIsFetchedOnceForAllClientsOfAllAgents(int number)
      throws Exception {
    String target = "/live/" + number + ".m4s";
    List<Future<byte[]>> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      for (URI uri : atEachAgent(target)) {
        asked.add(get(uri));
      }
    }
    for (Future<byte[]> answer : asked) {
      assertThat(answer.get()).isEqualTo(LiveOrigin.segment(number));
    }
    assertThat(origin.asked(target)).isEqualTo(1);
  }

  /**
   * So a player of low-latency DASH gets its segments: chunk by chunk of CMAF, as they are made.
   */
  private static void growingSegmentIsJoinedInFlight(int number) throws Exception {
    String target = "/live/" + number + ".m4s";
    origin.advance(1);
    List<HttpResponse<InputStream>> growing = new ArrayList<>();
    for (URI uri : atEachAgent(target)) {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(uri).timeout(Scene.LIMIT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.body().readNBytes(LiveOrigin.PART_BYTES))
          .isEqualTo(LiveOrigin.part(number, 0));
      growing.add(response);
    }
    origin.advance(LiveOrigin.PARTS - 1);
    for (HttpResponse<InputStream> response : growing) {
      assertThat(response.body().readAllBytes()).hasSize(3 * LiveOrigin.PART_BYTES);
    }
    assertThat(origin.asked(target)).isEqualTo(1);
    for (URI uri : atEachAgent(target)) {
      assertThat(get(uri).get()).isEqualTo(LiveOrigin.segment(number));
    }
    assertThat(origin.asked(target)).isEqualTo(1);
  }
}
