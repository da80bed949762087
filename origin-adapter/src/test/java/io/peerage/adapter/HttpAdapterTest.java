package io.peerage.adapter;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.peerage.adapter.origins.RawOrigin;
import io.peerage.adapter.origins.StaticOrigin;
import io.peerage.adapter.source.HttpDate;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpAdapterTest {
  private static final byte[] BYTES = SeededContent.of(5, 2_500_000).bytes();

  @TempDir Path temp;
  private Path media;
  private AdapterFixture fixture;
  private StaticOrigin origin;
  private final WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());

  @BeforeEach
  void prepare() throws Exception {
    media = Files.createDirectories(temp.resolve("media"));
    origin = new StaticOrigin(media);
    fixture = new AdapterFixture(temp).fromUrl(origin.uri());
    wire.start();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    origin.close();
    wire.stop();
  }

  @Test
  void objectIsFetchedOnceForSigningAndForServing() throws Exception {
    AdapterFixture.write(media.resolve("film.mp4"), BYTES);
    fixture.start();
    for (AgentView agent : List.of(fixture.agent(), fixture.plain(), fixture.agent())) {
      assertThat(agent.download("/film.mp4")).isEqualTo(BYTES);
    }
    assertThat(origin.gets()).isEqualTo(1);
    assertThat(
            fixture.metric(
                "peerage_adapter_origin_bytes_total{purpose=\"sign\",site=\"media.example.com\"}"))
        .isEqualTo(BYTES.length);
    assertThat(fixture.metric("peerage_adapter_spool_hits_total")).isEqualTo(9);
  }

  @Test
  void thousandFirstDemandsAtOnceAreOneFetch() throws Exception {
    AdapterFixture.write(media.resolve("film.mp4"), BYTES);
    fixture.start();
    AgentView agents = fixture.plain();
    CountDownLatch ready = new CountDownLatch(1);
    Set<String> bodies = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<AgentView.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        replies.add(
            threads.submit(() -> {
              ready.await();
              return agents.manifestReply("/film.mp4");
            }));
      }
      ready.countDown();
      for (Future<AgentView.Reply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
        bodies.add(reply.get().text());
      }
    }
    assertThat(bodies).hasSize(1);
    assertThat(origin.gets()).isEqualTo(1);
  }

  @Test
  void chunksThatTheSpoolLostAreFetchedByRangeOnceForAll() throws Exception {
    AdapterFixture.write(media.resolve("film.mp4"), BYTES);
    fixture.start();
    AgentView agents = fixture.plain();
    ContentVerifier content = agents.manifest("/film.mp4").content();
    emptySpool();
    fixture.restart();
    AgentView again = fixture.plain();
    int before = origin.gets();
    CountDownLatch ready = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> chunks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        chunks.add(
            threads.submit(() -> {
              ready.await();
              return again.chunk(content, 1, Optional.empty());
            }));
      }
      ready.countDown();
      for (Future<byte[]> chunk : chunks) {
        assertThat(chunk.get()).isEqualTo(Arrays.copyOfRange(BYTES, 1 << 20, 2 << 20));
      }
    }
    assertThat(origin.gets() - before).isEqualTo(1);
    assertThat(
            fixture.metric(
                "peerage_adapter_origin_bytes_total{purpose=\"chunk\",site=\"media.example.com\"}"))
        .isEqualTo(1 << 20);
  }

  @Test
  void runOfBlocksIsFetchedAlone() throws Exception {
    AdapterFixture.write(media.resolve("film.mp4"), BYTES);
    fixture.spoolQuota = ByteSize.parse("0B");
    fixture.fromUrl(origin.uri()).start();
    AgentView agent = fixture.agent();
    ContentVerifier content = agent.manifest("/film.mp4").content();
    BlockRun run = new BlockRun(3, 2);
    assertThat(agent.chunk(content, 2, Optional.of(run)))
        .isEqualTo(Arrays.copyOfRange(BYTES, (2 << 20) + run.firstByte(), (2 << 20) + 5 * 16384));
    assertThat(
            fixture.metric(
                "peerage_adapter_origin_bytes_total{purpose=\"chunk\",site=\"media.example.com\"}"))
        .isEqualTo(2 * 16384);
  }

  @Test
  void damagedSpoolIsNoticedAndTheOriginAskedInstead() throws Exception {
    AdapterFixture.write(media.resolve("film.mp4"), BYTES);
    fixture.start();
    AgentView agent = fixture.agent();
    ContentVerifier content = agent.manifest("/film.mp4").content();
    try (Stream<Path> files = Files.walk(fixture.spool)) {
      Path whole = files.filter(file -> file.toString().endsWith(".whole")).findFirst().get();
      byte[] bytes = Files.readAllBytes(whole);
      bytes[(1 << 20) + 500_000] ^= 1;
      Files.write(whole, bytes);
    }
    // The damage is in the middle of the chunk: the blocks before it came from the spool.
    assertThat(agent.chunk(content, 1, Optional.empty()))
        .isEqualTo(Arrays.copyOfRange(BYTES, 1 << 20, 2 << 20));
    assertThat(fixture.metric("peerage_adapter_spool_damaged_total")).isEqualTo(1);
    assertThat(agent.chunk(content, 0, Optional.empty()))
        .isEqualTo(Arrays.copyOfRange(BYTES, 0, 1 << 20));
  }

  @Test
  void contentThatChangesBetweenRequestsIsNeverMixed() throws Exception {
    byte[] next = SeededContent.of(6, BYTES.length).bytes();
    stub(aResponse().withHeader("ETag", "\"v1\"").withHeader("Cache-Control", "max-age=60"), BYTES);
    fixture.spoolQuota = ByteSize.parse("0B");
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    AgentView agent = fixture.agent();
    VerifiedManifest first = agent.manifest("/a.ts");
    stub(aResponse().withHeader("ETag", "\"v2\"").withHeader("Cache-Control", "max-age=60"), next);
    assertThat(agent.chunkReply(first.content(), 0, Optional.empty()).status()).isEqualTo(410);
    VerifiedManifest second = agent.manifest("/a.ts");
    assertThat(second.manifest().generation()).isGreaterThan(first.manifest().generation());
    assertThat(agent.content(second)).isEqualTo(next);
  }

  @Test
  void contentThatChangesWithoutAnotherValidatorIsNeverMixed() throws Exception {
    byte[] next = SeededContent.of(6, BYTES.length).bytes();
    for (String tag : List.of("\"same\"", "")) {
      ResponseDefinitionBuilder head =
          tag.isEmpty() ? aResponse() : aResponse().withHeader("ETag", tag);
      stub(head, BYTES);
      fixture.spoolQuota = ByteSize.parse("0B");
      try (AdapterFixture other = new AdapterFixture(temp.resolve("other" + tag.length()))) {
        other.spoolQuota = ByteSize.parse("0B");
        other.fromUrl(URI.create(wire.baseUrl())).start();
        AgentView agent = other.agent();
        VerifiedManifest first = agent.manifest("/a.ts");
        stub(head, next);
        assertThat(agent.chunkReply(first.content(), 1, Optional.empty()).status()).isEqualTo(410);
        assertThat(agent.download("/a.ts")).isEqualTo(next);
      }
    }
  }

  @Test
  void originIsAskedAgainOnlyWhenItsWordHasLapsed() throws Exception {
    stub(
        aResponse()
            .withHeader("ETag", "\"v1\"")
            .withHeader("Cache-Control", "max-age=5, s-maxage=60"),
        BYTES);
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/a.ts").manifest();
    assertThat(first.headers().get("cache-control")).contains("max-age=5, s-maxage=60");
    fixture.clock.advance(Duration.ofSeconds(55));
    assertThat(agent.manifest("/a.ts").manifest()).isEqualTo(first);
    wire.verify(1, getRequestedFor(anyUrl()));
    fixture.clock.advance(Duration.ofSeconds(10));
    wire.resetMappings();
    wire.stubFor(
        get(anyUrl())
            .withHeader("If-None-Match", equalTo("\"v1\""))
            .willReturn(aResponse().withStatus(304).withHeader("ETag", "\"v1\"")));
    Manifest second = agent.manifest("/a.ts").manifest();
    assertThat(second.generation()).isEqualTo(first.generation());
    assertThat(second.issued()).isAfter(first.issued());
    assertThat(second.headers()).isEqualTo(first.headers());
    wire.verify(2, getRequestedFor(anyUrl()));
  }

  @Test
  void newHeaderOfAnUnchangedObjectIsANewGenerationOfTheSameContent() throws Exception {
    stub(aResponse().withHeader("ETag", "\"v1\"").withHeader("Cache-Control", "max-age=5"), BYTES);
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/a.ts").manifest();
    wire.resetMappings();
    wire.stubFor(
        get(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(304)
                    .withHeader("ETag", "\"v1\"")
                    .withHeader("Content-Type", "text/html")
                    .withHeader("Cache-Control", "max-age=600")));
    fixture.clock.advance(Duration.ofSeconds(6));
    Manifest second = agent.manifest("/a.ts").manifest();
    assertThat(second.generation()).isGreaterThan(first.generation());
    assertThat(second.contentRoot()).isEqualTo(first.contentRoot());
    assertThat(second.headers().get("cache-control")).contains("max-age=600");
    // What a 304 says of the body is not believed.
    assertThat(second.headers().get("content-type")).isEqualTo(first.headers().get("content-type"));
    fixture.clock.advance(Duration.ofSeconds(500));
    assertThat(agent.manifest("/a.ts").manifest()).isEqualTo(second);
  }

  @Test
  void ageCountsFromWhenTheOriginLastKnew() throws Exception {
    stub(
        aResponse()
            .withHeader("ETag", "\"v1\"")
            .withHeader("Cache-Control", "max-age=60")
            .withHeader("Age", "40"),
        BYTES);
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    // Keys that were made a minute ago.
    fixture.clock.advance(Duration.ofMinutes(1));
    AgentView agent = fixture.agent();
    Instant before = fixture.clock.instant();
    Manifest first = agent.manifest("/a.ts").manifest();
    assertThat(first.issued())
        .isBetween(before.minusSeconds(41), fixture.clock.instant().minusSeconds(39));
    fixture.clock.advance(Duration.ofSeconds(25));
    agent.manifest("/a.ts");
    wire.verify(2, getRequestedFor(anyUrl()));
  }

  @Test
  void expiresCountsWhereNoAgeIsGiven() throws Exception {
    Instant now = Instant.now();
    stub(
        aResponse()
            .withHeader("ETag", "\"v1\"")
            .withHeader("Date", HttpDate.format(now))
            .withHeader("Expires", HttpDate.format(now.plusSeconds(100))),
        BYTES);
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    AgentView agent = fixture.agent();
    agent.manifest("/a.ts");
    fixture.clock.advance(Duration.ofSeconds(90));
    agent.manifest("/a.ts");
    wire.verify(1, getRequestedFor(anyUrl()));
    fixture.clock.advance(Duration.ofSeconds(20));
    agent.manifest("/a.ts");
    wire.verify(2, getRequestedFor(anyUrl()));
  }

  @Test
  void whatIsNotTheSameForEverybodyHasNoManifest() throws Exception {
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    AgentView agent = fixture.agent();
    int i = 0;
    for (String[] field :
        new String[][] {
          {"Cache-Control", "private"},
          {"Cache-Control", "max-age=60, no-store"},
          {"Cache-Control", "private=\"set-cookie\""},
          {"CDN-Cache-Control", "no-store"},
          {"Set-Cookie", "id=1"},
          {"Vary", "Origin"},
          {"Vary", "*"},
        }) {
      stub(aResponse().withHeader(field[0], field[1]), BYTES);
      String path = "/" + i++ + ".ts";
      assertThat(agent.manifestReply(path).status()).as(List.of(field).toString()).isEqualTo(204);
      AgentView.Reply passed = agent.get(path, "Host", "media.example.com");
      assertThat(passed.bytes()).isEqualTo(BYTES);
      assertThat(passed.header(field[0])).isEqualTo(field[1]);
    }
  }

  @Test
  void ignoredVaryIsOneContentAndPerAnswerFieldsAreNotReplayed() throws Exception {
    stub(
        aResponse()
            .withHeader("Vary", "Accept-Encoding")
            .withHeader("X-Request-Id", "17")
            .withHeader("X-Custom", "kept"),
        BYTES);
    fixture.fromUrl(URI.create(wire.baseUrl())).start();
    Manifest manifest = fixture.agent().manifest("/a.ts").manifest();
    assertThat(manifest.headers().get("x-custom")).contains("kept");
    assertThat(manifest.headers().fields()).doesNotContainKeys("x-request-id", "vary", "date");
  }

  @Test
  void manifestIsServedThroughAnOutageUntilItExpires() throws Exception {
    AdapterFixture.write(media.resolve("film.mp4"), BYTES);
    fixture.manifestValidity = TimeSpan.parse("1h");
    fixture.fromUrl(origin.uri()).start();
    AgentView agent = fixture.agent();
    Manifest first = agent.manifest("/film.mp4").manifest();
    origin.close();
    fixture.clock.advance(Duration.ofMinutes(50));
    assertThat(agent.manifest("/film.mp4").manifest()).isEqualTo(first);
    assertThat(agent.download("/film.mp4")).isEqualTo(BYTES);
    assertThat(
            fixture.metric(
                "peerage_adapter_origin_errors_total{class=\"unreachable\",site=\"media.example.com\"}"))
        .isPositive();
    fixture.clock.advance(Duration.ofMinutes(11));
    assertThat(agent.manifestReply("/film.mp4").status()).isEqualTo(502);
    AgentView.Reply passed = agent.get("/film.mp4", "Host", "media.example.com");
    assertThat(passed.status()).isEqualTo(502);
    assertThat(passed.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void whoeverWaitsForALongObjectIsToldToAskAgainWhileItIsSigned() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (RawOrigin slow =
        new RawOrigin((_, out) -> {
          RawOrigin.head(out, "HTTP/1.1 200 OK", "ETag: \"v1\"", "Content-Length: " + BYTES.length);
          out.write(BYTES, 0, 1_000_000);
          out.flush();
          goOn.await();
          out.write(BYTES, 1_000_000, BYTES.length - 1_000_000);
          return true;
        })) {
      fixture.waitFor = TimeSpan.parse("100ms");
      fixture.silence = TimeSpan.parse("20s");
      fixture.fromUrl(slow.uri()).start();
      AgentView agent = fixture.agent();
      for (int i = 0; i < 3; i++) {
        AgentView.Reply reply = agent.manifestReply("/a.ts");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isBetween(1, 30);
      }
      goOn.countDown();
      org.awaitility.Awaitility.await()
          .untilAsserted(() -> assertThat(agent.manifestReply("/a.ts").status()).isEqualTo(200));
      assertThat(agent.download("/a.ts")).isEqualTo(BYTES);
      assertThat(slow.asked()).hasSize(1);
    }
  }

  private void stub(ResponseDefinitionBuilder head, byte[] bytes) {
    wire.resetMappings();
    wire.stubFor(get(anyUrl()).willReturn(head.withBody(bytes)));
  }

  private void emptySpool() throws IOException {
    try (Stream<Path> files = Files.walk(fixture.spool)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.delete(file);
      }
    }
  }
}
