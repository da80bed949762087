package io.peerage.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.agent.tls.TestCertificate;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients over TLS, with HTTP/2 and HTTP/1.1: the same bytes by the same paths. */
class EdgeTlsTest {
  private static final String PATH = "/vod/a.ts";
  private final SeededContent video = SeededContent.of(1, 7 * 1024 * 1024 + 777);
  private final TestCertificate certificate = TestCertificate.make();

  @TempDir Path folder;
  private TestFleet fleet;
  private Agent agent;
  private boolean stopped;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    certificate.write(folder);
    // From files, so that what sends them is tested too.
    agent =
        fleet.start(
            "a-1",
            TestFleet.withTls(TestFleet.withoutMemory(fleet.config("a-1")), folder),
            UnaryOperator.identity());
    fleet.adapter.publish(PATH, 7, video);
  }

  @AfterEach
  void stop() {
    if (!stopped) {
      fleet.close();
    }
  }

  private HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().sslContext(certificate.believing()).version(version).build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + agent.edgeTlsPort().orElseThrow() + path))
        .timeout(Duration.ofSeconds(60));
  }

  private HttpResponse<byte[]> get(HttpClient client, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void wholeObjectsRangesAndConditionsAreServed(HttpClient.Version version) throws Exception {
    try (HttpClient client = client(version)) {
      // From the origin, then hashed, then from files on the I/O thread.
      for (int i = 0; i < 4; i++) {
        HttpResponse<byte[]> whole = get(client, PATH);
        assertThat(whole.version()).isEqualTo(version);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertSame(whole.body(), video.bytes());
        HttpResponse<byte[]> part = get(client, PATH, "Range", "bytes=1048570-3145730");
        assertThat(part.statusCode()).isEqualTo(206);
        assertSame(part.body(), Arrays.copyOfRange(video.bytes(), 1048570, 3145731));
      }
      assertThat(get(client, PATH, "If-None-Match", "\"v7\"").statusCode()).isEqualTo(304);
      assertThat(get(client, PATH, "Range", "bytes=99999999-").statusCode()).isEqualTo(416);
      HttpResponse<byte[]> parts = get(client, PATH, "Range", "bytes=0-9,20-29");
      assertThat(parts.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("multipart/byteranges");
      HttpResponse<byte[]> head =
          client.send(
              request(PATH).method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(video.bytes().length);
      byte[] body = SeededContent.of(9, 3_000_000).bytes();
      HttpResponse<byte[]> echo =
          client.send(
              request("/echo").POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(echo.statusCode()).as(() -> new String(echo.body(), UTF_8)).isEqualTo(200);
      assertSame(echo.body(), body);
      fleet.adapter.serve("/page", body, "Cache-Control", "max-age=60");
      for (int i = 0; i < 3; i++) {
        assertSame(get(client, "/page").body(), body);
      }
      assertThat(fleet.adapter.asked("/page")).isOne();
      assertThat(get(client, "/missing").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void manyStreamsOfOneConnectionGetTheirOwnBytes() throws Exception {
    List<SeededContent> contents = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      contents.add(SeededContent.of(100 + i, 300_000 + i));
      fleet.adapter.publish("/s/" + i, 1, contents.get(i));
    }
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      assertThat(get(client, "/s/0").version()).isEqualTo(HttpClient.Version.HTTP_2);
      for (int round = 0; round < 4; round++) {
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          answers.add(
              client.sendAsync(
                  request("/s/" + i % 16).build(), HttpResponse.BodyHandlers.ofByteArray()));
        }
        for (int i = 0; i < 64; i++) {
          assertSame(answers.get(i).get(60, TimeUnit.SECONDS).body(), contents.get(i % 16).bytes());
        }
      }
    }
  }

  @Test
  void slowReaderGetsAllAndOthersDoNotWait() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      for (int i = 0; i < 3; i++) {
        assertSame(get(client, PATH).body(), video.bytes());
      }
      try (InputStream slow =
          client.send(request(PATH).build(), HttpResponse.BodyHandlers.ofInputStream()).body()) {
        byte[] first = slow.readNBytes(1000);
        // Its stream is full by now; another one of the same connection is not.
        assertSame(
            get(client, PATH, "Range", "bytes=0-999").body(), Arrays.copyOf(video.bytes(), 1000));
        byte[] rest = slow.readAllBytes();
        assertSame(first, Arrays.copyOf(video.bytes(), 1000));
        assertSame(rest, Arrays.copyOfRange(video.bytes(), 1000, video.bytes().length));
      }
    }
  }

  @Test
  void cancelledStreamsLeaveNoFilesOpenAndTheConnectionGoesOn() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      for (int i = 0; i < 3; i++) {
        assertSame(get(client, PATH).body(), video.bytes());
      }
      for (int i = 0; i < 20; i++) {
        try (InputStream in =
            client.send(request(PATH).build(), HttpResponse.BodyHandlers.ofInputStream()).body()) {
          assertThat(in.readNBytes(1000)).hasSize(1000);
        }
      }
      assertSame(get(client, PATH).body(), video.bytes());
      fleet.close();
      stopped = true;
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(OpenChunks.below(folder)).isEmpty());
    }
  }

  @Test
  void brokenOriginBreaksOneStreamAlone() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      CompletableFuture<HttpResponse<byte[]>> broken =
          client.sendAsync(request("/breaks").build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(get(client, PATH).statusCode()).isEqualTo(200);
      assertThat(broken).failsWithin(Duration.ofSeconds(30));
      assertThat(get(client, PATH).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2"})
  void curlIsServed(String version) throws Exception {
    Path out = folder.resolve("out");
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sS",
                version,
                "--cacert",
                folder.resolve("cert.pem").toString(),
                "-o",
                out.toString(),
                "-w",
                "%{http_code} %{http_version}",
                "https://localhost:" + agent.edgeTlsPort().orElseThrow() + PATH)
            .redirectErrorStream(true)
            .start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo(version.equals("--http2") ? "200 2" : "200 1.1");
    assertSame(Files.readAllBytes(out), video.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void bothVersionsOfTlsAreSpoken(String version) throws Exception {
    assertThat(handshake(certificate, version)).isEqualTo(version);
  }

  private String handshake(TestCertificate believed, String version) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            believed
                .believing()
                .getSocketFactory()
                .createSocket("localhost", agent.edgeTlsPort().orElseThrow())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {version});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  @Test
  void renewedCertificateIsShownWithoutARestart() throws Exception {
    assertThat(handshake(certificate, "TLSv1.3")).isEqualTo("TLSv1.3");
    TestCertificate renewed = TestCertificate.make();
    renewed.write(folder);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> handshake(renewed, "TLSv1.3").equals("TLSv1.3"));
  }

  private static void assertSame(byte[] actual, byte[] expected) {
    assertThat(Arrays.mismatch(actual, expected)).as("first difference").isEqualTo(-1);
  }
}
