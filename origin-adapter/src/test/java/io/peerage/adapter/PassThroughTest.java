package io.peerage.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.testing.SeededContent;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassThroughTest {
  private static final String HOST = "media.example.com";

  @TempDir Path temp;
  private AdapterFixture fixture;
  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void prepare() throws Exception {
    wire.start();
    fixture = new AdapterFixture(temp).fromUrl(URI.create(wire.baseUrl()));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    wire.stop();
  }

  @Test
  void requestArrivesAsItWasSent() throws Exception {
    wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(201)));
    fixture.start();
    byte[] body = SeededContent.of(1, 500_000).bytes();
    AgentView.Reply reply =
        fixture
            .agent()
            .send(
                "POST",
                "/api/v1/things?a=1&b=%2f%20&c=|x",
                body,
                "Host",
                HOST,
                "X-Custom",
                "kept",
                "Range",
                "bytes=1-2",
                "If-None-Match",
                "\"x\"",
                "Cookie",
                "a=b",
                "Authorization",
                "Bearer t",
                "Via",
                "1.1 agent",
                "Connection",
                "X-Drop-Me",
                "X-Drop-Me",
                "1",
                "TE",
                "trailers",
                "Proxy-Authorization",
                "Basic x",
                "Keep-Alive",
                "timeout=5");
    assertThat(reply.status()).isEqualTo(201);
    wire.verify(
        postRequestedFor(urlEqualTo("/api/v1/things?a=1&b=%2f%20&c=|x"))
            .withHeader("Host", equalTo(HOST))
            .withHeader("X-Custom", equalTo("kept"))
            .withHeader("Range", equalTo("bytes=1-2"))
            .withHeader("If-None-Match", equalTo("\"x\""))
            .withHeader("Cookie", equalTo("a=b"))
            .withHeader("Authorization", equalTo("Bearer t"))
            .withHeader("Via", matching("1\\.1 agent, 1\\.1 peerage-adapter-[0-9a-f]{8}"))
            .withoutHeader("X-Drop-Me")
            .withoutHeader("TE")
            .withoutHeader("Proxy-Authorization")
            .withoutHeader("Keep-Alive"));
    assertThat(wire.getAllServeEvents().getFirst().getRequest().getBody()).isEqualTo(body);
  }

  @Test
  void answerArrivesAsItWasSent() throws Exception {
    byte[] body = SeededContent.of(2, 500_000).bytes();
    wire.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(299)
                    .withHeader("X-Custom", "kept")
                    .withHeader("Set-Cookie", "a=1", "b=2")
                    .withHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
                    .withHeader("Content-Encoding", "gzip")
                    .withHeader("Via", "1.0 upstream")
                    .withHeader("Keep-Alive", "timeout=5")
                    .withBody(body)));
    fixture.start();
    AgentView.Reply reply = fixture.agent().get("/x", "Host", HOST, "Accept-Encoding", "gzip");
    assertThat(reply.status()).isEqualTo(299);
    assertThat(reply.header("X-Custom")).isEqualTo("kept");
    assertThat(reply.headers().get("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(reply.headers().get("date")).containsExactly("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(reply.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(reply.header("Via")).matches("1\\.0 upstream, 1\\.1 peerage-adapter-[0-9a-f]{8}");
    assertThat(reply.headers()).doesNotContainKey("keep-alive");
    assertThat(reply.bytes()).isEqualTo(body);
  }

  @Test
  void everyMethodIsPassedExceptThoseAboutTheConnection() throws Exception {
    wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200)));
    fixture.start();
    AgentView agent = fixture.agent();
    for (String method :
        new String[] {"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"}) {
      assertThat(agent.send(method, "/x", null, "Host", HOST).status()).as(method).isEqualTo(200);
    }
    assertThat(agent.send("TRACE", "/x", null, "Host", HOST).status()).isEqualTo(405);
    wire.verify(7, anyRequestedFor(urlEqualTo("/x")));
  }

  @Test
  void answersWithoutBodyHaveNone() throws Exception {
    fixture.start();
    AgentView agent = fixture.agent();
    for (int status : new int[] {204, 304}) {
      wire.resetMappings();
      wire.stubFor(
          any(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("ETag", "\"x\"")));
      AgentView.Reply reply = agent.get("/x", "Host", HOST);
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("ETag")).isEqualTo("\"x\"");
      assertThat(reply.bytes()).isEmpty();
    }
  }

  @Test
  void configuredHostTakesTheClientsPlace() throws Exception {
    wire.stubFor(any(anyUrl()).willReturn(aResponse()));
    fixture
        .from(
            new SiteConfig.SourceConfig(
                "",
                wire.baseUrl(),
                "origin.internal",
                SiteConfig.S3Config.NONE,
                java.util.List.of()))
        .start();
    fixture.agent().get("/x", "Host", HOST);
    wire.verify(anyRequestedFor(anyUrl()).withHeader("Host", equalTo("origin.internal")));
  }

  @Test
  void requestThatComesBackIsALoopAndAnotherAdaptersIsNot() throws Exception {
    fixture.start();
    int port = fixture.adapter().plainPort().orElseThrow();
    try (AdapterFixture first = new AdapterFixture(temp.resolve("first"))) {
      first.fromUrl(URI.create("http://127.0.0.1:" + port)).start();
      wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200)));
      assertThat(first.agent().get("/x", "Host", HOST).status()).isEqualTo(200);
    }
    // The same request, come back.
    String via = fixture.agent().get("/x", "Host", HOST).header("Via");
    AgentView.Reply reply = fixture.agent().get("/x", "Host", HOST, "Via", "1.1 other, " + via);
    assertThat(reply.status()).isEqualTo(508);
    wire.verify(2, anyRequestedFor(anyUrl()));
  }

  @Test
  void bodyThatIsTooLongIsRefused() throws Exception {
    wire.stubFor(any(anyUrl()).willReturn(aResponse()));
    fixture.start();
    byte[] tooLong = new byte[(1 << 20) + 1];
    int port = fixture.adapter().plainPort().orElseThrow();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      RawOrigin.head(
          socket.getOutputStream(),
          "PUT /x HTTP/1.1",
          "Host: " + HOST,
          "Content-Length: " + tooLong.length);
      assertThat(statusLine(socket)).contains("413");
    }
    // Without its length said beforehand.
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      RawOrigin.head(out, "PUT /x HTTP/1.1", "Host: " + HOST, "Transfer-Encoding: chunked");
      RawOrigin.line(out, "%x".formatted(tooLong.length));
      out.write(tooLong);
      RawOrigin.head(out, "", "0");
      out.flush();
      assertThat(statusLine(socket)).contains("413");
    }
  }

  @Test
  void headerThatIsTooLargeIsRefused() throws Exception {
    fixture.start();
    assertThat(fixture.agent().get("/x", "Host", HOST, "X-Huge", "x".repeat(20_000)).status())
        .isEqualTo(431);
  }

  @Test
  void clientThatGoesAwayIsNotTheOriginsFault() throws Exception {
    wire.stubFor(any(anyUrl()).willReturn(aResponse()));
    fixture.start();
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), fixture.adapter().plainPort().orElseThrow())) {
      OutputStream out = socket.getOutputStream();
      RawOrigin.head(out, "PUT /x HTTP/1.1", "Host: " + HOST, "Content-Length: 1000");
      out.write(new byte[10]);
      out.flush();
    }
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(fixture.metric("peerage_adapter_origin_fetches")).isZero());
    assertThat(fixture.operations("/metrics").text())
        .doesNotContain("peerage_adapter_origin_errors_total{");
  }

  @Test
  void answerIsPassedOnAsItComes() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (RawOrigin origin =
        new RawOrigin((_, out) -> {
          RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 10");
          out.write("first".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          first.await();
          out.write("later".getBytes(StandardCharsets.US_ASCII));
          return true;
        })) {
      fixture.silence = io.peerage.runtime.config.TimeSpan.parse("20s");
      fixture.fromUrl(origin.uri()).start();
      try (Socket socket =
          new Socket(
              InetAddress.getLoopbackAddress(), fixture.adapter().plainPort().orElseThrow())) {
        socket.setSoTimeout(10_000);
        RawOrigin.head(socket.getOutputStream(), "GET /x HTTP/1.1", "Host: " + HOST);
        StringBuilder got = new StringBuilder();
        readUntil(socket.getInputStream(), got, "first");
        first.countDown();
        readUntil(socket.getInputStream(), got, "later");
      }
    }
  }

  private static void readUntil(InputStream in, StringBuilder got, String end) throws Exception {
    while (!got.toString().endsWith(end)) {
      int c = in.read();
      assertThat(c).as(got.toString()).isNotNegative();
      got.append((char) c);
    }
  }

  private static String statusLine(Socket socket) throws Exception {
    socket.setSoTimeout(10_000);
    StringBuilder line = new StringBuilder();
    readUntil(socket.getInputStream(), line, "\n");
    return line.toString();
  }
}
