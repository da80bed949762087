package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.runtime.config.ByteSize;
import io.peerage.testing.SeededContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryAdapterTest {
  @TempDir Path temp;
  private Path media;
  private AdapterFixture fixture;

  @BeforeEach
  void prepare() throws Exception {
    media = Files.createDirectories(temp.resolve("media"));
    fixture = new AdapterFixture(temp).fromFolder(media);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void agentsGetVerifiedContentOverBothListeners() throws Exception {
    byte[] bytes = put("vod/film.mp4", SeededContent.of(1, 3_000_001).bytes());
    fixture.start();
    for (AgentView agent : List.of(fixture.agent(), fixture.plain())) {
      VerifiedManifest manifest = agent.manifest("/vod/film.mp4");
      assertThat(manifest.manifest().length()).isEqualTo(3_000_001);
      assertThat(manifest.manifest().headers().get("content-type")).contains("video/mp4");
      assertThat(manifest.manifest().headers().get("etag")).isPresent();
      assertThat(agent.content(manifest)).isEqualTo(bytes);
    }
  }

  @Test
  void anyRunOfBlocksIsProven() throws Exception {
    byte[] bytes = put("film.mp4", SeededContent.of(1, 3_000_001).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    ContentVerifier content = agent.manifest("/film.mp4").content();
    for (BlockRun run :
        List.of(
            new BlockRun(0, 1), new BlockRun(63, 1), new BlockRun(5, 17), new BlockRun(0, 64))) {
      int from = (1 << 20) + run.firstByte();
      assertThat(agent.chunk(content, 1, Optional.of(run)))
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + run.bytes(content.layout(), 1)));
    }
  }

  @Test
  void runThatIsNotWholeBlocksIsRefused() throws Exception {
    put("film.mp4", SeededContent.of(1, 3_000_001).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    ContentVerifier content = agent.manifest("/film.mp4").content();
    String chunk = "/peerage/v1/content/" + content.root() + "/chunks/";
    for (String range :
        List.of(
            "bytes=0-16382",
            "bytes=1-16383",
            "bytes=16384-",
            "bytes=-16384",
            "bytes=0-1048576",
            "bytes=0-16383,16384-32767",
            "blocks=0-1",
            "nonsense")) {
      AgentView.Reply reply = agent.get(chunk + "0", "Range", range);
      assertThat(reply.status()).as(range).isEqualTo(416);
      assertThat(reply.header("Content-Range")).isEqualTo("bytes */1048576");
    }
    assertThat(agent.get(chunk + "2", "Range", "bytes=0-902848").status()).isEqualTo(206);
    assertThat(agent.get(chunk + "3").status()).isEqualTo(404);
    for (String odd : List.of("-1", "00", "01", "x", "4096", "99999")) {
      assertThat(agent.get(chunk + odd).status()).as(odd).isEqualTo(404);
    }
  }

  @Test
  void headOfAChunkHasItsFieldsAndNoBody() throws Exception {
    put("film.mp4", SeededContent.of(1, 3_000_001).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    ContentVerifier content = agent.manifest("/film.mp4").content();
    AgentView.Reply reply =
        agent.send("HEAD", "/peerage/v1/content/" + content.root() + "/chunks/0", null);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Length")).isEqualTo("1048576");
    assertThat(reply.header("Peerage-Proof")).isNotEmpty();
    assertThat(reply.bytes()).isEmpty();
  }

  @Test
  void layerLeadsToTheRoot() throws Exception {
    put("film.mp4", SeededContent.of(1, 3_000_001).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    ContentVerifier content = agent.manifest("/film.mp4").content();
    AgentView.Reply reply = agent.get("/peerage/v1/content/" + content.root() + "/layer");
    assertThat(reply.header("Peerage-Content-Length")).isEqualTo("3000001");
    assertThat(ContentVerifier.of(content.root(), 3_000_001, HashList.wrap(reply.bytes())).layout())
        .isEqualTo(content.layout());
  }

  @Test
  void emptyFileIsSigned() throws Exception {
    put("empty.ts", new byte[0]);
    fixture.start();
    AgentView agent = fixture.agent();
    VerifiedManifest manifest = agent.manifest("/empty.ts");
    assertThat(manifest.manifest().contentRoot()).isEqualTo(ContentRoot.EMPTY);
    assertThat(agent.content(manifest)).isEmpty();
    AgentView.Reply layer = agent.get("/peerage/v1/content/" + ContentRoot.EMPTY + "/layer");
    assertThat(layer.status()).isEqualTo(200);
    assertThat(layer.bytes()).isEmpty();
  }

  @Test
  void unknownThingsAreNotFoundAndMalformedOnesRefused() throws Exception {
    fixture.start();
    AgentView agent = fixture.agent();
    assertThat(agent.manifestReply("/none.ts").status()).isEqualTo(404);
    assertThat(agent.get("/peerage/v1/sites/other.example/manifest?path=%2Fa").status())
        .isEqualTo(404);
    assertThat(agent.get("/peerage/v1/sites/NO%20SITE/manifest?path=%2Fa").status()).isEqualTo(404);
    for (String query :
        List.of(
            "",
            "?",
            "?x=1",
            "?path=",
            "?path=a",
            "?path=%2Fa%20b",
            "?path=%2F%zz",
            "?path=%2",
            "?path=%2Fa&path=%2Fb",
            "?path=%2F%ff",
            "?path=%2Fa%23b")) {
      AgentView.Reply reply =
          agent.get("/peerage/v1/sites/" + AdapterFixture.SITE + "/manifest" + query);
      assertThat(reply.status()).as(query).isEqualTo(400);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }
    assertThat(agent.get("/peerage/v1/content/" + "ab".repeat(32) + "/layer").status())
        .isEqualTo(404);
    assertThat(agent.get("/peerage/v1/content/xyz/layer").status()).isEqualTo(404);
    for (String version : List.of("0", "2", "-1", "x", "99999999999", "01")) {
      assertThat(
              agent.get("/peerage/v1/sites/" + AdapterFixture.SITE + "/roots/" + version).status())
          .as(version)
          .isEqualTo(404);
    }
    assertThat(agent.get("/peerage/v1/anything/else").status()).isEqualTo(404);
    assertThat(
            agent
                .send("POST", "/peerage/v1/sites/" + AdapterFixture.SITE + "/roots/1", new byte[1])
                .status())
        .isEqualTo(405);
  }

  @Test
  void pathsCannotLeaveTheFolder() throws Exception {
    Files.writeString(temp.resolve("secret.txt"), "the secret");
    Files.createSymbolicLink(media.resolve("link.txt"), temp.resolve("secret.txt"));
    put("a/b.txt", new byte[10]);
    fixture.start();
    AgentView agent = fixture.agent();
    for (String path :
        List.of(
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/%2e%2e%2fsecret.txt",
            "/..%2fsecret.txt",
            "/a/../../secret.txt",
            "/a/%2e%2e/%2e%2e/secret.txt",
            "/a/..;/..;/secret.txt",
            "/..%5csecret.txt",
            "/%252e%252e/secret.txt",
            "/link.txt",
            "//" + temp + "/secret.txt",
            "/a/b.txt%00.ts",
            "/a/./b.txt",
            "/a//b.txt")) {
      assertThat(agent.manifestReply(path).status()).as("manifest " + path).isEqualTo(404);
      AgentView.Reply passed = agent.get(path, "Host", "media.example.com");
      assertThat(passed.status()).as("pass " + path).isIn(400, 404);
      assertThat(passed.text()).as(path).doesNotContain("the secret");
    }
  }

  @Test
  void rulesSayWhatIsSigned() throws Exception {
    fixture.rules =
        rules ->
            new SiteConfig.RulesConfig(
                List.of("/vod/**", "/*.m3u8"),
                List.of("/vod/private/**"),
                new ByteSize(100),
                new ByteSize(1000),
                rules.ignoreVary(),
                rules.dropHeaders());
    for (String name : List.of("vod/a.ts", "b.m3u8", "vod/private/c.ts", "sub/d.m3u8", "e.ts")) {
      put(name, new byte[500]);
    }
    put("vod/short.ts", new byte[99]);
    put("vod/long.ts", new byte[1001]);
    fixture.fromFolder(media).start();
    AgentView agent = fixture.agent();
    for (String path : List.of("/vod/a.ts", "/b.m3u8", "/vod/a.ts?x=/vod/private/")) {
      assertThat(agent.manifestReply(path).status()).as(path).isEqualTo(200);
    }
    for (String path :
        List.of("/vod/private/c.ts", "/sub/d.m3u8", "/e.ts", "/vod/short.ts", "/vod/long.ts")) {
      AgentView.Reply reply = agent.manifestReply(path);
      assertThat(reply.status()).as(path).isEqualTo(204);
      assertThat(reply.bytes()).isEmpty();
      assertThat(agent.get(path, "Host", "media.example.com").status()).isEqualTo(200);
    }
  }

  @Test
  void authorisedRequestHasNoManifest() throws Exception {
    put("a.ts", new byte[500]);
    fixture.start();
    assertThat(
            fixture
                .agent()
                .get(
                    "/peerage/v1/sites/" + AdapterFixture.SITE + "/manifest?path=%2Fa.ts",
                    "Authorization",
                    "Basic eDp5")
                .status())
        .isEqualTo(204);
  }

  @Test
  void hostOfNoSiteIsMisdirected() throws Exception {
    put("a.ts", new byte[500]);
    fixture.start();
    AgentView agent = fixture.agent();
    for (String host : List.of("other.example", "media.example.com.evil.example", "x:80")) {
      AgentView.Reply reply = agent.get("/a.ts", "Host", host);
      assertThat(reply.status()).as(host).isEqualTo(421);
      assertThat(reply.text()).contains("no site of this adapter has the host");
    }
    for (String host : List.of("media.example.com", "MEDIA.example.com:8443", "127.0.0.1:80")) {
      assertThat(agent.get("/a.ts", "Host", host).status()).as(host).isEqualTo(200);
    }
  }

  @Test
  void filesPassThroughWithRangesAndConditions() throws Exception {
    byte[] bytes = put("a.mp4", SeededContent.of(1, 300_000).bytes());
    fixture.start();
    AgentView agent = fixture.agent();
    AgentView.Reply whole = agent.get("/a.mp4", "Host", "media.example.com");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.bytes()).isEqualTo(bytes);
    assertThat(whole.header("Content-Type")).isEqualTo("video/mp4");
    assertThat(whole.header("Via")).startsWith("1.1 peerage-adapter-");
    AgentView.Reply part = agent.get("/a.mp4", "Host", "media.example.com", "Range", "bytes=-100");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(bytes, 299_900, 300_000));
    AgentView.Reply unchanged =
        agent.get("/a.mp4", "Host", "media.example.com", "If-None-Match", whole.header("ETag"));
    assertThat(unchanged.status()).isEqualTo(304);
    AgentView.Reply head = agent.send("HEAD", "/a.mp4", null, "Host", "media.example.com");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("300000");
    AgentView.Reply post = agent.send("POST", "/a.mp4", new byte[10], "Host", "media.example.com");
    assertThat(post.status()).isEqualTo(405);
    assertThat(post.header("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void sameContentUnderTwoPathsIsServedFromEither() throws Exception {
    byte[] bytes = SeededContent.of(1, 400_000).bytes();
    put("a.ts", bytes);
    put("b.ts", bytes);
    fixture.start();
    AgentView agent = fixture.agent();
    VerifiedManifest a = agent.manifest("/a.ts");
    assertThat(agent.manifest("/b.ts").manifest().contentRoot())
        .isEqualTo(a.manifest().contentRoot());
    Files.delete(media.resolve("b.ts"));
    assertThat(agent.content(a)).isEqualTo(bytes);
    Files.delete(media.resolve("a.ts"));
    assertThat(agent.chunkReply(a.content(), 0, Optional.empty()).status()).isEqualTo(410);
  }

  @Test
  void rotatedKeySignsWithoutARestartAndARevokedOneSignsNothingMore() throws Exception {
    put("a.ts", SeededContent.of(1, 1000).bytes());
    OriginAdapter adapter = fixture.start();
    AgentView agent = fixture.agent();
    KeyId first = agent.manifest("/a.ts").signer();
    fixture.clock.advance(Duration.ofSeconds(2));
    fixture.keys().revoke(first, "stolen", AdapterFixture.policy(), AdapterFixture.passphrases());
    await()
        .untilAsserted(
            () -> assertThat(agent.trusted(AdapterFixture.SITE).root().version()).isEqualTo(2));
    // The manifest at hand is fresh, but nobody believes it any more.
    await().untilAsserted(() -> assertThat(agent.manifest("/a.ts").signer()).isNotEqualTo(first));
    assertThat(adapter.readiness().report().ready()).isTrue();
  }

  private byte[] put(String name, byte[] bytes) throws Exception {
    return AdapterFixture.write(media.resolve(name), bytes);
  }
}
