package io.peerage.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an origin does, agents get what was signed, or an error that says whose fault it is. */
class MisbehavingOriginTest {
  private static final byte[] BYTES = SeededContent.of(5, 1_500_000).bytes();

  @TempDir Path temp;
  private AdapterFixture fixture;
  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void prepare() throws Exception {
    wire.start();
    fixture = new AdapterFixture(temp);
    fixture.spoolQuota = ByteSize.parse("0B");
    fixture.fromUrl(URI.create(wire.baseUrl()));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    wire.stop();
  }

  @Test
  void errorsOfTheOriginAreBadGatewaysForManifestsAndPassedOnOtherwise() throws Exception {
    fixture.start();
    AgentView agent = fixture.agent();
    for (int[] statuses : new int[][] {{500, 502}, {503, 502}, {504, 504}, {429, 502}}) {
      wire.resetMappings();
      wire.stubFor(
          get(anyUrl()).willReturn(aResponse().withStatus(statuses[0]).withBody("trouble")));
      String path = "/" + statuses[0] + ".ts";
      AgentView.Reply reply = agent.manifestReply(path);
      assertThat(reply.status()).as(path).isEqualTo(statuses[1]);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      AgentView.Reply passed = agent.get(path, "Host", "media.example.com");
      assertThat(passed.status()).isEqualTo(statuses[0]);
      assertThat(passed.text()).isEqualTo("trouble");
    }
  }

  @Test
  void whatIsNotForEverybodyOrNotThereIsSaidSo() throws Exception {
    fixture.start();
    AgentView agent = fixture.agent();
    for (int[] statuses :
        new int[][] {
          {404, 404},
          {410, 404},
          {301, 204},
          {302, 204},
          {308, 204},
          {401, 204},
          {403, 204},
          {400, 204},
          {203, 204},
          {205, 204}
        }) {
      wire.resetMappings();
      wire.stubFor(
          get(anyUrl())
              .willReturn(
                  aResponse().withStatus(statuses[0]).withHeader("Location", "/elsewhere.ts")));
      String path = "/" + statuses[0] + ".ts";
      assertThat(agent.manifestReply(path).status()).as(path).isEqualTo(statuses[1]);
      AgentView.Reply passed = agent.get(path, "Host", "media.example.com");
      assertThat(passed.status()).isEqualTo(statuses[0]);
      assertThat(passed.header("Location")).isEqualTo("/elsewhere.ts");
    }
    wire.verify(0, getRequestedFor(urlEqualTo("/elsewhere.ts")));
  }

  @Test
  void brokenConnectionsAndGarbageAreBadGateways() throws Exception {
    fixture.start();
    AgentView agent = fixture.agent();
    for (Fault fault :
        List.of(
            Fault.CONNECTION_RESET_BY_PEER,
            Fault.EMPTY_RESPONSE,
            Fault.RANDOM_DATA_THEN_CLOSE,
            Fault.MALFORMED_RESPONSE_CHUNK)) {
      wire.resetMappings();
      wire.stubFor(get(anyUrl()).willReturn(aResponse().withFault(fault)));
      String path = "/" + fault + ".ts";
      assertThat(agent.manifestReply(path).status()).as(path).isEqualTo(502);
      try {
        assertThat(agent.get(path, "Host", "media.example.com").status()).as(path).isEqualTo(502);
      } catch (IOException e) {
        // A body that breaks off in its middle breaks the agent's connection off.
        assertThat(fault).isEqualTo(Fault.MALFORMED_RESPONSE_CHUNK);
      }
    }
  }

  @Test
  void headThatIsTooLargeIsABadGateway() throws Exception {
    try (RawOrigin origin =
        new RawOrigin((_, out) -> {
          RawOrigin.head(
              out, "HTTP/1.1 200 OK", "X-Huge: " + "x".repeat(40_000), "Content-Length: 0");
          return true;
        })) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(502);
      assertThat(agent.get("/a.ts", "Host", "media.example.com").status()).isEqualTo(502);
    }
  }

  @Test
  void silenceBeforeTheHeadIsATimeout() throws Exception {
    fixture.silence = TimeSpan.parse("500ms");
    try (RawOrigin origin = new RawOrigin((request, _) -> request.hang())) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(504);
      assertThat(agent.get("/a.ts", "Host", "media.example.com").status()).isEqualTo(504);
    }
  }

  @Test
  void silenceInTheMiddleIsATimeoutOrABrokenConnection() throws Exception {
    fixture.silence = TimeSpan.parse("500ms");
    try (RawOrigin origin =
        new RawOrigin((request, out) -> {
          RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"v1\"", "Content-Length: 1500000");
          out.write(BYTES, 0, 100_000);
          out.flush();
          return request.hang();
        })) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      // At first it looks as if it took long.
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .until(() -> agent.manifestReply("/a.ts").status() == 504);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> agent.get("/a.ts", "Host", "media.example.com"));
    }
  }

  @Test
  void truncatedBodyIsNeverTakenForAWhole() throws Exception {
    try (RawOrigin origin =
        new RawOrigin((_, out) -> {
          RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 1500000");
          out.write(BYTES, 0, 1_499_999);
          return false;
        })) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(502);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> agent.get("/a.ts", "Host", "media.example.com"));
    }
  }

  @Test
  void truncatedChunkedBodyIsNeverTakenForAWhole() throws Exception {
    try (RawOrigin origin =
        new RawOrigin((_, out) -> {
          RawOrigin.head(out, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked");
          RawOrigin.line(out, "3e8");
          out.write(BYTES, 0, 1000);
          RawOrigin.line(out, "");
          return false;
        })) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(502);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> agent.get("/a.ts", "Host", "media.example.com"));
    }
  }

  @Test
  void bodyLongerThanAnnouncedSpoilsNoOtherObject() throws Exception {
    byte[] other = SeededContent.of(9, 500).bytes();
    try (RawOrigin origin =
        new RawOrigin((request, out) -> {
          if (request.target().startsWith("/long")) {
            RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 100");
            out.write(BYTES, 0, 100);
            RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"forged\"", "Content-Length: 500");
            out.write(BYTES, 0, 500);
          } else {
            RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"v1\"", "Content-Length: 500");
            out.write(other);
          }
          return true;
        })) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      for (int i = 0; i < 5; i++) {
        assertThat(agent.manifest("/long" + i + ".ts").manifest().length()).isEqualTo(100);
        VerifiedManifest manifest = agent.manifest("/other" + i + ".ts");
        assertThat(manifest.manifest().headers().get("etag")).contains("\"v1\"");
        assertThat(agent.content(manifest)).isEqualTo(other);
      }
    }
  }

  @Test
  void passingOfABreakIsGotOverWithoutMixing() throws Exception {
    byte[] next = SeededContent.of(6, BYTES.length).bytes();
    try (RawOrigin origin =
        new RawOrigin((request, out) -> {
          // The first answer breaks off; from then on there is another version.
          boolean first = request.number() == 1;
          byte[] bytes = first ? BYTES : next;
          int from = request.fields().containsKey("If-Match") && !first ? -1 : 0;
          if (from < 0) {
            RawOrigin.head(out, "HTTP/1.1 412 Precondition Failed", "Content-Length: 0");
            return true;
          }
          RawOrigin.head(
              out,
              "HTTP/1.1 200 OK",
              first ? "ETag: \"v1\"" : "ETag: \"v2\"",
              "Content-Length: 1500000");
          out.write(bytes, 0, first ? 700_000 : bytes.length);
          return !first;
        })) {
      fixture.spoolQuota = ByteSize.parse("100MiB");
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      VerifiedManifest manifest = agent.manifest("/a.ts");
      assertThat(manifest.manifest().headers().get("etag")).contains("\"v2\"");
      assertThat(agent.content(manifest)).isEqualTo(next);
    }
  }

  @Test
  void originWithoutRangesStillGivesEveryChunk() throws Exception {
    try (RawOrigin origin =
        new RawOrigin((_, out) -> {
          RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"v1\"", "Content-Length: 1500000");
          out.write(BYTES);
          return true;
        })) {
      fixture.fromUrl(origin.uri()).start();
      assertThat(fixture.agent().download("/a.ts")).isEqualTo(BYTES);
    }
  }

  @Test
  void originThatSendsWrongBytesForARangeIsFoundOut() throws Exception {
    try (RawOrigin origin =
        new RawOrigin((request, out) -> {
          if (!request.fields().containsKey("Range")) {
            RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"v1\"", "Content-Length: 1500000");
            out.write(BYTES);
            return true;
          }
          // The right version and range, it says; the bytes are from elsewhere.
          int from = request.rangeFrom();
          int length = Math.min(1 << 20, BYTES.length - from);
          RawOrigin.head(
              out,
              "HTTP/1.1 206 Partial Content",
              "ETag: \"v1\"",
              "Content-Range: bytes %d-%d/1500000".formatted(from, from + length - 1),
              "Content-Length: " + length);
          out.write(BYTES, BYTES.length - length - 1, length);
          return true;
        })) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      VerifiedManifest manifest = agent.manifest("/a.ts");
      AgentView.Reply reply = agent.chunkReply(manifest.content(), 0, Optional.empty());
      assertThat(reply.status()).isEqualTo(410);
    }
  }

  @Test
  void wrongBytesInTheMiddleOfAChunkBreakTheAnswerOff() throws Exception {
    try (RawOrigin origin =
        new RawOrigin((request, out) -> {
          byte[] bytes = BYTES.clone();
          boolean range = request.fields().containsKey("Range");
          if (range) {
            bytes[600_000] ^= 1;
          }
          RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"v1\"", "Content-Length: 1500000");
          out.write(bytes);
          return true;
        })) {
      fixture.fromUrl(origin.uri()).start();
      AgentView agent = fixture.agent();
      VerifiedManifest manifest = agent.manifest("/a.ts");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> agent.chunkReply(manifest.content(), 0, Optional.empty()));
      assertThat(agent.chunk(manifest.content(), 1, Optional.empty()))
          .isEqualTo(Arrays.copyOfRange(BYTES, 1 << 20, BYTES.length));
    }
  }

  @Test
  void notModifiedWhereNothingWasKnownIsABadGateway() throws Exception {
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(304)));
    fixture.start();
    assertThat(fixture.agent().manifestReply("/a.ts").status()).isEqualTo(502);
  }

  @Test
  void wrongNotModifiedOfAnotherVersionIsSeenThrough() throws Exception {
    byte[] next = SeededContent.of(6, BYTES.length).bytes();
    wire.stubFor(
        get(anyUrl()).willReturn(aResponse().withHeader("ETag", "\"v1\"").withBody(BYTES)));
    fixture.start();
    AgentView agent = fixture.agent();
    agent.manifest("/a.ts");
    wire.resetMappings();
    wire.stubFor(
        get(anyUrl())
            .withHeader("If-None-Match", equalTo("\"v1\""))
            .willReturn(aResponse().withStatus(304).withHeader("ETag", "\"v2\"")));
    wire.stubFor(
        get(anyUrl())
            .atPriority(9)
            .willReturn(aResponse().withHeader("ETag", "\"v2\"").withBody(next)));
    fixture.clock.advance(Duration.ofSeconds(11));
    assertThat(agent.manifest("/a.ts").manifest().headers().get("etag")).contains("\"v2\"");
  }

  @Test
  void bodyOfUnknownLengthIsSigned() throws Exception {
    wire.stubFor(
        get(anyUrl())
            .willReturn(
                aResponse()
                    .withHeader("ETag", "\"v1\"")
                    .withChunkedDribbleDelay(5, 50)
                    .withBody(BYTES)));
    fixture.start();
    AgentView agent = fixture.agent();
    VerifiedManifest manifest = agent.manifest("/a.ts");
    assertThat(manifest.manifest().length()).isEqualTo(BYTES.length);
    assertThat(agent.content(manifest)).isEqualTo(BYTES);
  }

  @Test
  void bodyOfUnknownLengthThatGrowsTooLongHasNoManifest() throws Exception {
    wire.stubFor(
        get(anyUrl()).willReturn(aResponse().withChunkedDribbleDelay(5, 50).withBody(BYTES)));
    fixture.rules =
        rules ->
            new SiteConfig.RulesConfig(
                rules.include(),
                rules.exclude(),
                rules.minLength(),
                ByteSize.parse("1MiB"),
                rules.ignoreVary(),
                rules.dropHeaders());
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    AgentView agent = fixture.agent();
    assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(204);
    assertThat(agent.get("/a.ts", "Host", "media.example.com").bytes()).isEqualTo(BYTES);
  }
}
