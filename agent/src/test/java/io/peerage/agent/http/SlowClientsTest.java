package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.AgentConfig;
import io.peerage.agent.TestFleet;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time, by the hundred, while others go on being served. */
class SlowClientsTest {
  private static final int SLOW = 400;
  private static final int CONNECTIONS = 128;
  private final SeededContent video = SeededContent.of(1, 30 << 20);
  private final List<Socket> sockets = new ArrayList<>();

  @TempDir Path folder;
  private TestFleet fleet;

  @BeforeEach
  void prepare() throws Exception {
    fleet = new TestFleet(folder);
    fleet.adapter.publish("/a", 1, SeededContent.of(2, 100_000));
    fleet.adapter.publish("/film", 1, video);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    fleet.close();
  }

  private Agent start(int connections, long memory, int maxPassing) throws Exception {
    AgentConfig config = TestFleet.withoutMemory(fleet.config("a-1"));
    EdgeConfig e = config.edge();
    return fleet.start(
        "a-1",
        TestFleet.withEdge(
            config,
            new EdgeConfig(
                e.listen(),
                e.name(),
                TimeSpan.ofSeconds(2),
                maxPassing,
                e.tls(),
                new EdgeConfig.LimitsConfig(
                    connections, e.limits().requestBody(), new ByteSize(memory)))),
        UnaryOperator.identity());
  }

  private Agent start(int connections) throws Exception {
    return start(connections, 64 << 20, 64);
  }

  private Socket open(Agent agent, String start) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(30_000);
    socket.connect(
        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), agent.edgePort()));
    socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
    sockets.add(socket);
    return socket;
  }

  private void assertServed(Agent agent) throws Exception {
    HttpResponse<byte[]> response = fleet.get(agent, "/a");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).hasSize(100_000);
    assertThat(fleet.get(agent, "/passing").statusCode()).isEqualTo(200);
  }

  @Test
  void slowHeadersKeepNobodyElseOut() throws Exception {
    Agent agent = start(CONNECTIONS);
    assertServed(agent);
    for (int i = 0; i < SLOW; i++) {
      open(agent, "GET /a HTTP/1.1\r\nHost: x\r\nX-A: ");
      if (i % 20 == 0) {
        assertServed(agent);
      }
    }
    assertServed(agent);
    // More than there may be: the first ones have been closed.
    assertThat(sockets.getFirst().getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void slowBodiesKeepNobodyElseOutAndAreCutOff() throws Exception {
    Agent agent = start(SLOW + 100, 64 << 20, 8);
    for (int i = 0; i < SLOW; i++) {
      open(agent, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhello");
    }
    for (int i = 0; i < 10; i++) {
      assertServed(agent);
    }
    String answer =
        new String(sockets.getFirst().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(answer).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void bodyByTheByteIsCutOffThoughItNeverPauses() throws Exception {
    Agent agent = start(CONNECTIONS);
    Socket socket = open(agent, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    CompletableFuture<Integer> answered =
        CompletableFuture.supplyAsync(() -> {
          try {
            return socket.getInputStream().read();
          } catch (IOException e) {
            return -1;
          }
        });
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          if (!answered.isDone()) {
            socket.getOutputStream().write('x');
          }
          return answered.isDone();
        });
  }

  @Test
  void slowReadersAreCutOffAndTheirConnectionsFreed() throws Exception {
    Agent agent = start(SLOW);
    for (int i = 0; i < 3; i++) {
      // Fetched, then hashed, then sent from its files by the I/O thread.
      assertThat(fleet.get(agent, "/film").body()).hasSize(video.bytes().length);
    }
    for (int i = 0; i < 100; i++) {
      open(agent, "GET /film HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    assertServed(agent);
    for (Socket socket : sockets) {
      long taken = socket.getInputStream().readNBytes(1000).length;
      assertThat(taken).isEqualTo(1000);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> fleet.metric(agent, "peerage_agent_client_connections") < 20);
    assertServed(agent);
  }

  @Test
  void whenAllAreBusyNewConnectionsGet503() throws Exception {
    Agent agent = start(4);
    CountDownLatch go = new CountDownLatch(1);
    fleet.adapter.script(
        "/waits",
        (exchange, _) -> {
          assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
          exchange.send(200, "text/plain", new byte[1]);
        });
    for (int i = 0; i < 4; i++) {
      open(agent, "GET /waits?" + i + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
    Awaitility.await().until(() -> fleet.adapter.asked("/waits") == 4);
    String refused = RawRequest.send(agent.edgePort(), "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(refused).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
    go.countDown();
    for (Socket socket : sockets) {
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 200 ");
    }
    assertServed(agent);
  }

  @Test
  void whatFindsNoMemoryGets503AndHitsGoOn() throws Exception {
    // Room for two requests to the origin.
    Agent agent = start(CONNECTIONS, 1 << 20, 64);
    fleet.adapter.serve("/hit", new byte[10], "Cache-Control", "max-age=60");
    assertThat(fleet.get(agent, "/hit").statusCode()).isEqualTo(200);
    CountDownLatch go = new CountDownLatch(1);
    fleet.adapter.script(
        "/waits",
        (exchange, _) -> {
          assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
          exchange.send(200, "text/plain", new byte[1]);
        });
    for (int i = 0; i < 2; i++) {
      open(agent, "GET /waits?" + i + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
    Awaitility.await().until(() -> fleet.adapter.asked("/waits") == 2);
    HttpResponse<byte[]> refused = fleet.get(agent, "/waits?3");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(fleet.get(agent, "/hit").statusCode()).isEqualTo(200);
    go.countDown();
    for (Socket socket : sockets) {
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 200 ");
    }
    // All was given back.
    Awaitility.await().until(() -> fleet.get(agent, "/waits?4").statusCode() == 200);
    Awaitility.await().until(() -> fleet.metric(agent, "peerage_agent_request_memory_bytes") == 0);
  }
}
