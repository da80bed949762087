package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.FakeAdapter;
import io.peerage.agent.TestFleet;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored of content without a manifest, and which requests it answers. */
class SharedCacheTest {
  private static final byte[] BODY = "0123456789".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private TestFleet fleet;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    agent = fleet.start("a-1");
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private static String status(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Cache-Status").orElseThrow();
  }

  @Test
  void freshResponseIsServedFromTheStore() throws Exception {
    fleet.adapter.serve("/a", BODY, "Cache-Control", "max-age=60", "X-Kept", "yes");
    HttpResponse<byte[]> first = fleet.get(agent, "/a");
    assertThat(status(first)).startsWith("peerage; fwd=uri-miss; fwd-status=200; ttl=");
    assertThat(status(first)).contains("; stored").endsWith("detail=origin");
    HttpResponse<byte[]> second = fleet.get(agent, "/a");
    assertThat(second.body()).isEqualTo(BODY);
    assertThat(status(second)).startsWith("peerage; hit; ttl=").endsWith("detail=store");
    assertThat(second.headers().firstValue("X-Kept")).contains("yes");
    assertThat(second.headers().firstValueAsLong("Age").orElseThrow()).isBetween(0L, 20L);
    assertThat(second.headers().firstValue("Server-Timing")).contains("cache;desc=hit");
    assertThat(fleet.adapter.asked("/a")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 65_537, 3_000_000})
  void bodiesOfAllLengthsComeBackAsTheyWere(int length) throws Exception {
    SeededContent content = SeededContent.of(5, length);
    fleet.adapter.serve("/b", content.bytes(), "Cache-Control", "max-age=60");
    for (int i = 0; i < 3; i++) {
      assertThat(fleet.get(agent, "/b").body()).isEqualTo(content.bytes());
    }
    assertThat(fleet.adapter.asked("/b")).isEqualTo(1);
  }

  @Test
  void bodyOfUnknownLengthIsStoredWithItsLength() throws Exception {
    byte[] content = SeededContent.of(6, 300_000).bytes();
    fleet.adapter.script(
        "/c",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          try (var out = exchange.startBody(200, "video/mp2t")) {
            out.write(content, 0, 1000);
            out.flush();
            out.write(content, 1000, content.length - 1000);
          }
        });
    assertThat(fleet.get(agent, "/c").body()).isEqualTo(content);
    HttpResponse<byte[]> hit = fleet.get(agent, "/c");
    assertThat(hit.body()).isEqualTo(content);
    assertThat(hit.headers().firstValue("Content-Length")).contains("300000");
    assertThat(fleet.adapter.asked("/c")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "private", "max-age=0", "no-cache", "foo"})
  void whatIsNotFreshIsAskedForAgain(String control) throws Exception {
    fleet.adapter.serve("/d", BODY, "Cache-Control", control);
    for (int i = 1; i <= 3; i++) {
      assertThat(fleet.get(agent, "/d").headers().firstValue("X-Number")).contains("" + i);
    }
  }

  @Test
  void validationFreshensTheHeaderAndKeepsTheBody() throws Exception {
    fleet.adapter.script(
        "/i",
        (exchange, number) -> {
          exchange.set("ETag", "\"i\"").set("X-Number", "" + number);
          exchange.set("Cache-Control", number == 1 ? "max-age=0" : "max-age=60");
          if (exchange.header("If-None-Match").equals(Optional.of("\"i\""))) {
            exchange.startBody(304).close();
          } else {
            exchange.send(200, "text/plain", BODY);
          }
        });
    assertThat(fleet.get(agent, "/i").body()).isEqualTo(BODY);
    HttpResponse<byte[]> validated = fleet.get(agent, "/i");
    assertThat(validated.statusCode()).isEqualTo(200);
    assertThat(validated.body()).isEqualTo(BODY);
    assertThat(validated.headers().firstValue("X-Number")).contains("2");
    assertThat(validated.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(status(validated)).contains("fwd=stale; fwd-status=304").endsWith("detail=store");
    assertThat(status(fleet.get(agent, "/i"))).contains("; hit;");
    assertThat(fleet.adapter.asked("/i")).isEqualTo(2);
  }

  @Test
  void conditionsAreAnsweredHere() throws Exception {
    fleet.adapter.serve("/j", BODY, "Cache-Control", "max-age=60", "ETag", "\"j\"", "Vary", "Foo");
    HttpResponse<byte[]> cold = fleet.get(agent, "/j", "If-None-Match", "\"j\"");
    assertThat(cold.statusCode()).isEqualTo(304);
    HttpResponse<byte[]> warm = fleet.get(agent, "/j", "If-None-Match", "W/\"j\"");
    assertThat(warm.statusCode()).isEqualTo(304);
    assertThat(warm.headers().firstValue("ETag")).contains("\"j\"");
    assertThat(warm.headers().firstValue("Vary")).contains("Foo");
    assertThat(warm.headers().firstValue("Content-Type")).isEmpty();
    assertThat(fleet.get(agent, "/j").body()).isEqualTo(BODY);
    assertThat(fleet.adapter.asked("/j")).isEqualTo(1);
  }

  @Test
  void variantsAreKeptApart() throws Exception {
    fleet.adapter.script(
        "/k",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60").set("Vary", "Accept-Language");
          String body = exchange.header("Accept-Language").orElse("none");
          exchange.send(200, "text/plain", body.getBytes(StandardCharsets.US_ASCII));
        });
    for (int i = 0; i < 2; i++) {
      assertThat(fleet.get(agent, "/k", "Accept-Language", "de").body()).asString().isEqualTo("de");
      assertThat(fleet.get(agent, "/k", "Accept-Language", "fr").body()).asString().isEqualTo("fr");
      assertThat(fleet.get(agent, "/k").body()).asString().isEqualTo("none");
    }
    assertThat(fleet.get(agent, "/k", "Accept-Language", "DE").body()).asString().isEqualTo("de");
    assertThat(fleet.adapter.asked("/k")).isEqualTo(3);
  }

  @Test
  void headIsAnsweredOutOfTheStore() throws Exception {
    fleet.adapter.serve(
        "/l", BODY, "Cache-Control", "max-age=60", "Access-Control-Allow-Origin", "*");
    assertThat(fleet.get(agent, "/l").body()).isEqualTo(BODY);
    HttpResponse<byte[]> head =
        fleet.send(agent, "HEAD", "/l", HttpRequest.BodyPublishers.noBody());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).contains("10");
    assertThat(head.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(head.body()).isEmpty();
    assertThat(fleet.adapter.asked("/l")).isEqualTo(1);
  }

  @Test
  void headOfAnotherVersionMakesTheStoredOneGo() throws Exception {
    fleet.adapter.script(
        "/m",
        (exchange, number) -> {
          exchange.set("Cache-Control", "max-age=60").set("ETag", "\"v" + number + "\"");
          exchange.send(200, "text/plain", BODY);
        });
    assertThat(fleet.get(agent, "/m").headers().firstValue("ETag")).contains("\"v1\"");
    fleet.send(
        agent, "HEAD", "/m", HttpRequest.BodyPublishers.noBody(), "Cache-Control", "no-cache");
    assertThat(fleet.get(agent, "/m").headers().firstValue("ETag")).contains("\"v3\"");
  }

  @Test
  void preflightsPassThrough() throws Exception {
    fleet.adapter.script(
        "/n",
        (exchange, _) -> {
          exchange.set("Access-Control-Allow-Methods", "GET");
          exchange.startBody(204).close();
        });
    for (int i = 1; i <= 2; i++) {
      HttpResponse<byte[]> response =
          fleet.send(agent, "OPTIONS", "/n", HttpRequest.BodyPublishers.noBody());
      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(response.headers().firstValue("Access-Control-Allow-Methods")).contains("GET");
      assertThat(status(response)).contains("fwd=method");
      assertThat(fleet.adapter.asked("/n")).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH", "FROBNICATE"})
  void unsafeMethodsMakeWhatTheyNameInvalid(String method) throws Exception {
    fleet.adapter.serve("/o/other", BODY, "Cache-Control", "max-age=60");
    fleet.adapter.script(
        "/o/x",
        (exchange, number) -> {
          exchange.set("X-Number", "" + number).set("Cache-Control", "max-age=60");
          exchange.set("Content-Location", "other");
          exchange.body().readAllBytes();
          exchange.send(200, "text/plain", BODY);
        });
    fleet.get(agent, "/o/other");
    fleet.get(agent, "/o/x");
    fleet.send(agent, method, "/o/x", HttpRequest.BodyPublishers.ofString("x"));
    assertThat(fleet.get(agent, "/o/x").headers().firstValue("X-Number")).contains("3");
    fleet.get(agent, "/o/other");
    assertThat(fleet.adapter.asked("/o/other")).isEqualTo(2);
  }

  @Test
  void failedUnsafeMethodChangesNothing() throws Exception {
    fleet.adapter.script(
        "/p",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          exchange.body().readAllBytes();
          exchange.send(exchange.method().equals("PUT") ? 500 : 200, "text/plain", BODY);
        });
    fleet.get(agent, "/p");
    fleet.send(agent, "PUT", "/p", HttpRequest.BodyPublishers.ofString("x"));
    assertThat(status(fleet.get(agent, "/p"))).contains("; hit;");
  }

  @Test
  void authorisedResponsesAreKeptOnlyIfPublic() throws Exception {
    fleet.adapter.serve("/q", BODY, "Cache-Control", "max-age=60");
    fleet.adapter.serve("/q2", BODY, "Cache-Control", "max-age=60, public");
    for (int i = 0; i < 2; i++) {
      fleet.get(agent, "/q", "Authorization", "Bearer x");
      fleet.get(agent, "/q2", "Authorization", "Bearer x");
    }
    assertThat(fleet.adapter.asked("/q")).isEqualTo(2);
    assertThat(fleet.adapter.asked("/q2")).isEqualTo(1);
  }

  @Test
  void clientsMayAskForMoreThanFreshness() throws Exception {
    fleet.adapter.serve("/s", BODY, "Cache-Control", "max-age=60");
    assertThat(fleet.get(agent, "/s", "Cache-Control", "only-if-cached").statusCode())
        .isEqualTo(504);
    fleet.get(agent, "/s");
    assertThat(fleet.get(agent, "/s", "Cache-Control", "only-if-cached").statusCode())
        .isEqualTo(200);
    assertThat(status(fleet.get(agent, "/s", "Cache-Control", "no-cache"))).contains("fwd=request");
    assertThat(status(fleet.get(agent, "/s", "Cache-Control", "min-fresh=100")))
        .contains("fwd=request");
    assertThat(status(fleet.get(agent, "/s", "Pragma", "no-cache"))).contains("fwd=request");
    assertThat(fleet.adapter.asked("/s")).isEqualTo(4);
  }

  @Test
  void loopIsDetected() throws Exception {
    String[] info = new String[1];
    fleet.adapter.script(
        "/t",
        (exchange, _) -> {
          info[0] = exchange.header("CDN-Loop").orElse("");
          exchange.send(200, "text/plain", BODY);
        });
    assertThat(fleet.get(agent, "/t", "CDN-Loop", "other").statusCode()).isEqualTo(200);
    assertThat(info[0]).isEqualTo("other");
    assertThat(fleet.get(agent, "/t", "CDN-Loop", "other, peerage; agent=a-1").statusCode())
        .isEqualTo(508);
    assertThat(fleet.get(agent, "/t", "CDN-Loop", "peerage; agent=a-2").statusCode())
        .isEqualTo(200);
  }

  @Test
  void truncatedBodyIsNeverKeptNorPassedOffAsWhole() throws Exception {
    for (boolean announced : new boolean[] {true, false}) {
      String path = announced ? "/u1" : "/u2";
      fleet.adapter.script(
          path,
          (exchange, number) -> {
            exchange.set("Cache-Control", "max-age=60");
            if (announced) {
              exchange.set("Content-Length", "200000");
            }
            var out = exchange.startBody(200, "video/mp2t");
            out.write(new byte[100_000]);
            out.flush();
            if (number == 1) {
              throw new IOException("broken on purpose");
            }
            out.write(new byte[100_000]);
            out.close();
          });
      try {
        // Asked for again in time, or broken off; never short.
        assertThat(fleet.get(agent, path).body()).hasSize(200_000);
      } catch (IOException e) {
        assertThat(fleet.adapter.asked(path)).isEqualTo(1);
      }
      assertThat(fleet.get(agent, path).body()).hasSize(200_000);
      assertThat(status(fleet.get(agent, path))).contains("; hit;");
      assertThat(fleet.adapter.asked(path)).isEqualTo(2);
    }
  }

  @Test
  void staleIsServedWhenTheOriginFailsUnlessForbidden() throws Exception {
    for (String control : new String[] {"max-age=0", "max-age=0, must-revalidate"}) {
      boolean allowed = !control.contains("must-revalidate");
      for (String failure : new String[] {"503", "reset"}) {
        String path = "/v-" + allowed + failure + ".m3u8";
        fleet.adapter.script(
            path,
            (exchange, number) -> {
              if (number == 1) {
                exchange.set("Cache-Control", control);
                exchange.send(200, "application/vnd.apple.mpegurl", BODY);
              } else if (failure.equals("503")) {
                exchange.send(503, "text/plain", new byte[0]);
              } else {
                throw new IllegalStateException("broken on purpose");
              }
            });
        fleet.get(agent, path);
        HttpResponse<byte[]> response = fleet.get(agent, path);
        assertThat(response.statusCode() == 200).as(path).isEqualTo(allowed);
        if (allowed) {
          assertThat(response.body()).isEqualTo(BODY);
          assertThat(status(response)).contains("fwd=stale").endsWith("detail=store");
        }
      }
    }
  }

  @Test
  void staleIsServedWhenTheAdapterIsGone() throws Exception {
    fleet.adapter.serve("/w", BODY, "Cache-Control", "max-age=0");
    fleet.get(agent, "/w");
    fleet.adapter.fault = FakeAdapter.Fault.DOWN;
    assertThat(fleet.get(agent, "/w").body()).isEqualTo(BODY);
    fleet.adapter.close();
    assertThat(fleet.get(agent, "/w").body()).isEqualTo(BODY);
  }

  @Test
  void staleIsServedAtOnceWhileItIsValidatedBehindTheClientsBack() throws Exception {
    fleet.adapter.serve("/x", BODY, "Cache-Control", "max-age=0, stale-while-revalidate=60");
    assertThat(fleet.get(agent, "/x").headers().firstValue("X-Number")).contains("1");
    assertThat(fleet.get(agent, "/x").headers().firstValue("X-Number")).contains("1");
    Awaitility.await().until(() -> fleet.adapter.asked("/x") >= 2);
    Awaitility.await()
        .until(
            () -> !fleet.get(agent, "/x").headers().firstValue("X-Number").orElse("").equals("1"));
  }

  @Test
  void interimResponsesGoThroughAndAreNotKept() throws Exception {
    fleet.adapter.script(
        "/y",
        (exchange, _) -> {
          exchange.sendInterim(103, HttpFields.build().add("Link", "</a.css>; rel=preload"));
          exchange.set("Cache-Control", "max-age=60");
          exchange.send(200, "text/plain", BODY);
        });
    String request = "GET /y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    String first = RawRequest.send(agent.edgePort(), request);
    assertThat(first).startsWith("HTTP/1.1 103 ").contains("\r\nLink: </a.css>; rel=preload\r\n");
    assertThat(first.substring(0, first.indexOf("\r\n\r\n"))).doesNotContainIgnoringCase("length");
    assertThat(first.substring(first.indexOf("\r\n\r\n") + 4)).startsWith("HTTP/1.1 200 ");
    String second = RawRequest.send(agent.edgePort(), request);
    assertThat(second).startsWith("HTTP/1.1 200 ").doesNotContain("Link:").endsWith("0123456789");
    assertThat(RawRequest.send(agent.edgePort(), request.replace("1.1", "1.0")))
        .doesNotContain(" 103 ");
  }

  @Test
  void setCookieGoesOnlyAsFarAsTheOriginSays() throws Exception {
    fleet.adapter.serve(
        "/z", BODY, "Cache-Control", "max-age=60, no-cache=\"Set-Cookie\"", "Set-Cookie", "a=b");
    assertThat(fleet.get(agent, "/z").headers().firstValue("Set-Cookie")).contains("a=b");
    HttpResponse<byte[]> hit = fleet.get(agent, "/z");
    assertThat(status(hit)).contains("; hit;");
    assertThat(hit.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void nothingIsLeftOfTheStoreAfterARestart() throws Exception {
    byte[] content = SeededContent.of(8, 500_000).bytes();
    fleet.adapter.serve("/0", content, "Cache-Control", "max-age=60");
    fleet.get(agent, "/0");
    agent.close();
    Agent again = fleet.start("a-1");
    assertThat(fleet.get(again, "/0").body()).isEqualTo(content);
    assertThat(fleet.adapter.asked("/0")).isEqualTo(2);
  }

  @Test
  void queryBelongsToTheKey() throws Exception {
    fleet.adapter.script(
        "/1",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          exchange.send(
              200, "text/plain", exchange.pathQuery().getBytes(StandardCharsets.US_ASCII));
        });
    for (int i = 0; i < 2; i++) {
      assertThat(fleet.get(agent, "/1?a=1").body()).asString().isEqualTo("/1?a=1");
      assertThat(fleet.get(agent, "/1?a=2").body()).asString().isEqualTo("/1?a=2");
    }
    assertThat(fleet.adapter.asked("/1")).isEqualTo(2);
  }
}
