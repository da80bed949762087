package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.adapter.origins.RawOrigin;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes from the origin to be signed is read along by those who would ask for it again. */
class ReadAlongTest {
  private static final byte[] BYTES = SeededContent.of(5, 700_000).bytes();
  private static final int FIRST = 100_000;

  @TempDir Path temp;
  private AdapterFixture fixture;
  private RawOrigin origin;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean breaks;

  @BeforeEach
  void start() throws Exception {
    // As an origin sends a segment that it still makes: nobody knows how long it will be.
    origin =
        new RawOrigin((request, out) -> {
          RawOrigin.head(
              out,
              "HTTP/1.1 200 OK",
              "Content-Type: video/mp4",
              "Cache-Control: max-age=60",
              "Transfer-Encoding: chunked");
          if (request.method().equals("HEAD")) {
            return true;
          }
          chunk(out, 0, FIRST);
          goOn.await();
          if (breaks) {
            return false;
          }
          chunk(out, FIRST, BYTES.length - FIRST);
          RawOrigin.head(out, "0");
          return true;
        });
    fixture = new AdapterFixture(temp);
    fixture.silence = TimeSpan.parse("20s");
    fixture.fromUrl(origin.uri());
  }

  private static void chunk(java.io.OutputStream out, int from, int length) throws IOException {
    RawOrigin.line(out, Integer.toHexString(length));
    out.write(BYTES, from, length);
    RawOrigin.line(out, "");
    out.flush();
  }

  @AfterEach
  void stop() throws Exception {
    goOn.countDown();
    clients.shutdownNow();
    fixture.close();
    origin.close();
  }

  private long gets() {
    return origin.asked().stream().filter(asked -> asked.method().equals("GET")).count();
  }

  @Test
  void whatGrowsIsToldApartAtOnceAndReadFromItsFirstByteOn() throws Exception {
    fixture.start();
    // Not for the five seconds that it waits for what may be done in them.
    assertThat(fixture.agent().manifestReply("/live.mp4").status()).isEqualTo(202);
    AgentView plain = fixture.plain();
    List<Future<AgentView.Reply>> readers =
        List.of(
            clients.submit(() -> plain.get("/live.mp4", "Host", "media.example.com")),
            clients.submit(() -> plain.get("/live.mp4", "Host", "media.example.com")));
    try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), fixture.plainPort())) {
      raw.getOutputStream()
          .write(
              "GET /live.mp4 HTTP/1.1\r\nHost: media.example.com\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      // All that there is, though there will be more.
      assertThat(read(raw.getInputStream(), FIRST)).contains("200 OK", "video/mp4");
    }
    goOn.countDown();
    for (Future<AgentView.Reply> reader : readers) {
      assertThat(reader.get().bytes()).isEqualTo(BYTES);
    }
    assertThat(fixture.agent().download("/live.mp4")).isEqualTo(BYTES);
    // The latecomer, who was told to pass through a moment ago.
    assertThat(plain.get("/live.mp4", "Host", "media.example.com").bytes()).isEqualTo(BYTES);
    assertThat(gets()).isEqualTo(1);
  }

  private static String read(InputStream in, int bytes) throws IOException {
    byte[] head = in.readNBytes(bytes);
    return new String(head, 0, 500, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whoeverAsksForSomethingElseIsPassedOn() throws Exception {
    fixture.start();
    assertThat(fixture.agent().manifestReply("/live.mp4").status()).isEqualTo(202);
    goOn.countDown();
    AgentView plain = fixture.plain();
    for (String[] field :
        new String[][] {
          {"Authorization", "Basic eDp5"}, {"Cache-Control", "no-cache"}, {"If-None-Match", "\"x\""}
        }) {
      long before = gets();
      assertThat(plain.get("/live.mp4", "Host", "media.example.com", field[0], field[1]).bytes())
          .isEqualTo(BYTES);
      assertThat(gets()).as(field[0]).isEqualTo(before + 1);
    }
  }

  @Test
  void whatWasAskedForTooLongAgoIsNotReadAlong() throws Exception {
    fixture.start();
    AgentView agent = fixture.agent();
    assertThat(agent.manifestReply("/live.mp4").status()).isEqualTo(202);
    // After a purge: what is under way may be what was purged.
    agent.get(
        "/peerage/v1/sites/" + AdapterFixture.SITE + "/manifest?path=%2Flive.mp4",
        "Cache-Control",
        "max-age=0");
    goOn.countDown();
    long before = gets();
    fixture.plain().get("/live.mp4", "Host", "media.example.com");
    assertThat(gets()).isGreaterThan(before);
  }

  @Test
  void brokenObjectBreaksOffForAllWhoReadIt() throws Exception {
    breaks = true;
    fixture.start();
    assertThat(fixture.agent().manifestReply("/live.mp4").status()).isEqualTo(202);
    try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), fixture.plainPort())) {
      raw.getOutputStream()
          .write(
              "GET /live.mp4 HTTP/1.1\r\nHost: media.example.com\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(read(raw.getInputStream(), FIRST)).contains("200 OK");
      goOn.countDown();
      String rest = new String(raw.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(rest).doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void whatIsNotKeptIsAskedForAgain() throws Exception {
    fixture.spoolQuota = new ByteSize(0);
    fixture.start();
    assertThat(fixture.agent().manifestReply("/live.mp4").status()).isEqualTo(202);
    goOn.countDown();
    assertThat(fixture.plain().get("/live.mp4", "Host", "media.example.com").bytes())
        .isEqualTo(BYTES);
    assertThat(gets()).isGreaterThan(1);
  }
}
