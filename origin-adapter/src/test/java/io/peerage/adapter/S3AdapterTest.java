package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.adapter.origins.S3Store;
import io.peerage.adapter.publish.TreePublisher;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole adapter before a bucket; its credentials come from the standard chain. */
class S3AdapterTest {
  private static final byte[] BYTES = SeededContent.of(5, 2_500_000).bytes();
  private static final String[] RANGE = {"Host", "media.example.com", "Range", "bytes=100-199"};

  @TempDir Path temp;
  private AdapterFixture fixture;
  private S3Store store;

  @BeforeEach
  void prepare() throws Exception {
    System.setProperty("aws.accessKeyId", S3Store.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", S3Store.SECRET_KEY);
    store = new S3Store();
    fixture = new AdapterFixture(temp).from(source("vod/"));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    store.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private SiteConfig.SourceConfig source(String prefix) {
    return SiteConfig.SourceConfig.ofS3(
        new SiteConfig.S3Config(S3Store.BUCKET, prefix, "", store.uri().toString(), true));
  }

  @Test
  void objectIsSignedAndServedAndAChangeIsANewGeneration() throws Exception {
    store.put("vod/film 1.mp4", BYTES, request -> request.contentType("video/mp4"));
    fixture.start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/film%201.mp4").manifest();
    assertThat(first.headers().get("content-type")).contains("video/mp4");
    assertThat(agent.download("/film%201.mp4")).isEqualTo(BYTES);
    byte[] next = SeededContent.of(6, 2_000_000).bytes();
    store.put("vod/film 1.mp4", next);
    fixture.clock.advance(Duration.ofSeconds(30));
    assertThat(agent.manifest("/film%201.mp4").manifest().generation())
        .isGreaterThan(first.generation());
    assertThat(agent.download("/film%201.mp4")).isEqualTo(next);
    store.delete("vod/film 1.mp4");
    fixture.clock.advance(Duration.ofSeconds(30));
    assertThat(agent.manifestReply("/film%201.mp4").status()).isEqualTo(404);
  }

  @Test
  void requestsWithoutAManifestAreAnsweredFromTheBucket() throws Exception {
    store.put("vod/a.mp4", BYTES);
    fixture.start();
    AgentView.Reply part = fixture.agent().get("/a.mp4?token=1", RANGE);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(BYTES, 100, 200));
    assertThat(part.header("Content-Range")).isEqualTo("bytes 100-199/" + BYTES.length);
    assertThat(fixture.agent().get("/none", RANGE).status()).isEqualTo(404);
    assertThat(fixture.agent().send("PUT", "/a.mp4", new byte[10], RANGE).status()).isEqualTo(405);
  }

  @Test
  void bucketIsSignedAheadAndTheAdapterFindsIt() throws Exception {
    store.put("vod/a.mp4", BYTES);
    store.put("vod/b/c+d e.mp4", SeededContent.of(6, 100_000).bytes());
    store.put("other/x.mp4", BYTES);
    TreePublisher.Result result = publish(Optional.empty());
    assertThat(result.failures()).isEmpty();
    assertThat(result.progress().signed()).isEqualTo(2);
    assertThat(result.progress().totalBytes()).isEqualTo(BYTES.length + 100_000L);
    assertThat(publish(Optional.of("b/")).progress().unchanged()).isEqualTo(1);
    fixture.start();
    Manifest manifest = fixture.agent().manifest("/b/c+d%20e.mp4").manifest();
    assertThat(manifest.length()).isEqualTo(100_000);
    assertThat(
            fixture.metric(
                "peerage_adapter_manifests_total{outcome=\"new\",site=\"media.example.com\"}"))
        .isZero();
    assertThat(fixture.agent().download("/a.mp4")).isEqualTo(BYTES);
  }

  private TreePublisher.Result publish(Optional<String> start) throws Exception {
    try (SitePublishing publishing =
        SitePublishing.open(
            fixture.config(),
            AdapterFixture.SITE,
            Optional.empty(),
            fixture.environment,
            fixture.clock,
            fixture.random)) {
      return publishing.publish(publishing.listing(start), _ -> {});
    }
  }

  @Test
  void wrongBucketAndEndpointAreNamedAtTheStart() {
    fixture.from(
        SiteConfig.SourceConfig.ofS3(
            new SiteConfig.S3Config("no bucket", "", "", "http://127.0.0.1:9", true)));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> fixture.start())
        .withMessageContaining("source of site media.example.com: s3.bucket");
    fixture.from(
        SiteConfig.SourceConfig.ofS3(
            new SiteConfig.S3Config("media", "", "", "store.internal:9000", true)));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> fixture.start())
        .withMessageContaining("s3.endpoint is a URL such as");
  }
}
