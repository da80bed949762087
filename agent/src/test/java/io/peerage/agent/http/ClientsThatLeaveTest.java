package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.testing.SeededContent;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go away in the middle of a body leave nothing behind. */
class ClientsThatLeaveTest {
  private final SeededContent video = SeededContent.of(1, 20 << 20);

  @TempDir Path folder;

  @Test
  void filesOfBrokenDownloadsAreClosed() throws Exception {
    try (TestFleet fleet = new TestFleet(folder)) {
      fleet.adapter.publish("/a.bin", 1, video);
      Agent agent =
          fleet.start(
              "a-1", TestFleet.withoutMemory(fleet.config("a-1")), UnaryOperator.identity());
      for (int i = 0; i < 3; i++) {
        // Fetched, then hashed, then sent from its files.
        assertThat(Arrays.equals(fleet.get(agent, "/a.bin").body(), video.bytes())).isTrue();
      }
      for (int i = 0; i < 10; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.edgePort())) {
          socket.setReceiveBufferSize(4096);
          socket
              .getOutputStream()
              .write("GET /a.bin HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
          socket.setSoLinger(true, 0);
        }
      }
      assertThat(Arrays.equals(fleet.get(agent, "/a.bin").body(), video.bytes())).isTrue();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(OpenChunks.below(folder)).isEmpty());
  }
}
