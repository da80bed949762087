package io.peerage.adapter.source.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.adapter.origins.StaticOrigin;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceContract;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.testing.SeededContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSourceTest extends SourceContract {
  private static final ObjectPath PATH = new ObjectPath("/a.ts");
  private static final byte[] BYTES = SeededContent.of(7, 200_000).bytes();
  private static final String OLD_DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

  private @Nullable StaticOrigin files;
  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void startWire() {
    wire.start();
  }

  @AfterEach
  void stop() throws Exception {
    wire.stop();
    if (files != null) {
      files.close();
    }
  }

  @Override
  protected Source open() throws Exception {
    StaticOrigin origin = new StaticOrigin(folder);
    files = origin;
    return source(origin.uri());
  }

  private static HttpSource source(URI base) {
    return source(base, "");
  }

  private static HttpSource source(URI base, String host) {
    return new HttpSource(
        new OriginSettings(
            base,
            host,
            "media.example.com",
            Duration.ofMillis(500),
            Duration.ofMillis(400),
            3,
            Duration.ofMillis(5),
            16),
        InstantSource.system(),
        new Random(1));
  }

  private HttpSource wired() {
    return source(URI.create(wire.baseUrl()));
  }

  @Test
  void asksAsAnAnonymousClientUnderTheSitesName() throws Exception {
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withBody(BYTES)));
    // Characters that java.net.URI would refuse are the origin's to judge.
    ObjectPath odd = new ObjectPath("/a|b[1]{2}.ts?x=^y&z=%7c");
    try (HttpSource source = wired()) {
      source.fetch(odd, Optional.empty()).close();
    }
    wire.verify(
        getRequestedFor(urlEqualTo(odd.value()))
            .withHeader("Host", equalTo("media.example.com"))
            .withHeader("Accept-Encoding", equalTo("identity"))
            .withoutHeader("Cookie")
            .withoutHeader("Authorization"));
  }

  @Test
  void pathOfTheOriginStandsBeforeEveryObjects() throws Exception {
    wire.stubFor(get(urlEqualTo("/bucket/a.ts")).willReturn(aResponse().withBody(BYTES)));
    try (HttpSource source = source(URI.create(wire.baseUrl() + "/bucket/"), "other.host:81")) {
      assertThat(bytes(source.fetch(PATH, Optional.empty()))).isEqualTo(BYTES);
    }
    wire.verify(getRequestedFor(anyUrl()).withHeader("Host", equalTo("other.host:81")));
  }

  @Test
  void serverErrorsAreRetriedAndThenReported() throws Exception {
    for (int status : new int[] {500, 502, 503}) {
      wire.resetAll();
      wire.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(status)));
      fails(Kind.FAILED, "the origin answered " + status);
      wire.verify(3, getRequestedFor(anyUrl()));
    }
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(504)));
    fails(Kind.TIMEOUT, "504");
  }

  @Test
  void passingTroubleIsGotOver() throws Exception {
    for (Fault fault :
        List.of(
            Fault.CONNECTION_RESET_BY_PEER, Fault.EMPTY_RESPONSE, Fault.RANDOM_DATA_THEN_CLOSE)) {
      wire.resetAll();
      wire.stubFor(
          get(anyUrl())
              .inScenario("s")
              .whenScenarioStateIs(Scenario.STARTED)
              .willSetStateTo("well")
              .willReturn(aResponse().withFault(fault)));
      wire.stubFor(
          get(anyUrl())
              .inScenario("s")
              .whenScenarioStateIs("well")
              .willReturn(aResponse().withBody(BYTES)));
      try (HttpSource source = wired()) {
        assertThat(bytes(source.fetch(PATH, Optional.empty()))).isEqualTo(BYTES);
      }
    }
  }

  @Test
  void lastingTroubleIsNamed() throws Exception {
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    fails(Kind.UNREACHABLE, wire.baseUrl());
    try (ServerSocket unused = new ServerSocket(0)) {
      int port = unused.getLocalPort();
      unused.close();
      try (HttpSource source = source(URI.create("http://127.0.0.1:" + port))) {
        fails(source, Kind.UNREACHABLE, "127.0.0.1:" + port);
      }
    }
    try (HttpSource source = source(URI.create("http://no-such-host.invalid"))) {
      fails(source, Kind.UNREACHABLE, "no-such-host.invalid");
    }
  }

  @Test
  void silenceBeforeTheHeadEndsInTime() throws Exception {
    try (RawOrigin origin = new RawOrigin((request, _) -> request.hang());
        HttpSource source = source(origin.uri())) {
      fails(source, Kind.TIMEOUT, "timed out");
    }
  }

  @Test
  void bodyThatBreaksOffIsResumedWhereItWas() throws Exception {
    try (RawOrigin origin =
            new RawOrigin((request, out) -> {
              int from = request.rangeFrom();
              boolean range = request.fields().containsKey("Range");
              RawOrigin.head(
                  out,
                  range ? "HTTP/1.1 206 Partial" : "HTTP/1.1 200 OK",
                  "ETag: \"v1\"",
                  "Content-Range: bytes " + from + "-199999/200000",
                  "Content-Length: " + (BYTES.length - from));
              out.write(BYTES, from, Math.min(30_000, BYTES.length - from));
              return false;
            });
        HttpSource source = source(origin.uri())) {
      assertThat(bytes(source.fetch(PATH, Optional.empty()))).isEqualTo(BYTES);
      assertThat(origin.asked()).hasSizeGreaterThan(5);
      assertThat(origin.asked().get(1).fields())
          .containsEntry("If-Range", "\"v1\"")
          .containsEntry("If-Match", "\"v1\"")
          .containsEntry("Range", "bytes=30000-199999");
    }
  }

  @Test
  void silenceInMidBodyIsResumedAndGivenUpWithoutProgress() throws Exception {
    try (RawOrigin origin =
            new RawOrigin((request, out) -> {
              RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"v1\"", "Content-Length: 200000");
              if (request.number() == 1) {
                out.write(BYTES, 0, 1000);
              }
              out.flush();
              return request.hang();
            });
        HttpSource source = source(origin.uri())) {
      try (Answer answer = source.fetch(PATH, Optional.empty())) {
        assertThatExceptionOfType(SourceException.class)
            .isThrownBy(((Answer.Found) answer).body()::readAllBytes)
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
      }
      assertThat(origin.asked()).hasSize(3);
    }
  }

  @Test
  void brokenBodyWithoutValidatorsIsAnError() throws Exception {
    try (RawOrigin origin =
            new RawOrigin((_, out) -> {
              RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 200000");
              out.write(BYTES, 0, 1000);
              return false;
            });
        HttpSource source = source(origin.uri());
        Answer answer = source.fetch(PATH, Optional.empty())) {
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(((Answer.Found) answer).body()::readAllBytes)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN));
    }
  }

  @Test
  void versionThatChangesBetweenBreakAndResumptionIsNotMixed() throws Exception {
    byte[] next = SeededContent.of(8, 200_000).bytes();
    try (RawOrigin origin =
            new RawOrigin((request, out) -> {
              boolean first = request.number() == 1;
              RawOrigin.head(
                  out,
                  "HTTP/1.1 200 OK",
                  "ETag: " + (first ? "\"v1\"" : "\"v2\""),
                  "Content-Length: 200000");
              out.write(first ? BYTES : next, 0, first ? 100_000 : 200_000);
              return false;
            });
        HttpSource source = source(origin.uri());
        Answer answer = source.fetch(PATH, Optional.empty())) {
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(((Answer.Found) answer).body()::readAllBytes)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CHANGED));
    }
  }

  @Test
  void bodyLongerThanAnnouncedEndsWhereAnnouncedAndPoisonsNothing() throws Exception {
    byte[] other = SeededContent.of(9, 500).bytes();
    try (RawOrigin origin =
            new RawOrigin((request, out) -> {
              if (request.target().equals("/long.ts")) {
                RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 100");
                out.write(BYTES, 0, 100);
                RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 500");
                out.write(BYTES, 0, 500);
              } else {
                RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 500");
                out.write(other);
              }
              return true;
            });
        HttpSource source = source(origin.uri())) {
      for (int i = 0; i < 5; i++) {
        assertThat(bytes(source.fetch(new ObjectPath("/long.ts"), Optional.empty())))
            .isEqualTo(Arrays.copyOf(BYTES, 100));
        assertThat(bytes(source.fetch(PATH, Optional.empty()))).isEqualTo(other);
      }
    }
  }

  @Test
  void chunkedBodyWithoutLengthIsRead() throws Exception {
    wire.stubFor(
        get(anyUrl()).willReturn(aResponse().withChunkedDribbleDelay(4, 20).withBody(BYTES)));
    try (HttpSource source = wired();
        Answer answer = source.fetch(PATH, Optional.empty())) {
      assertThat(((Answer.Found) answer).length()).isEmpty();
      assertThat(((Answer.Found) answer).body().readAllBytes()).isEqualTo(BYTES);
    }
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));
    try (HttpSource source = wired();
        Answer answer = source.fetch(PATH, Optional.empty())) {
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(((Answer.Found) answer).body()::readAllBytes);
    }
  }

  @Test
  void bodyWhoseEndCannotBeKnownIsNotTaken() throws Exception {
    try (RawOrigin origin =
            new RawOrigin((_, out) -> {
              RawOrigin.head(out, "HTTP/1.1 200 OK", "Connection: close");
              out.write(BYTES, 0, 1000);
              return false;
            });
        HttpSource source = source(origin.uri());
        Answer answer = source.fetch(PATH, Optional.empty())) {
      assertThat(answer).isEqualTo(new Answer.Refused(200));
    }
  }

  @Test
  void redirectsAndDemandsForCredentialsAreNotFollowed() throws Exception {
    wire.stubFor(get(urlEqualTo("/b.ts")).willReturn(aResponse().withBody("b")));
    for (int status : new int[] {301, 302, 307, 308, 401, 403, 400, 414, 203}) {
      wire.stubFor(
          get(urlEqualTo("/a.ts"))
              .willReturn(
                  aResponse()
                      .withStatus(status)
                      .withHeader("Location", "/b.ts")
                      .withHeader("WWW-Authenticate", "Basic realm=\"x\"")));
      try (HttpSource source = wired();
          Answer answer = source.fetch(PATH, Optional.empty())) {
        assertThat(answer).isEqualTo(new Answer.Refused(status));
      }
    }
    wire.verify(0, getRequestedFor(urlEqualTo("/b.ts")));
  }

  @Test
  void revalidatesByTagOrByDate() throws Exception {
    wire.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(304)));
    ObjectVersion tagged = new ObjectVersion("W/\"v1\"", OLD_DATE, 5);
    ObjectVersion dated = new ObjectVersion("", OLD_DATE, 5);
    try (HttpSource source = wired()) {
      for (ObjectVersion version : List.of(tagged, dated)) {
        try (Answer answer = source.fetch(PATH, Optional.of(version))) {
          assertThat(answer).isInstanceOf(Answer.Unchanged.class);
        }
      }
    }
    wire.verify(getRequestedFor(anyUrl()).withHeader("If-None-Match", equalTo("W/\"v1\"")));
    wire.verify(getRequestedFor(anyUrl()).withHeader("If-Modified-Since", equalTo(OLD_DATE)));
  }

  @Test
  void wrongNotModifiedIsNotBelieved() throws Exception {
    // To a request without a condition.
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(304)));
    fails(Kind.FAILED, "304 to a request without a condition");
    // About another version than the one that was named.
    wire.resetAll();
    wire.stubFor(
        get(anyUrl())
            .withHeader("If-None-Match", equalTo("\"v1\""))
            .willReturn(aResponse().withStatus(304).withHeader("ETag", "\"v2\"")));
    wire.stubFor(
        get(anyUrl())
            .atPriority(10)
            .willReturn(aResponse().withHeader("ETag", "\"v2\"").withBody(BYTES)));
    try (HttpSource source = wired()) {
      ObjectVersion version = new ObjectVersion("\"v1\"", "", 5);
      assertThat(bytes(source.fetch(PATH, Optional.of(version)))).isEqualTo(BYTES);
    }
  }

  @Test
  void fullAnswerWithTheKnownStrongTagCountsAsUnchanged() throws Exception {
    wire.stubFor(
        get(anyUrl()).willReturn(aResponse().withHeader("ETag", "\"v1\"").withBody(BYTES)));
    try (HttpSource source = wired()) {
      ObjectVersion version = version(source);
      try (Answer answer = source.fetch(PATH, Optional.of(version))) {
        assertThat(answer).isInstanceOf(Answer.Unchanged.class);
      }
    }
  }

  @Test
  void originWithoutRangesIsReadUpToTheRange() throws Exception {
    wire.stubFor(
        get(anyUrl()).willReturn(aResponse().withHeader("ETag", "\"v1\"").withBody(BYTES)));
    try (HttpSource source = wired()) {
      ObjectVersion version = version(source);
      try (InputStream in = source.read(PATH, version, 150_000, 1000)) {
        assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(BYTES, 150_000, 151_000));
      }
    }
  }

  @Test
  void rangeThatIsNotTheOneAskedForIsRefused() throws Exception {
    ObjectVersion version = new ObjectVersion("\"v1\"", "", 200_000);
    refusesRange("bytes 0-999/200000", "\"v1\"", version, Kind.FAILED);
    refusesRange("bytes 5000-9999/200000", "\"v1\"", version, Kind.FAILED);
    refusesRange("nonsense", "\"v1\"", version, Kind.FAILED);
    refusesRange("bytes 5000-5999/200000", "\"v2\"", version, Kind.CHANGED);
    refusesRange("bytes 5000-5999/300000", "\"v1\"", version, Kind.CHANGED);
    for (int status : new int[] {404, 410, 412, 416}) {
      wire.resetAll();
      wire.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(status)));
      readFails(version, Kind.CHANGED);
    }
  }

  private void refusesRange(String contentRange, String etag, ObjectVersion version, Kind kind)
      throws Exception {
    wire.resetAll();
    wire.stubFor(
        get(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(206)
                    .withHeader("ETag", etag)
                    .withHeader("Content-Range", contentRange)
                    .withBody(new byte[1000])));
    readFails(version, kind);
  }

  private void readFails(ObjectVersion version, Kind kind) throws Exception {
    try (HttpSource source = wired()) {
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(() -> source.read(PATH, version, 5000, 1000).close())
          .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }
  }

  @Test
  void forwardsBodiesAndUnknownFieldsBothWays() throws Exception {
    wire.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(418)
                    .withHeader("X-Odd", "1")
                    .withHeader("Set-Cookie", "a=1", "b=2")
                    .withBody("no")));
    try (HttpSource source = wired()) {
      Recorded recorded = new Recorded();
      source.forward(
          new ForwardedRequest(
              "POST",
              "/api?x=1",
              List.of(new Field("Host", "h.example"), new Field("X-Mine", "2")),
              Optional.of(
                  new ForwardedRequest.Body(new ByteArrayInputStream(BYTES), BYTES.length))),
          recorded);
      assertThat(recorded.status).isEqualTo(418);
      assertThat(recorded.field("x-odd")).contains("1");
      assertThat(recorded.fields.stream().filter(f -> f.name().equals("Set-Cookie"))).hasSize(2);
      assertThat(recorded.body.toString(UTF_8)).isEqualTo("no");
    }
    wire.verify(
        postRequestedFor(urlEqualTo("/api?x=1"))
            .withHeader("Host", equalTo("h.example"))
            .withHeader("X-Mine", equalTo("2"))
            .withoutHeader("User-Agent"));
    assertThat(wire.getAllServeEvents().getFirst().getRequest().getBody()).isEqualTo(BYTES);
  }

  @Test
  void forwardedAnswerThatBreaksOffIsLeftOpen() throws Exception {
    try (RawOrigin origin =
            new RawOrigin((_, out) -> {
              RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 200000");
              out.write(BYTES, 0, 1000);
              return false;
            });
        HttpSource source = source(origin.uri())) {
      Recorded recorded = new Recorded();
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(() ->
              source.forward(
                  new ForwardedRequest(
                      "GET", "/", List.of(new Field("Host", "h")), Optional.empty()),
                  recorded));
      assertThat(recorded.status).isEqualTo(200);
      assertThat(recorded.closed).isFalse();
    }
  }

  private void fails(Kind kind, String words) throws Exception {
    try (HttpSource source = wired()) {
      fails(source, kind, words);
    }
  }

  private static void fails(HttpSource source, Kind kind, String words) {
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> source.fetch(PATH, Optional.empty()).close())
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static byte[] bytes(Answer answer) throws IOException {
    try (answer) {
      return ((Answer.Found) answer).body().readAllBytes();
    }
  }

  private static ObjectVersion version(HttpSource source) throws Exception {
    try (Answer answer = source.fetch(PATH, Optional.empty())) {
      return ((Answer.Found) answer).version();
    }
  }
}
