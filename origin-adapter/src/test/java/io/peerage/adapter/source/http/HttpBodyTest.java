package io.peerage.adapter.source.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.peerage.adapter.source.http.HttpSources.BYTES;
import static io.peerage.adapter.source.http.HttpSources.PATH;
import static io.peerage.adapter.source.http.HttpSources.bytes;
import static io.peerage.adapter.source.http.HttpSources.source;
import static io.peerage.adapter.source.http.HttpSources.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.SourceContract;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.testing.SeededContent;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that break off, change, or are not what was asked for. */
class HttpBodyTest {
  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void startWire() {
    wire.start();
  }

  @AfterEach
  void stop() {
    wire.stop();
  }

  private HttpSource wired() {
    return source(URI.create(wire.baseUrl()));
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
  void forwardedAnswerThatBreaksOffIsLeftOpen() throws Exception {
    try (RawOrigin origin =
            new RawOrigin((_, out) -> {
              RawOrigin.head(out, "HTTP/1.1 200 OK", "Content-Length: 200000");
              out.write(BYTES, 0, 1000);
              return false;
            });
        HttpSource source = source(origin.uri())) {
      SourceContract.Recorded recorded = new SourceContract.Recorded();
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
}
