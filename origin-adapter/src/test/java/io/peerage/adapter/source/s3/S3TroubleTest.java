package io.peerage.adapter.source.s3;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.peerage.adapter.source.s3.S3Sources.forward;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.adapter.origins.S3Store;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.testing.SeededContent;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores that refuse, fail, are silent, or answer what cannot be believed. */
class S3TroubleTest {
  private static final ObjectPath PATH = new ObjectPath("/a.ts");
  private static final byte[] BYTES = SeededContent.of(7, 200_000).bytes();
  private static final String OLD_DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void startWire() {
    wire.start();
  }

  @AfterEach
  void stop() {
    wire.stop();
  }

  @Test
  void wrongCredentialsAndWrongBucketAreNamedWithTheFix() throws Exception {
    try (S3Store store = new S3Store()) {
      store.put("a.ts", BYTES);
      try (S3Source source = S3Sources.source(store.uri(), S3Store.BUCKET, "", "wrong")) {
        fails(source, Kind.FAILED, "s3://media/a.ts", "403 SignatureDoesNotMatch", "secret key");
        assertThatExceptionOfType(SourceException.class)
            .isThrownBy(() -> forward(source, "GET", "/a.ts", Map.of()))
            .withMessageContaining("SignatureDoesNotMatch");
      }
      try (S3Source source = S3Sources.source(store.uri(), "none", "", S3Store.SECRET_KEY)) {
        fails(source, Kind.FAILED, "s3://none/a.ts", "404 NoSuchBucket", "source.s3.bucket");
        assertThatExceptionOfType(SourceException.class)
            .isThrownBy(() -> source.listing("").walk(S3Sources.visitor(_ -> {})))
            .withMessageContaining("NoSuchBucket");
      }
    }
  }

  @Test
  void whatIsForbiddenIsRefusedAndNoTrouble() throws Exception {
    wire.stubFor(any(anyUrl()).willReturn(error(403, "AccessDenied")));
    try (S3Source source = wired();
        Answer answer = source.fetch(PATH, Optional.empty())) {
      assertThat(answer).isEqualTo(new Answer.Refused(403));
      assertThat(forward(source, "GET", "/a.ts", Map.of()).status).isEqualTo(403);
      assertThat(forward(source, "HEAD", "/a.ts", Map.of()).status).isEqualTo(403);
    }
  }

  @Test
  void wrongRegionIsNamed() throws Exception {
    wire.stubFor(
        any(anyUrl())
            .willReturn(
                error(301, "PermanentRedirect").withHeader("x-amz-bucket-region", "eu-central-1")));
    try (S3Source source = wired()) {
      fails(source, Kind.FAILED, "eu-central-1", "source.s3.region");
    }
  }

  @Test
  void errorsOfTheStoreAreRetriedAsOftenAsConfiguredAndThenReported() throws Exception {
    for (int status : new int[] {500, 502, 503}) {
      wire.resetAll();
      wire.stubFor(any(anyUrl()).willReturn(error(status, "SlowDown")));
      try (S3Source source = wired()) {
        fails(source, Kind.FAILED, "answered " + status);
      }
      wire.verify(3, anyRequestedFor(anyUrl()));
    }
    wire.stubFor(any(anyUrl()).willReturn(error(504, "")));
    try (S3Source source = wired()) {
      fails(source, Kind.TIMEOUT, "504");
    }
  }

  @Test
  void passingTroubleIsGotOver() throws Exception {
    for (ResponseDefinitionBuilder trouble :
        List.of(
            error(503, "SlowDown"),
            aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
            aResponse().withFault(Fault.EMPTY_RESPONSE))) {
      wire.resetAll();
      wire.stubFor(
          get(anyUrl())
              .inScenario("s")
              .whenScenarioStateIs(Scenario.STARTED)
              .willSetStateTo("well")
              .willReturn(trouble));
      wire.stubFor(
          get(anyUrl()).inScenario("s").whenScenarioStateIs("well").willReturn(object("\"v1\"")));
      try (S3Source source = wired();
          Answer answer = source.fetch(PATH, Optional.empty())) {
        assertThat(((Answer.Found) answer).body().readAllBytes()).isEqualTo(BYTES);
      }
      wire.resetScenarios();
      try (S3Source source = wired()) {
        assertThat(forward(source, "GET", "/a.ts", Map.of()).body.toByteArray()).isEqualTo(BYTES);
      }
    }
  }

  @Test
  void silenceEndsInTime() throws Exception {
    try (RawOrigin origin = new RawOrigin((request, _) -> request.hang());
        S3Source source = S3Sources.source(origin.uri())) {
      fails(source, Kind.TIMEOUT, "s3://media/a.ts");
      assertThat(origin.asked()).hasSize(3);
    }
  }

  @Test
  void storeThatIsNotThereIsUnreachable() throws Exception {
    int port;
    try (RawOrigin origin = new RawOrigin((request, _) -> request.hang())) {
      port = origin.uri().getPort();
    }
    try (S3Source source = S3Sources.source(URI.create("http://127.0.0.1:" + port))) {
      fails(source, Kind.UNREACHABLE, "s3://media/a.ts", "no answer from the store");
    }
  }

  @Test
  void bodyThatBreaksOffIsResumedWhereItWasAndBoundToTheVersion() throws Exception {
    try (RawOrigin origin =
            new RawOrigin((request, out) -> {
              int from = request.rangeFrom();
              RawOrigin.head(
                  out,
                  request.fields().containsKey("Range")
                      ? "HTTP/1.1 206 Partial"
                      : "HTTP/1.1 200 OK",
                  "ETag: \"v1\"",
                  "Content-Range: bytes " + from + "-199999/200000",
                  "Content-Length: " + (BYTES.length - from));
              out.write(BYTES, from, Math.min(30_000, BYTES.length - from));
              return false;
            });
        S3Source source = S3Sources.source(origin.uri())) {
      try (Answer answer = source.fetch(PATH, Optional.empty())) {
        assertThat(((Answer.Found) answer).body().readAllBytes()).isEqualTo(BYTES);
      }
      assertThat(origin.asked().get(1).fields())
          .containsEntry("If-Match", "\"v1\"")
          .containsEntry("Range", "bytes=30000-199999");
      assertThat(forward(source, "GET", "/a.ts", Map.of()).body.toByteArray()).isEqualTo(BYTES);
    }
  }

  @Test
  void newHeaderOfAnObjectCopiedOntoItselfIsSeen() throws Exception {
    ObjectVersion known = new ObjectVersion("\"v1\"", OLD_DATE, BYTES.length);
    wire.stubFor(
        get(anyUrl())
            .withHeader("If-None-Match", equalTo("\"v1\""))
            .willReturn(
                aResponse()
                    .withStatus(304)
                    .withHeader("ETag", "\"v1\"")
                    .withHeader("Last-Modified", OLD_DATE)));
    try (S3Source source = wired()) {
      try (Answer answer = source.fetch(PATH, Optional.of(known))) {
        assertThat(((Answer.Unchanged) answer).fields()).isEmpty();
      }
      wire.verify(0, com.github.tomakehurst.wiremock.client.WireMock.headRequestedFor(anyUrl()));
      wire.resetMappings();
      String later = "Mon, 07 Nov 1994 08:49:37 GMT";
      wire.stubFor(
          get(anyUrl())
              .willReturn(
                  aResponse()
                      .withStatus(304)
                      .withHeader("ETag", "\"v1\"")
                      .withHeader("Last-Modified", later)));
      wire.stubFor(
          head(anyUrl())
              .willReturn(
                  aResponse()
                      .withHeader("ETag", "\"v1\"")
                      .withHeader("Last-Modified", later)
                      .withHeader("Content-Length", Integer.toString(BYTES.length))
                      .withHeader("Cache-Control", "max-age=9")));
      try (Answer answer = source.fetch(PATH, Optional.of(known))) {
        assertThat(((Answer.Unchanged) answer).fields())
            .containsEntry("cache-control", "max-age=9");
      }
    }
  }

  @Test
  void versionIsReadByItsIdUntilThatIsForbidden() throws Exception {
    ObjectVersion version = new ObjectVersion("\"v1\"", OLD_DATE, BYTES.length, "id-1");
    wire.stubFor(
        get(anyUrl())
            .withQueryParam("versionId", matching(".+"))
            .willReturn(error(403, "AccessDenied")));
    wire.stubFor(
        get(anyUrl())
            .atPriority(10)
            .willReturn(
                aResponse()
                    .withStatus(206)
                    .withHeader("ETag", "\"v1\"")
                    .withHeader("Content-Range", "bytes 100-199/200000")
                    .withBody(Arrays.copyOfRange(BYTES, 100, 200))));
    try (S3Source source = wired()) {
      for (int i = 0; i < 3; i++) {
        try (InputStream in = source.read(PATH, version, 100, 100)) {
          assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(BYTES, 100, 200));
        }
      }
    }
    wire.verify(1, getRequestedFor(anyUrl()).withQueryParam("versionId", equalTo("id-1")));
    wire.verify(4, getRequestedFor(anyUrl()).withHeader("If-Match", equalTo("\"v1\"")));
  }

  @Test
  void listsPageByPageAndNotTheSamePageForEver() throws Exception {
    wire.stubFor(any(anyUrl()).atPriority(10).willReturn(page("a.ts", "next")));
    wire.stubFor(
        any(anyUrl())
            .withQueryParam("continuation-token", equalTo("next"))
            .willReturn(page("b%2Bc+d.ts", "")));
    try (S3Source source = wired()) {
      List<String> paths = new ArrayList<>();
      source
          .listing("")
          .walk(S3Sources.visitor(item -> paths.add(item.path().orElseThrow().value())));
      assertThat(paths).containsExactly("/a.ts", "/b+c%20d.ts");
      wire.resetMappings();
      wire.stubFor(any(anyUrl()).willReturn(page("a.ts", "same")));
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(() -> source.listing("").walk(S3Sources.visitor(_ -> {})))
          .withMessageContaining("the same page of keys twice");
    }
  }

  private static ResponseDefinitionBuilder page(String key, String next) {
    return aResponse()
        .withHeader("Content-Type", "application/xml")
        .withBody(
            "<?xml version=\"1.0\"?><ListBucketResult><Name>media</Name>"
                + "<EncodingType>url</EncodingType><IsTruncated>"
                + !next.isEmpty()
                + "</IsTruncated><NextContinuationToken>"
                + next
                + "</NextContinuationToken><Contents><Key>"
                + key
                + "</Key><Size>1</Size></Contents></ListBucketResult>");
  }

  @Test
  void rangeThatIsNotTheOneAskedForIsRefused() throws Exception {
    ObjectVersion version = new ObjectVersion("\"v1\"", "", 200_000);
    refusesRange("bytes 0-999/200000", "\"v1\"", version, Kind.FAILED);
    refusesRange("nonsense", "\"v1\"", version, Kind.FAILED);
    refusesRange("bytes 5000-5999/200000", "\"v2\"", version, Kind.CHANGED);
    refusesRange("bytes 5000-5999/300000", "\"v1\"", version, Kind.CHANGED);
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
    try (S3Source source = wired()) {
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(() -> source.read(PATH, version, 5000, 1000).close())
          .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }
  }

  private S3Source wired() {
    return S3Sources.source(URI.create(wire.baseUrl()));
  }

  private static ResponseDefinitionBuilder object(String etag) {
    return aResponse().withHeader("ETag", etag).withBody(BYTES);
  }

  private static ResponseDefinitionBuilder error(int status, String code) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/xml")
        .withBody(
            "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>");
  }

  private static void fails(S3Source source, Kind kind, String... words) {
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> source.fetch(PATH, Optional.empty()).close())
        .satisfies(e -> assertThat(e.getMessage()).contains(words))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
