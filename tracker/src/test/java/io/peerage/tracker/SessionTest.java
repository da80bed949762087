package io.peerage.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  @TempDir Path folder;

  @Test
  void pagesLearnWhetherTheyAreSignedInWithoutBeingRefused() throws Exception {
    try (TestTracker tracker = TestTracker.start(folder, InstantSource.system())) {
      HttpRequest.Builder asked = HttpRequest.newBuilder(tracker.admin("/api/v1/session"));
      assertThat(tracker.send(asked.copy()).body()).isEqualTo("{\"signedIn\":false}");
      assertThat(tracker.send(asked.copy().header("Cookie", "peerage-session=guessed")).body())
          .isEqualTo("{\"signedIn\":false}");

      HttpResponse<String> begun =
          tracker.send(
              asked
                  .copy()
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"token\": \"%s\"}".formatted(tracker.adminToken()))));
      assertThat(begun.statusCode()).isEqualTo(204);
      String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
      HttpResponse<String> known = tracker.send(asked.copy().header("Cookie", cookie));
      assertThat(known.body()).isEqualTo("{\"signedIn\":true}");
      assertThat(known.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
  }
}
