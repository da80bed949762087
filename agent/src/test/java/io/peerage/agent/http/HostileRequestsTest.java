package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.agent.TestFleet;
import io.peerage.runtime.config.ByteSize;
import io.peerage.testing.SeededContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no honest client sends gets a clear status, and nothing of it goes on to the origin. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {
  private static final int MAX_BODY = 4 << 20;
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1|Host: x||";
  private final SeededContent video = SeededContent.of(1, 1 << 20);
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private TestFleet fleet;
  private Agent agent;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    fleet = new TestFleet(folder);
    AgentConfig config = fleet.config("a-1");
    EdgeConfig e = config.edge();
    agent =
        fleet.start(
            "a-1",
            TestFleet.withEdge(
                config,
                new EdgeConfig(
                    e.listen(),
                    e.name(),
                    e.clientPatience(),
                    e.maxPassing(),
                    e.tls(),
                    new EdgeConfig.LimitsConfig(
                        1000, new ByteSize(MAX_BODY), e.limits().memory()))),
            UnaryOperator.identity());
    fleet.adapter.publish("/a", 1, video);
    fleet.adapter.serve("/smuggled", new byte[1]);
    fleet.adapter.script(
        "/echo",
        (exchange, _) -> {
          seen.add(exchange.header("X-A").orElse("none"));
          byte[] body = exchange.body().readAllBytes();
          exchange.set("X-Length", Integer.toString(body.length));
          exchange.send(200, "text/plain", body);
        });
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  record Case(String name, int status, String request) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A request in which {@code |} stands for the end of a line. */
  private static Case of(String name, int status, String request) {
    return new Case(name, status, request.replace("|", "\r\n"));
  }

  static List<Case> framing() {
    return List.of(
        of(
            "two lengths that differ",
            400,
            "POST /echo HTTP/1.1|Host: x|Content-Length: 5|Content-Length: 6||hello" + SMUGGLED),
        of(
            "two lengths that agree",
            400,
            "POST /echo HTTP/1.1|Host: x|Content-Length: 5|Content-Length: 5||hello" + SMUGGLED),
        of(
            "two lengths in one line",
            400,
            "POST /echo HTTP/1.1|Host: x|Content-Length: 5, 5||hello" + SMUGGLED),
        of(
            "a length with a sign",
            400,
            "POST /echo HTTP/1.1|Host: x|Content-Length: +5||hello" + SMUGGLED),
        of("a negative length", 400, "POST /echo HTTP/1.1|Host: x|Content-Length: -1||" + SMUGGLED),
        of(
            "a length in base 16",
            400,
            "POST /echo HTTP/1.1|Host: x|Content-Length: 0x5||hello" + SMUGGLED),
        of(
            "a length beyond all",
            400,
            "POST /echo HTTP/1.1|Host: x|Content-Length: 99999999999999999999||hello"),
        of("an empty length", 400, "POST /echo HTTP/1.1|Host: x|Content-Length:||" + SMUGGLED),
        of(
            "length and chunked",
            400,
            "POST /echo HTTP/1.1|Host: x|Content-Length: 5|Transfer-Encoding: chunked||0||"
                + SMUGGLED),
        of(
            "chunked and length",
            400,
            "POST /echo HTTP/1.1|Host: x|Transfer-Encoding: chunked|Content-Length: 5||0||"
                + SMUGGLED),
        of(
            "chunked twice",
            400,
            "POST /echo HTTP/1.1|Host: x|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||"
                + SMUGGLED),
        of(
            "a coding nobody knows",
            501,
            "POST /echo HTTP/1.1|Host: x|Transfer-Encoding: xchunked||0||" + SMUGGLED),
        of("identity", 501, "POST /echo HTTP/1.1|Host: x|Transfer-Encoding: identity||" + SMUGGLED),
        of(
            "two codings in one line",
            501,
            "POST /echo HTTP/1.1|Host: x|Transfer-Encoding: chunked, identity||0||" + SMUGGLED),
        of(
            "gzip, chunked",
            501,
            "POST /echo HTTP/1.1|Host: x|Transfer-Encoding: gzip, chunked||0||" + SMUGGLED),
        of(
            "chunked after a vertical tab",
            400,
            "POST /echo HTTP/1.1|Host: x|Transfer-Encoding: \u000bchunked||0||" + SMUGGLED),
        of(
            "chunked in HTTP/1.0",
            400,
            "POST /echo HTTP/1.0|Host: x|Transfer-Encoding: chunked||0||" + SMUGGLED),
        of(
            "a space before the colon",
            400,
            "POST /echo HTTP/1.1|Host: x|Transfer-Encoding : chunked||0||" + SMUGGLED),
        of(
            "a body beyond the limit",
            413,
            "POST /echo HTTP/1.1|Host: x|Content-Length: 999999999||"));
  }

  static List<Case> targetsAndFields() {
    return List.of(
        of("no Host", 400, "GET /a HTTP/1.1||"),
        of("two Hosts", 400, "GET /a HTTP/1.1|Host: x|Host: y||"),
        of("two Hosts that agree", 400, "GET /a HTTP/1.1|Host: x|Host: x||"),
        of("a Host with a path", 400, "GET /a HTTP/1.1|Host: x/y||"),
        of("a Host with a user", 400, "GET /a HTTP/1.1|Host: u@x||"),
        of("CONNECT", 405, "CONNECT x:443 HTTP/1.1|Host: x:443||"),
        of("TRACE", 405, "TRACE /a HTTP/1.1|Host: x||"),
        of("another host in the URL", 400, "GET http://y/a HTTP/1.1|Host: x||"),
        of("a user in the URL", 400, "GET http://u@x/a HTTP/1.1|Host: x||"),
        of("an URL of files", 400, "GET file:///etc/passwd HTTP/1.1|Host: x||"),
        of("an asterisk", 400, "GET * HTTP/1.1|Host: x||"),
        of("no slash", 400, "GET a HTTP/1.1|Host: x||"),
        of("HTTP/2 without TLS", 400, "PRI * HTTP/2.0||SM||"),
        of("dot dot", 400, "GET /x/../../etc/passwd HTTP/1.1|Host: x|Connection: close||"),
        of("encoded dot dot", 400, "GET /x/%2e%2E/y HTTP/1.1|Host: x|Connection: close||"),
        of(
            "dot dot by encoded slashes",
            400,
            "GET /x/..%2f..%2Fy HTTP/1.1|Host: x|Connection: close||"),
        of(
            "dot dot by backslashes",
            400,
            "GET /x/..%5c..%5cy HTTP/1.1|Host: x|Connection: close||"),
        of("dot dot with a parameter", 400, "GET /x/..;a=b/y HTTP/1.1|Host: x|Connection: close||"),
        of("NUL in the path", 400, "GET /a\u0000b HTTP/1.1|Host: x||"),
        of("encoded NUL", 400, "GET /a%00b HTTP/1.1|Host: x||"),
        of("encoded line feed", 400, "GET /a%0d%0aX:b HTTP/1.1|Host: x||"),
        of("a percent alone", 400, "GET /a%zz HTTP/1.1|Host: x||"),
        of("a long target", 414, "GET /" + "a".repeat(9000) + " HTTP/1.1|Host: x||"),
        of("NUL in a field", 400, "GET /a HTTP/1.1|Host: x|X-A: b\u0000c||"),
        of("a bell in a field", 400, "GET /a HTTP/1.1|Host: x|X-A: b\u0007c||"),
        of("a space in a name", 400, "GET /a HTTP/1.1|Host: x|X A: b||"),
        of("a line without a colon", 400, "GET /a HTTP/1.1|Host: x|nonsense||"),
        of("Connection: Host", 400, "GET /a HTTP/1.1|Host: x|Connection: Host||"),
        of(
            "Connection: Authorization",
            400,
            "GET /a HTTP/1.1|Host: x|Connection: close, Authorization|Authorization: Basic x||"),
        of("Connection: Via", 400, "GET /a HTTP/1.1|Host: x|Connection: keep-alive,VIA||"),
        of(
            "Connection: Content-Length",
            400,
            "POST /echo HTTP/1.1|Host: x|Connection: Content-Length|Content-Length: 5||hello"),
        of("a large header", 431, "GET /a HTTP/1.1|Host: x|X-A: " + "a".repeat(40_000) + "||"),
        of("a very large header", 400, "GET /a HTTP/1.1|Host: x|X-A: " + "a".repeat(70_000) + "||"),
        of("many fields", 431, "GET /a HTTP/1.1|Host: x|" + many(200) + "||"),
        of("very many fields", 400, "GET /a HTTP/1.1|Host: x|" + many(300) + "||"));
  }

  private static String many(int fields) {
    return IntStream.range(0, fields)
        .mapToObj(i -> "X-" + i + ": a")
        .collect(Collectors.joining("|"));
  }

  @ParameterizedTest
  @MethodSource({"framing", "targetsAndFields"})
  void isRefused(Case hostile) throws Exception {
    String answer = RawRequest.send(agent.edgePort(), hostile.request);
    assertThat(answer).matches("(?s)HTTP/1.[01] " + hostile.status + " .*");
    // One answer, and the connection is over: nothing that followed was taken for a request.
    assertThat(answer.split("HTTP/1.[01] [1-5]", -1)).hasSize(2);
    assertThat(answer).containsIgnoringCase("connection: close");
    assertThat(fleet.adapter.asked("/smuggled")).isZero();
  }

  private String send(String request) throws Exception {
    return RawRequest.send(agent.edgePort(), request.replace("|", "\r\n"));
  }

  @Test
  void absoluteFormOfTheSameHostIsServed() throws Exception {
    assertThat(send("GET http://x/a HTTP/1.1|Host: x|Connection: close||"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void chunkExtensionsStayBehindAndChunksAreTakenApart() throws Exception {
    String answer =
        send(
            "POST /echo HTTP/1.1|Host: x|Connection: close|Transfer-Encoding: chunked||5;ext=\"a;b\"|hello|6;x| world|0||");
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("hello world").doesNotContain("a;b");
  }

  @Test
  void chunksThatAreNoneSmuggleNothing() throws Exception {
    for (String chunks :
        new String[] {"zz\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n", "5\r\nhelloX\r\n0\r\n\r\n"}) {
      String answer =
          send("POST /echo HTTP/1.1|Host: x|Transfer-Encoding: chunked||" + chunks + SMUGGLED);
      assertThat(answer.split("HTTP/1.1 ", -1).length).as(chunks).isLessThanOrEqualTo(2);
      assertThat(fleet.adapter.asked("/smuggled")).isZero();
    }
  }

  @Test
  void chunkedBodyBeyondTheLimitIsRefused() throws Exception {
    String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
    String answer =
        send(
            "POST /echo HTTP/1.1|Host: x|Connection: close|Transfer-Encoding: chunked||"
                + chunk.repeat(6)
                + "0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void foldedLinesReachTheOriginAsOneOrNotAtAll() throws Exception {
    seen.clear();
    String answer = send("GET /echo HTTP/1.1|Host: x|Connection: close|X-A: b| X-B: c||");
    assertThat(answer).matches("(?s)HTTP/1.1 (200|400) .*");
    assertThat(seen).allMatch(value -> value.matches("b\\s+X-B: c"));
  }

  @Test
  void bareCarriageReturnIsNoEndOfALine() throws Exception {
    seen.clear();
    String answer = send("GET /echo HTTP/1.1|Host: x|Connection: close|X-A: b\rX-B: c||");
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(seen).isEmpty();
  }

  @Test
  void bareLineFeedEndsALineAsItMay() throws Exception {
    seen.clear();
    String answer =
        RawRequest.send(
            agent.edgePort(), "GET /echo HTTP/1.1\nHost: x\nX-A: b\nConnection: close\n\n");
    assertThat(answer).matches("(?s)HTTP/1.1 (200|400) .*");
    assertThat(seen).allMatch("b"::equals);
  }

  @Test
  void fieldsThatConnectionNamesDecideNothing() throws Exception {
    fleet.adapter.script(
        "/vary",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          exchange.set("Vary", "X-Tenant");
          byte[] body =
              exchange.header("X-Tenant").orElse("nobody").getBytes(StandardCharsets.UTF_8);
          exchange.send(200, "text/plain", body);
        });
    assertThat(send("GET /vary HTTP/1.1|Host: x|X-Tenant: red|Connection: close, X-Tenant||"))
        .endsWith("nobody");
    // What the first one got was not stored as red's.
    assertThat(send("GET /vary HTTP/1.1|Host: x|X-Tenant: red|Connection: close||"))
        .endsWith("red");
  }

  @Test
  void rangesByTheThousandCostOneWholeAnswer() throws Exception {
    String ranges =
        IntStream.range(0, 2000).mapToObj(i -> i + "-" + i).collect(Collectors.joining(","));
    String answer = send("GET /a HTTP/1.1|Host: x|Connection: close|Range: bytes=" + ranges + "||");
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    String overlapping = "0-,".repeat(1000) + "0-";
    assertThat(send("GET /a HTTP/1.1|Host: x|Connection: close|Range: bytes=" + overlapping + "||"))
        .matches("(?s)HTTP/1.1 (200|206) .*")
        .hasSizeLessThan(2 << 20);
  }
}
