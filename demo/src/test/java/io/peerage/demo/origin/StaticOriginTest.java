package io.peerage.demo.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.runtime.config.ListenAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticOriginTest {
  @TempDir Path folder;

  @Test
  void notModifiedSaysTheSameOfCachingAsTheWhole() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "content");
    try (StaticOrigin origin =
            new StaticOrigin(
                folder,
                ListenAddress.parse("127.0.0.1:0"),
                Optional.of("max-age=7"),
                Optional.empty());
        HttpClient http = HttpClient.newHttpClient()) {
      origin.start();
      URI uri = URI.create("http://127.0.0.1:" + origin.port() + "/a.txt");
      HttpResponse<String> whole = send(http, HttpRequest.newBuilder(uri));
      assertThat(whole.body()).isEqualTo("content");
      String etag = whole.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> same =
          send(http, HttpRequest.newBuilder(uri).header("If-None-Match", etag));
      assertThat(same.statusCode()).isEqualTo(304);
      assertThat(same.headers().allValues("Cache-Control"))
          .isEqualTo(whole.headers().allValues("Cache-Control"))
          .containsExactly("max-age=7");
      assertThat(same.headers().firstValue("ETag")).contains(etag);
    }
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request)
      throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
