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
      server.start();
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

  private static String get(Socket socket, int timeoutMillis) throws IOException {
    socket.setSoTimeout(timeoutMillis);
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return readStatus(socket);
  }

  private static String readStatus(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }
}
