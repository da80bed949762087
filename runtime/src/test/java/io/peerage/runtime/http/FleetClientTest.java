package io.peerage.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.Routes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FleetClientTest {
  record Answer(String a) {}

  private static final Duration SILENCE = Duration.ofSeconds(5);
  private final CountDownLatch brokenOff = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private final FleetClient client = new FleetClient(null, SILENCE, 1, 1);
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    Routes routes =
        new Routes()
            .add(
                "GET",
                "/endless",
                exchange -> {
                  try (OutputStream out = exchange.startBody(200, "application/json")) {
                    while (true) {
                      out.write(new byte[8192]);
                      sent.addAndGet(8192);
                    }
                  } catch (IOException e) {
                    brokenOff.countDown();
                    throw e;
                  }
                })
            .add("GET", "/short", exchange -> exchange.sendJson(200, new Answer("b")));
    server =
        new HttpServer(
            "test",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.empty(),
            Duration.ofSeconds(1),
            routes);
    server.start("listen");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  @Timeout(20)
  void keptConnectionThatWasClosedMeanwhileIsReplaced() throws Exception {
    try (ServerSocket closing = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAndClose(closing));
      URI uri = URI.create("http://127.0.0.1:" + closing.getLocalPort() + "/");
      for (int i = 0; i < 5; i++) {
        assertThat(client.getJson(uri, SILENCE, 1000, Answer.class)).isEqualTo(new Answer("c"));
      }
    }
  }

  /** Answers one request of each connection, and closes it without having said so. */
  private static void answerAndClose(ServerSocket closing) {
    try {
      while (true) {
        try (Socket connection = closing.accept()) {
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
          String line = in.readLine();
          while (line != null && !line.isEmpty()) {
            line = in.readLine();
          }
          connection
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":\"c\"}"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  @Test
  @Timeout(20)
  void endlessAnswerIsBrokenOffAtItsLimit() throws Exception {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> client.getJson(uri("/endless"), SILENCE, 1000, Answer.class))
        .withMessageContaining("more than 1000 bytes");
    assertThat(brokenOff.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sent.get()).isLessThan(100_000_000);
    assertThat(client.getJson(uri("/short"), SILENCE, 1000, Answer.class))
        .isEqualTo(new Answer("b"));
  }

  @Test
  @Timeout(20)
  void readerThatThrowsEndsTheTransfer() throws Exception {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            client.execute(
                new HttpUriRequestBase("GET", uri("/endless")),
                SILENCE,
                (response, _) -> {
                  assertThat(response.getEntity().getContent().read()).isZero();
                  throw new IOException("enough");
                }))
        .withMessage("enough");
    assertThat(brokenOff.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
