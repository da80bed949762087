package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import io.peerage.agent.tls.TestCertificate;
import io.peerage.testing.SeededContent;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that use HTTP/2 as a weapon lose their connection; others notice nothing. */
class Http2AbuseTest {
  private static final String PATH = "/vod/a.ts";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int FRAMES = 3_000;

  private final SeededContent video = SeededContent.of(1, 300_000);
  private final TestCertificate certificate = TestCertificate.make();

  @TempDir Path folder;
  private TestFleet fleet;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    fleet = new TestFleet(folder);
    certificate.write(folder);
    agent =
        fleet.start(
            "a-1", TestFleet.withTls(fleet.config("a-1"), folder), UnaryOperator.identity());
    fleet.adapter.publish(PATH, 7, video);
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  /** A connection that sends whatever frames it is told to, and reads nothing meanwhile. */
  private final class Frames implements AutoCloseable {
    private final SSLSocket socket;
    private final DataOutputStream out;

    private Frames() throws IOException {
      socket =
          (SSLSocket)
              certificate
                  .believing()
                  .getSocketFactory()
                  .createSocket("localhost", agent.edgeTlsPort().orElseThrow());
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
      out = new DataOutputStream(socket.getOutputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      send(SETTINGS, 0, 0);
    }

    private void send(int type, int flags, int stream, byte... payload) throws IOException {
      byte[] frame = new byte[9 + payload.length];
      frame[0] = (byte) (payload.length >> 16);
      frame[1] = (byte) (payload.length >> 8);
      frame[2] = (byte) payload.length;
      frame[3] = (byte) type;
      frame[4] = (byte) flags;
      frame[5] = (byte) (stream >> 24);
      frame[6] = (byte) (stream >> 16);
      frame[7] = (byte) (stream >> 8);
      frame[8] = (byte) stream;
      System.arraycopy(payload, 0, frame, 9, payload.length);
      out.write(frame);
      out.flush();
    }

    /** Whether the agent has ended the connection, or does within the time limit. */
    private boolean isEnded() {
      try {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] buffer = new byte[64 * 1024];
        while (in.read(buffer) >= 0) {
          // Answers to what came before.
        }
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** GET of the object, in HPACK without its tables. */
  private static byte[] get() {
    byte[] path = PATH.getBytes(StandardCharsets.US_ASCII);
    byte[] block = new byte[2 + 2 + path.length + 2 + 9];
    block[0] = (byte) 0x82;
    block[1] = (byte) 0x87;
    block[2] = 0x04;
    block[3] = (byte) path.length;
    System.arraycopy(path, 0, block, 4, path.length);
    block[4 + path.length] = 0x01;
    block[5 + path.length] = 9;
    System.arraycopy("localhost".getBytes(StandardCharsets.US_ASCII), 0, block, 6 + path.length, 9);
    return block;
  }

  private interface Sending {
    void to(Frames frames) throws IOException;
  }

  private void requireEnded(Sending abuse) throws Exception {
    try (Frames frames = new Frames()) {
      boolean refused = false;
      try {
        abuse.to(frames);
      } catch (IOException e) {
        refused = true;
      }
      assertThat(refused || frames.isEnded()).as("the connection is ended").isTrue();
    }
    requireOthersServed();
  }

  private void requireOthersServed() throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(certificate.believing())
            .version(HttpClient.Version.HTTP_2)
            .build()) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://localhost:" + agent.edgeTlsPort().orElseThrow() + PATH))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(video.bytes());
    }
  }

  @Test
  void requestsThatAreResetAtOnceEndTheConnection() throws Exception {
    requireEnded(frames -> {
      for (int i = 0; i < FRAMES; i++) {
        int stream = 2 * i + 1;
        frames.send(HEADERS, END_HEADERS | END_STREAM, stream, get());
        frames.send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
    });
  }

  @Test
  void headersWithoutEndEndTheConnection() throws Exception {
    requireEnded(frames -> {
      frames.send(HEADERS, END_STREAM, 1, get());
      byte[] field = new byte[2 + 1 + 3 + 8000];
      Arrays.fill(field, (byte) 'a');
      // A literal field, not to be indexed: "a", and a value of 8000 characters.
      field[0] = 0;
      field[1] = 1;
      field[2] = 'a';
      // 8000 = 127 + 7873, and 7873 = 65 + 61 * 128.
      field[3] = 127;
      field[4] = (byte) (0x80 | 65);
      field[5] = 61;
      for (int i = 0; i < FRAMES; i++) {
        frames.send(CONTINUATION, 0, 1, field);
      }
    });
  }

  @Test
  void emptyFramesForNothingEndTheConnection() throws Exception {
    requireEnded(frames -> {
      for (int i = 0; i < FRAMES; i++) {
        frames.send(DATA, 0, 1);
      }
    });
  }

  @Test
  void floodsOfPingsAndSettingsHoldUpNobodyElse() throws Exception {
    try (Frames frames = new Frames()) {
      try {
        for (int i = 0; i < FRAMES; i++) {
          frames.send(PING, 0, 0, new byte[8]);
          frames.send(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 100});
        }
      } catch (IOException e) {
        // It may as well be ended.
      }
      requireOthersServed();
    }
  }
}
