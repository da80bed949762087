package io.peerage.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.testing.SeededContent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signed object whose origin says other things with 304 than with 200. */
class WithdrawalTest {
  private static final byte[] BYTES = SeededContent.of(5, 300_000).bytes();

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

  @ParameterizedTest
  @ValueSource(strings = {"\"v1\"", "W/\"v1\""})
  void notModifiedThatWouldWithdrawItIsNotBelievedAgainstThe200(String tag) throws Exception {
    Manifest first = begin(tag, "max-age=5", BYTES);
    wire.resetRequests();
    notModified(tag, "must-revalidate,no-cache,no-store");
    Manifest second = fixture.agent().manifest("/a.ts").manifest();
    assertThat(second.generation()).isEqualTo(first.generation());
    assertThat(second.headers()).isEqualTo(first.headers());
    assertThat(second.issued()).isAfter(first.issued());
    wire.verify(1, getRequestedFor(anyUrl()).withHeader("If-None-Match", matching(".+")));
    wire.verify(1, getRequestedFor(anyUrl()).withHeader("If-None-Match", absent()));
    assertThat(fixture.metric("peerage_adapter_signed_bytes_total{site=\"media.example.com\"}"))
        .isEqualTo(BYTES.length);
  }

  @Test
  void objectThatThe200WithdrawsTooIsWithdrawn() throws Exception {
    begin("\"v1\"", "max-age=5", BYTES);
    notModified("\"v1\"", "no-store");
    full("\"v1\"", "no-store", BYTES);
    assertThat(fixture.agent().manifestReply("/a.ts").status()).isEqualTo(204);
  }

  @Test
  void objectThatChangedMeanwhileIsSignedAnew() throws Exception {
    Manifest first = begin("\"v1\"", "max-age=5", BYTES);
    notModified("\"v1\"", "private");
    byte[] next = SeededContent.of(6, 300_000).bytes();
    full("\"v2\"", "max-age=5", next);
    assertThat(fixture.agent().manifest("/a.ts").manifest().generation())
        .isGreaterThan(first.generation());
    assertThat(fixture.agent().download("/a.ts")).isEqualTo(next);
  }

  private Manifest begin(String tag, String cacheControl, byte[] bytes) throws Exception {
    full(tag, cacheControl, bytes);
    fixture.start();
    Manifest first = fixture.agent().manifest("/a.ts").manifest();
    fixture.clock.advance(Duration.ofSeconds(6));
    return first;
  }

  private void full(String tag, String cacheControl, byte[] bytes) {
    wire.stubFor(
        get(anyUrl())
            .withHeader("If-None-Match", absent())
            .willReturn(
                aResponse()
                    .withHeader("ETag", tag)
                    .withHeader("Cache-Control", cacheControl)
                    .withBody(bytes)));
  }

  private void notModified(String tag, String cacheControl) {
    wire.stubFor(
        get(anyUrl())
            .withHeader("If-None-Match", matching(".+"))
            .willReturn(
                aResponse()
                    .withStatus(304)
                    .withHeader("ETag", tag)
                    .withHeader("Cache-Control", cacheControl)));
  }
}
