package io.peerage.adapter.source.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.peerage.adapter.source.http.HttpSources.BYTES;
import static io.peerage.adapter.source.http.HttpSources.PATH;
import static io.peerage.adapter.source.http.HttpSources.bytes;
import static io.peerage.adapter.source.http.HttpSources.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.SourceException.Kind;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Origins that fail, are silent, or answer what cannot be believed. */
class HttpTroubleTest {
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
        HttpSources.fails(source, Kind.UNREACHABLE, "127.0.0.1:" + port);
      }
    }
    try (HttpSource source = source(URI.create("http://no-such-host.invalid"))) {
      HttpSources.fails(source, Kind.UNREACHABLE, "no-such-host.invalid");
    }
  }

  @Test
  void silenceBeforeTheHeadEndsInTime() throws Exception {
    try (RawOrigin origin = new RawOrigin((request, _) -> request.hang());
        HttpSource source = source(origin.uri())) {
      HttpSources.fails(source, Kind.TIMEOUT, "timed out");
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

  private void fails(Kind kind, String words) throws Exception {
    try (HttpSource source = wired()) {
      HttpSources.fails(source, kind, words);
    }
  }
}
