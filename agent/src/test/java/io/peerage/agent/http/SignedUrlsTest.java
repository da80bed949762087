package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.agent.TestFleet;
import io.peerage.agent.access.QueryRule;
import io.peerage.agent.access.SignedUrlConfig;
import io.peerage.agent.access.UrlKeys;
import io.peerage.agent.access.UrlToken;
import io.peerage.testing.SeededContent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed URLs and query rules at a whole agent. */
class SignedUrlsTest {
  private static final QueryRule WITHOUT_SESSION =
      new QueryRule(QueryRule.Keep.EXCEPT, List.of("session"), QueryRule.ToOrigin.KEPT);
  private final SeededContent video = SeededContent.of(1, 2 * 1024 * 1024);

  @TempDir Path folder;
  private Path keysFile;
  private TestFleet fleet;

  @BeforeEach
  void prepare() throws Exception {
    fleet = new TestFleet(folder);
    fleet.adapter.publish("/vod/a.ts", 7, video);
    keysFile = Files.writeString(folder.resolve("url-keys"), line("one", 1));
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private static String line(String id, int seed) {
    byte[] secret = new byte[32];
    new Random(seed).nextBytes(secret);
    return id + " " + Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
  }

  private Agent start(QueryRule query, SignedUrlConfig signed) throws Exception {
    AgentConfig config = TestFleet.withoutHedges(fleet.config("a-1"));
    return fleet.start(
        "a-1",
        TestFleet.withSites(config, List.of(config.sites().getFirst().with(query, signed))),
        UnaryOperator.identity());
  }

  private String token(UrlToken.Scope scope, Duration validity, String address, String key)
      throws Exception {
    Instant expires = Instant.ofEpochSecond(Instant.now().plus(validity).getEpochSecond());
    return new UrlToken(scope, expires, address)
        .parameters(fleet.site.name().toString(), UrlKeys.parse(Files.readString(keysFile)), key);
  }

  private String below(String prefix) throws Exception {
    return token(new UrlToken.Scope.Prefix(prefix), Duration.ofMinutes(5), "", "one");
  }

  @Test
  void everyRequestNeedsASignatureAlsoForWhatIsStored() throws Exception {
    Agent agent = start(QueryRule.DEFAULT, new SignedUrlConfig(keysFile.toString(), false));
    fleet.adapter.serve("/vod/page", new byte[10], "Cache-Control", "max-age=60");
    for (String path : new String[] {"/vod/a.ts", "/vod/page"}) {
      for (int i = 0; i < 3; i++) {
        assertForbidden(fleet.get(agent, path), "unsigned", "has no signature");
        assertThat(fleet.get(agent, path + "?" + below("/vod/")).statusCode()).isEqualTo(200);
        assertForbidden(
            fleet.get(agent, path + "?" + below("/other/")), "wrong", "not for this request");
        assertForbidden(
            fleet.get(
                agent,
                path
                    + "?"
                    + token(new UrlToken.Scope.Path(path), Duration.ofSeconds(-5), "", "one")),
            "expired",
            "was good until");
        assertForbidden(fleet.get(agent, "/vod/../vod/a.ts?" + below("/vod/"), "X", "y"), 400);
      }
    }
    for (String method : new String[] {"HEAD", "POST", "OPTIONS", "PURGE"}) {
      assertThat(
              fleet
                  .send(agent, method, "/vod/a.ts", HttpRequest.BodyPublishers.noBody())
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void signaturesSplitNeitherTheCacheNorTheSwarmAndStayHere() throws Exception {
    Agent agent = start(QueryRule.DEFAULT, new SignedUrlConfig(keysFile.toString(), false));
    fleet.adapter.script(
        "/vod/page",
        (exchange, _) -> {
          exchange.set("X-Target", exchange.pathQuery());
          exchange.set("Cache-Control", "max-age=60");
          exchange.send(200, "text/plain", new byte[5]);
        });
    for (int i = 0; i < 5; i++) {
      String token =
          token(new UrlToken.Scope.Prefix("/vod/"), Duration.ofMinutes(i + 1), "", "one");
      assertThat(fleet.get(agent, "/vod/a.ts?" + token).body()).isEqualTo(video.bytes());
      HttpResponse<byte[]> page = fleet.get(agent, "/vod/page?" + token + "&v=1");
      assertThat(page.headers().firstValue("X-Target")).contains("/vod/page?v=1");
    }
    assertThat(fleet.adapter.asked("/vod/page")).isOne();
    assertThat(fleet.adapter.chunkBytes.get()).isEqualTo(video.bytes().length);
    HttpResponse<byte[]> posted =
        fleet.send(
            agent,
            "POST",
            "/vod/echo?a=1&" + below("/vod/"),
            HttpRequest.BodyPublishers.ofString("x"));
    assertThat(posted.headers().firstValue("X-Target")).contains("/vod/echo?a=1");
  }

  @Test
  void originSeesTheSignatureIfItIsToAndTheCacheIsNotSplitAllTheSame() throws Exception {
    Agent agent = start(WITHOUT_SESSION, new SignedUrlConfig(keysFile.toString(), true));
    String token = below("/vod/");
    HttpResponse<byte[]> passed = fleet.get(agent, "/vod/x?session=1&v=2&" + token);
    assertThat(passed.headers().firstValue("X-Target").orElseThrow())
        .startsWith("/vod/x?v=2&pg_expires=")
        .contains("pg_signature=");
  }

  @Test
  void addressAndKeyRotationAreHonoured() throws Exception {
    Agent agent = start(QueryRule.DEFAULT, new SignedUrlConfig(keysFile.toString(), false));
    UrlToken.Scope scope = new UrlToken.Scope.Path("/vod/a.ts");
    assertThat(
            fleet
                .get(agent, "/vod/a.ts?" + token(scope, Duration.ofHours(1), "127.0.0.1", "one"))
                .statusCode())
        .isEqualTo(200);
    assertForbidden(
        fleet.get(agent, "/vod/a.ts?" + token(scope, Duration.ofHours(1), "192.0.2.1", "one")),
        "wrong",
        "not for this request");
    String old = "/vod/a.ts?" + token(scope, Duration.ofHours(1), "", "one");
    Files.writeString(keysFile, "a line with a typing error\n");
    assertThat(fleet.get(agent, old).statusCode()).isEqualTo(200);
    Files.writeString(keysFile, line("two", 2));
    String next = "/vod/a.ts?" + token(scope, Duration.ofHours(1), "", "two");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> fleet.get(agent, next).statusCode() == 200);
    assertThat(fleet.get(agent, old).statusCode()).isEqualTo(403);
  }

  @Test
  void parametersThatDoNotBelongToTheNameSplitNothing() throws Exception {
    Agent agent = start(WITHOUT_SESSION, SignedUrlConfig.NONE);
    fleet.adapter.publish("/vod/b.ts?v=1", 1, video);
    fleet.adapter.script(
        "/page",
        (exchange, _) -> {
          exchange.set("X-Target", exchange.pathQuery());
          exchange.set("Cache-Control", "max-age=60");
          exchange.send(200, "text/plain", new byte[5]);
        });
    for (int i = 0; i < 5; i++) {
      String session = "session=" + i;
      assertThat(fleet.get(agent, "/vod/b.ts?" + session + "&v=1").body()).isEqualTo(video.bytes());
      assertThat(fleet.get(agent, "/page?v=1&" + session).headers().firstValue("X-Target"))
          .contains("/page?v=1");
    }
    assertThat(fleet.adapter.manifestRequests.get()).isLessThanOrEqualTo(2);
    assertThat(fleet.adapter.asked("/page")).isOne();
    // What is for one client alone goes on whole.
    HttpResponse<byte[]> posted =
        fleet.send(agent, "POST", "/echo?session=1", HttpRequest.BodyPublishers.ofString("x"));
    assertThat(posted.headers().firstValue("X-Target")).contains("/echo?session=1");
    // And a POST makes invalid what is stored under the name.
    fleet.send(agent, "POST", "/page?v=1&session=9", HttpRequest.BodyPublishers.noBody());
    assertThat(fleet.get(agent, "/page?v=1").statusCode()).isEqualTo(200);
    assertThat(fleet.adapter.asked("/page")).isEqualTo(3);
  }

  private static void assertForbidden(HttpResponse<byte[]> response, String why, String detail) {
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.headers().firstValue("Cache-Status").orElseThrow()).contains(why);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains(detail);
  }

  private static void assertForbidden(HttpResponse<byte[]> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
  }
}
