package io.peerage.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.runtime.config.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  @Test
  void connectionsOverTheLimitWaitUntilOthersEnd() throws Exception {
    Routes routes = new Routes().add("GET", "/", exchange -> exchange.sendStatus(204));
    try (HttpServer server =
        new HttpServer(
            "test",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.empty(),
            Duration.ofSeconds(1),
            routes,
            1)) {
      server.start("listen");
      try (Socket first = new Socket(InetAddress.getLoopbackAddress(), server.port());
          Socket second = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        assertThat(get(first, 10_000)).isEqualTo("HTTP/1.1 204");
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> get(second, 300));
        first.close();
        second.setSoTimeout(10_000);
        assertThat(readStatus(second)).isEqualTo("HTTP/1.1 204");
      }
    }
  }

  @Test
  void idleConnectionDoesNotHoldUpTheEnd() throws Exception {
    HttpServer server = server(Duration.ofSeconds(8), exchange -> exchange.sendStatus(204));
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      assertThat(get(idle, 10_000)).isEqualTo("HTTP/1.1 204");
      long start = System.nanoTime();
      server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
    }
  }

  @Test
  void requestUnderWayIsFinishedBeforeTheEnd() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    HttpServer server =
        server(
            Duration.ofSeconds(8),
            exchange -> {
              started.countDown();
              released.await();
              exchange.sendStatus(204);
            });
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      send(socket, 10_000);
      started.await();
      Thread closing = Thread.ofVirtual().start(server::close);
      released.countDown();
      assertThat(readStatus(socket)).isEqualTo("HTTP/1.1 204");
      assertThat(closing.join(Duration.ofSeconds(15))).isTrue();
    }
  }

  @Test
  void requestThatDoesNotEndIsCutOffAfterTheDrain() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    HttpServer server =
        server(
            Duration.ofMillis(200),
            _ -> {
              started.countDown();
              never.await();
            });
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      send(socket, 10_000);
      started.await();
      server.close();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static HttpServer server(Duration drain, Routes.Endpoint endpoint) throws IOException {
    HttpServer server =
        new HttpServer(
            "test",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.empty(),
            drain,
            new Routes().add("GET", "/", endpoint));
    server.start("listen");
    return server;
  }

  private static String get(Socket socket, int timeoutMillis) throws IOException {
    send(socket, timeoutMillis);
    return readStatus(socket);
  }

  private static void send(Socket socket, int timeoutMillis) throws IOException {
    socket.setSoTimeout(timeoutMillis);
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static String readStatus(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }
}
