package io.peerage.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
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

/** What the adapter does for agents whose object was purged: it looks at the origin again. */
class PurgedManifestTest {
  private static final byte[] OLD = SeededContent.of(5, 200_000).bytes();
  private static final byte[] NEW = SeededContent.of(6, 300_000).bytes();

  @TempDir Path temp;
  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());
  private AdapterFixture fixture;
  private AgentView agent;

  @BeforeEach
  void start() throws Exception {
    wire.start();
    origin("\"v1\"", OLD);
    fixture = new AdapterFixture(temp).fromUrl(URI.create(wire.baseUrl()));
    fixture.start();
    agent = fixture.agent();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    wire.stop();
  }

  private void origin(String tag, byte[] bytes) {
    wire.resetMappings();
    wire.stubFor(
        get(anyUrl())
            .willReturn(
                aResponse()
                    .withHeader("ETag", tag)
                    .withHeader("Cache-Control", "max-age=600")
                    .withHeader("Surrogate-Key", "film-1 season-2")
                    .withHeader("Cache-Tag", "a, b")
                    .withBody(bytes)));
  }

  private Manifest ask(String control) throws Exception {
    return agent.verify("/a.ts", agent.manifestReply("/a.ts", "Cache-Control", control)).manifest();
  }

  private int asked() {
    return wire.findAll(getRequestedFor(anyUrl())).size();
  }

  @Test
  void originIsAskedAnewWhereTheLastLookIsTooOld() throws Exception {
    Manifest first = agent.manifest("/a.ts").manifest();
    origin("\"v2\"", NEW);
    assertThat(agent.manifest("/a.ts").manifest()).isEqualTo(first);
    assertThat(ask("max-age=60")).isEqualTo(first);
    assertThat(asked()).isEqualTo(1);

    Manifest second = ask("no-cache");
    assertThat(second.length()).isEqualTo(NEW.length);
    assertThat(second.generation()).isGreaterThan(first.generation());
    int asked = asked();
    // For all who ask for what was purged before that look, it is the look that they want.
    fixture.clock.advance(Duration.ofSeconds(5));
    assertThat(ask("max-age=6")).isEqualTo(second);
    assertThat(ask("private, max-age=\"6\"")).isEqualTo(second);
    assertThat(asked()).isEqualTo(asked);
    assertThat(ask("max-age=4").contentRoot()).isEqualTo(second.contentRoot());
    assertThat(asked()).isGreaterThan(asked);
  }

  @Test
  void lastManifestDoesNotStandInForOneThatIsPurged() throws Exception {
    Manifest first = agent.manifest("/a.ts").manifest();
    wire.resetMappings();
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(500)));
    assertThat(agent.manifestReply("/a.ts", "Cache-Control", "max-age=0").status()).isEqualTo(502);
    assertThat(agent.manifest("/a.ts").manifest()).isEqualTo(first);
  }

  @Test
  void wordThatThereIsNoManifestIsAskedForAnew() throws Exception {
    wire.resetMappings();
    wire.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(404)));
    assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(404);
    origin("\"v1\"", OLD);
    assertThat(agent.manifestReply("/a.ts", "Cache-Control", "no-cache").status()).isEqualTo(200);
  }

  @Test
  void afterARestartNobodyKnowsWhenTheOriginWasAsked() throws Exception {
    Manifest first = agent.manifest("/a.ts").manifest();
    fixture.restart();
    agent = fixture.agent();
    assertThat(agent.manifest("/a.ts").manifest()).isEqualTo(first);
    int asked = asked();
    origin("\"v2\"", NEW);
    assertThat(ask("max-age=3600").length()).isEqualTo(NEW.length);
    assertThat(asked()).isGreaterThan(asked);
  }

  @Test
  void tagsOfTheOriginStandInTheManifest() throws Exception {
    Manifest manifest = agent.manifest("/a.ts").manifest();
    assertThat(manifest.headers().get("surrogate-key")).contains("film-1 season-2");
    assertThat(manifest.headers().get("cache-tag")).contains("a, b");
  }

  @Test
  void nonsenseInTheDirectivesIsPassedOver() throws Exception {
    Manifest first = agent.manifest("/a.ts").manifest();
    assertThat(ask("max-age=, max-age=-1, max-age=99999999999, no-cachet, , =")).isEqualTo(first);
    assertThat(asked()).isEqualTo(1);
  }
}
