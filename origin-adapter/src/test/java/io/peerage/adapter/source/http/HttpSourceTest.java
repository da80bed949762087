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
import static io.peerage.adapter.source.http.HttpSources.BYTES;
import static io.peerage.adapter.source.http.HttpSources.PATH;
import static io.peerage.adapter.source.http.HttpSources.bytes;
import static io.peerage.adapter.source.http.HttpSources.source;
import static io.peerage.adapter.source.http.HttpSources.version;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.peerage.adapter.origins.StaticOrigin;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceContract;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSourceTest extends SourceContract {
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
}
