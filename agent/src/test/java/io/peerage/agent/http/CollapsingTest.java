package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.agent.responses.CacheConfig;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once: one request to the origin, and nobody waits for more than there is. */
class CollapsingTest {
  @TempDir Path folder;
  private TestFleet fleet;
  private Agent agent;
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch gate = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    // Short bodies are short, and long ones too long to be kept.
    CacheConfig small =
        new CacheConfig(
            ByteSize.ofMiB(8),
            ByteSize.ofMiB(1),
            ByteSize.parse("16KiB"),
            ByteSize.ofMiB(1),
            TimeSpan.ofSeconds(60));
    agent =
        fleet.start(
            "a-1", TestFleet.withCache(fleet.config("a-1"), small), UnaryOperator.identity());
  }

  @AfterEach
  void stop() {
    gate.countDown();
    clients.shutdownNow();
    fleet.close();
  }

  /** Waits until the agent has begun to answer so many requests. */
  private void awaitRequests(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> fleet.metric(agent, "peerage_agent_requests_total") >= count);
  }

  private List<HttpResponse<byte[]>> getAtOnce(int count, String path) throws Exception {
    List<Callable<HttpResponse<byte[]>>> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(() -> fleet.get(agent, path));
    }
    List<HttpResponse<byte[]>> responses = new ArrayList<>();
    for (Future<HttpResponse<byte[]>> response : clients.invokeAll(requests)) {
      responses.add(response.get());
    }
    return responses;
  }

  @Test
  void fiftyColdRequestsAreOne() throws Exception {
    byte[] segment = SeededContent.of(1, 700_000).bytes();
    fleet.adapter.script(
        "/seg.ts",
        (exchange, _) -> {
          awaitRequests(50);
          exchange.set("Cache-Control", "max-age=60");
          exchange.send(200, "video/mp2t", segment);
        });
    for (HttpResponse<byte[]> response : getAtOnce(50, "/seg.ts")) {
      assertThat(response.body()).isEqualTo(segment);
    }
    assertThat(fleet.adapter.asked("/seg.ts")).isEqualTo(1);
  }

  @Test
  void twentyColdRequestsForWhatIsNotThereAreOne() throws Exception {
    fleet.adapter.script(
        "/next.ts",
        (exchange, _) -> {
          awaitRequests(20);
          exchange.set("Cache-Control", "max-age=5");
          exchange.send(404, "text/plain", "not yet".getBytes(StandardCharsets.US_ASCII));
        });
    for (HttpResponse<byte[]> response : getAtOnce(20, "/next.ts")) {
      assertThat(response.statusCode()).isEqualTo(404);
    }
    assertThat(fleet.adapter.asked("/next.ts")).isEqualTo(1);
    assertThat(fleet.get(agent, "/next.ts").statusCode()).isEqualTo(404);
    assertThat(fleet.adapter.asked("/next.ts")).isEqualTo(1);
  }

  @Test
  void privateResponsesAreForOneClientEach() throws Exception {
    fleet.adapter.script(
        "/me",
        (exchange, number) -> {
          awaitRequests(10);
          exchange.set("Cache-Control", "private, max-age=60");
          exchange.send(200, "text/plain", ("" + number).getBytes(StandardCharsets.US_ASCII));
        });
    assertThat(
            getAtOnce(10, "/me").stream().map(r -> new String(r.body(), StandardCharsets.US_ASCII)))
        .doesNotHaveDuplicates();
  }

  @Test
  void secondClientJoinsAGrowingSegmentAndHasItsFirstByteAtOnce() throws Exception {
    byte[] segment = SeededContent.of(2, 200_000).bytes();
    fleet.adapter.script(
        "/live.m4s",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          var out = exchange.startBody(200, "video/mp4");
          out.write(segment, 0, 100_000);
          out.flush();
          gate.await();
          out.write(segment, 100_000, 100_000);
          out.close();
        });
    try (Socket first = get("/live.m4s")) {
      assertThat(readUntil(first, 100_000)).isGreaterThan(100_000);
      long start = System.nanoTime();
      try (Socket second = get("/live.m4s")) {
        assertThat(second.getInputStream().read()).isEqualTo('H');
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        // The target is 50 ms; a busy machine gets some more. It still grows, so it was not waited
        // for.
        assertThat(millis).isLessThan(1000);
        assertThat(readUntil(second, 100_000)).isGreaterThan(100_000);
      }
      gate.countDown();
    }
    assertThat(fleet.get(agent, "/live.m4s").body()).isEqualTo(segment);
    assertThat(fleet.adapter.asked("/live.m4s")).isEqualTo(1);
  }

  private Socket get(String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.edgePort());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
                .formatted(path, agent.edgePort())
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Reads at least so many bytes. */
  private static int readUntil(Socket socket, int bytes) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    int total = 0;
    while (total <= bytes) {
      int read = in.read(buffer);
      if (read < 0) {
        break;
      }
      total += read;
    }
    return total;
  }

  @Test
  void whatIsTooLongToBeKeptGoesThroughWhole() throws Exception {
    byte[] film = SeededContent.of(3, 5_000_000).bytes();
    for (boolean announced : new boolean[] {true, false}) {
      String path = announced ? "/film1" : "/film2";
      fleet.adapter.script(
          path,
          (exchange, _) -> {
            exchange.set("Cache-Control", "max-age=60");
            if (announced) {
              exchange.set("Content-Length", "" + film.length);
            }
            try (var out = exchange.startBody(200, "video/mp4")) {
              out.write(film);
            }
          });
      for (HttpResponse<byte[]> response : getAtOnce(3, path)) {
        assertThat(response.body()).isEqualTo(film);
      }
      int asked = fleet.adapter.asked(path);
      assertThat(fleet.get(agent, path).body()).isEqualTo(film);
      assertThat(fleet.adapter.asked(path)).isEqualTo(asked + 1);
    }
  }

  @Test
  void bodiesStayWithinTheirBounds() throws Exception {
    byte[] segment = SeededContent.of(4, 400_000).bytes();
    for (int i = 0; i < 40; i++) {
      String path = "/many" + i;
      fleet.adapter.script(
          path,
          (exchange, _) -> {
            exchange.set("Cache-Control", "max-age=60");
            exchange.send(200, "video/mp2t", segment);
          });
      assertThat(fleet.get(agent, path).body()).isEqualTo(segment);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> bytesIn(folder.resolve("a-1/responses")) <= 8L << 20);
  }

  private static long bytesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.exists(file) ? Files.size(file) : 0;
      }
      return bytes;
    }
  }

  @Test
  void transferThatNobodyWaitsForIsBrokenOff() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    fleet.adapter.script(
        "/endless",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60");
          var out = exchange.startBody(200, "video/mp4");
          try {
            for (int i = 0; i < 100_000; i++) {
              out.write(new byte[64 * 1024]);
            }
          } catch (IOException e) {
            broken.set(true);
            throw e;
          }
        });
    try (Socket client = get("/endless")) {
      assertThat(readUntil(client, 200_000)).isPositive();
    }
    Awaitility.await().atMost(30, TimeUnit.SECONDS).untilTrue(broken);
  }

  @Test
  void whatChangesWhileItComesIsNotKept() throws Exception {
    fleet.adapter.script(
        "/doc",
        (exchange, number) -> {
          exchange.set("Cache-Control", "max-age=60").set("X-Number", "" + number);
          if (exchange.method().equals("PUT")) {
            exchange.body().readAllBytes();
            exchange.send(200, "text/plain", new byte[0]);
            return;
          }
          var out = exchange.startBody(200, "text/plain");
          out.write('a');
          out.flush();
          if (number == 1) {
            gate.await();
          }
          out.close();
        });
    Future<HttpResponse<byte[]>> old = clients.submit(() -> fleet.get(agent, "/doc"));
    Awaitility.await().until(() -> fleet.adapter.asked("/doc") == 1);
    fleet.send(agent, "PUT", "/doc", java.net.http.HttpRequest.BodyPublishers.ofString("x"));
    gate.countDown();
    assertThat(old.get().headers().firstValue("X-Number")).contains("1");
    assertThat(fleet.get(agent, "/doc").headers().firstValue("X-Number")).contains("3");
  }
}
