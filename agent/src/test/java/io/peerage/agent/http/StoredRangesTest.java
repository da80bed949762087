package io.peerage.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.agent.TestFleet;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges of content without a manifest: answered out of what is stored, parts put together. */
class StoredRangesTest {
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

  @Test
  void rangesAreAnsweredOutOfTheWhole() throws Exception {
    fleet.adapter.serve("/e", BODY, "Cache-Control", "max-age=60", "ETag", "\"e\"");
    assertThat(fleet.get(agent, "/e").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> one = fleet.get(agent, "/e", "Range", "bytes=2-4");
    assertThat(one.statusCode()).isEqualTo(206);
    assertThat(one.body()).asString().isEqualTo("234");
    assertThat(one.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
    HttpResponse<byte[]> two = fleet.get(agent, "/e", "Range", "bytes=0-1,-2");
    assertThat(two.statusCode()).isEqualTo(206);
    String type = two.headers().firstValue("Content-Type").orElseThrow();
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1);
    assertThat(two.body())
        .asString()
        .isEqualTo(
            "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
                    .replace("B", boundary)
                + "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89"
                    .replace("B", boundary)
                + "\r\n--B--\r\n".replace("B", boundary));
    HttpResponse<byte[]> none = fleet.get(agent, "/e", "Range", "bytes=10-");
    assertThat(none.statusCode()).isEqualTo(416);
    assertThat(none.headers().firstValue("Content-Range")).contains("bytes */10");
    assertThat(fleet.get(agent, "/e", "Range", "bytes=0-1", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
    assertThat(fleet.get(agent, "/e", "Range", "bytes=0-1", "If-Range", "\"e\"").statusCode())
        .isEqualTo(206);
    assertThat(fleet.adapter.asked("/e")).isEqualTo(1);
  }

  @Test
  void thousandsOfRangesGetTheWhole() throws Exception {
    fleet.adapter.serve("/r", BODY, "Cache-Control", "max-age=60");
    assertThat(fleet.get(agent, "/r").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> response =
        fleet.get(agent, "/r", "Range", "bytes=" + "0-0,2-2,".repeat(1000) + "4-4");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(BODY);
  }

  @Test
  void partsOfOneVersionAreKeptAndPutTogether() throws Exception {
    fleet.adapter.script(
        "/f",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60").set("ETag", "\"f\"");
          String range = exchange.header("Range").orElse("bytes=0-9");
          int from = Integer.parseInt(range.substring(6, 7));
          int end = range.endsWith("-") ? 10 : Integer.parseInt(range.substring(8)) + 1;
          exchange.set("Content-Range", "bytes " + from + "-" + (end - 1) + "/10");
          exchange.send(206, "text/plain", Arrays.copyOfRange(BODY, from, end));
        });
    assertThat(fleet.get(agent, "/f", "Range", "bytes=0-3").body()).asString().isEqualTo("0123");
    assertThat(fleet.get(agent, "/f", "Range", "bytes=1-2").body()).asString().isEqualTo("12");
    assertThat(fleet.adapter.asked("/f")).isEqualTo(1);
    assertThat(fleet.get(agent, "/f", "Range", "bytes=3-6").body()).asString().isEqualTo("3456");
    assertThat(fleet.get(agent, "/f", "Range", "bytes=0-6").body()).asString().isEqualTo("0123456");
    assertThat(fleet.adapter.asked("/f")).isEqualTo(2);
    // Now for all of it: the rest is asked for, and only that.
    HttpResponse<byte[]> whole = fleet.get(agent, "/f");
    assertThat(whole.body()).isEqualTo(BODY);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(fleet.adapter.asked("/f")).isEqualTo(3);
    assertThat(fleet.get(agent, "/f").body()).isEqualTo(BODY);
    assertThat(fleet.adapter.asked("/f")).isEqualTo(3);
  }

  @Test
  void partOfAnotherVersionReplacesTheOldOne() throws Exception {
    fleet.adapter.script(
        "/g",
        (exchange, number) -> {
          exchange.set("Cache-Control", "max-age=60").set("ETag", "\"v" + number + "\"");
          if (exchange.header("If-Range").isPresent() || exchange.header("Range").isEmpty()) {
            exchange.send(200, "text/plain", "abcdefghij".getBytes(StandardCharsets.US_ASCII));
            return;
          }
          exchange.set("Content-Range", "bytes 0-3/10");
          exchange.send(206, "text/plain", Arrays.copyOf(BODY, 4));
        });
    assertThat(fleet.get(agent, "/g", "Range", "bytes=0-3").body()).asString().isEqualTo("0123");
    assertThat(fleet.get(agent, "/g").body()).asString().isEqualTo("abcdefghij");
    assertThat(fleet.get(agent, "/g", "Range", "bytes=0-3").body()).asString().isEqualTo("abcd");
  }

  @Test
  void restOfAnotherVersionIsNotPutToThePart() throws Exception {
    // An origin that does not heed If-Range.
    fleet.adapter.script(
        "/g2",
        (exchange, number) -> {
          exchange.set("Cache-Control", "max-age=60").set("ETag", "\"v" + number + "\"");
          Optional<String> range = exchange.header("Range");
          if (range.isEmpty()) {
            exchange.send(200, "text/plain", "abcdefghij".getBytes(StandardCharsets.US_ASCII));
          } else {
            boolean rest = range.get().endsWith("-");
            exchange.set("Content-Range", rest ? "bytes 4-9/10" : "bytes 0-3/10");
            byte[] part = rest ? new byte[6] : Arrays.copyOf(BODY, 4);
            exchange.send(206, "text/plain", part);
          }
        });
    assertThat(fleet.get(agent, "/g2", "Range", "bytes=0-3").body()).asString().isEqualTo("0123");
    HttpResponse<byte[]> whole = fleet.get(agent, "/g2");
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).asString().isEqualTo("abcdefghij");
  }

  @Test
  void partOfAWrongLengthIsPassedOnAndNotKept() throws Exception {
    fleet.adapter.script(
        "/h",
        (exchange, _) -> {
          exchange.set("Cache-Control", "max-age=60").set("Content-Range", "bytes 4-9/10");
          exchange.send(206, "text/plain", "01234".getBytes(StandardCharsets.US_ASCII));
        });
    for (int i = 1; i <= 2; i++) {
      HttpResponse<byte[]> response = fleet.get(agent, "/h", "Range", "bytes=4-9");
      assertThat(response.statusCode()).isEqualTo(206);
      assertThat(response.body()).asString().isEqualTo("01234");
      assertThat(fleet.adapter.asked("/h")).isEqualTo(i);
    }
  }
}
