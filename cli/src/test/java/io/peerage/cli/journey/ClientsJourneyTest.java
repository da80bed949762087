package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.media.Generator;
import io.peerage.media.HlsAsset;
import io.peerage.media.HlsRequest;
import io.peerage.media.Rendition;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know nothing of us, ffmpeg and curl, get from an agent what they get without. */
@Timeout(300)
class ClientsJourneyTest {
  private static final String FILE = "/download/film.bin";
  private static final int LENGTH = 3 * 1024 * 1024 + 777;
  private static final int CHUNK = 1024 * 1024;

  @TempDir static Path temp;
  private static Scene scene;
  private static byte[] film;

  @BeforeAll
  static void start() throws Exception {
    scene = Scene.start(temp.resolve("fleet"), Scene.OPTIONS, "one", "two");
    scene.publish(FILE, 1, LENGTH);
    film = Files.readAllBytes(scene.fleet.content().resolve(FILE.substring(1)));
    scene.awaitSigned("one", FILE);
  }

  @AfterAll
  static void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void ffmpegDecodesThroughAgentsFrameByFrameWhatItDecodesFromTheOrigin() throws Exception {
    HlsRequest request =
        new HlsRequest(
            List.of(
                new Rendition("360p", 640, 360, 25, 800_000),
                new Rendition("180p", 320, 180, 25, 300_000)),
            4,
            Duration.ofSeconds(2),
            Optional.of(Generator.BUILT_IN));
    HlsAsset.generate(scene.fleet.content().resolve("vod"), request, (_, _) -> {});
    String direct = frames(scene.fleet.originUrl().resolve("/vod/master.m3u8"));
    assertThat(direct.lines().filter(line -> line.startsWith("0, ")))
        .as("frames of the first of the video streams")
        .hasSize(4 * 2 * 25);

    double before = fetched();
    assertThat(frames(scene.uri("one", "/vod/master.m3u8"))).isEqualTo(direct);
    assertThat(frames(scene.uri("two", "/vod/master.m3u8"))).isEqualTo(direct);
    assertThat(frames(scene.uri("one", "/vod/master.m3u8"))).as("again").isEqualTo(direct);
    assertThat(fetched())
        .as("bytes that came from other agents or were here")
        .isGreaterThan(before);
  }

  private static double fetched() throws Exception {
    double sum = 0;
    for (String agent : List.of("one", "two")) {
      sum += scene.metric(agent, "peerage_agent_peer_bytes_total");
      sum += scene.metric(agent, "peerage_agent_store_bytes_total");
    }
    return sum;
  }

  /** The hash of every frame of every stream. */
  private static String frames(URI playlist) throws Exception {
    Program.Result result =
        Program.run(
            temp,
            List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-xerror",
                "-i",
                playlist.toString(),
                "-map",
                "0",
                "-f",
                "framemd5",
                "-"));
    assertThat(result.err()).as("what ffmpeg complains of").isEmpty();
    assertThat(result.status()).isZero();
    return result.out();
  }

  @Test
  void curlGetsTheWholeAndItsHeader() throws Exception {
    Curl.Response whole = curl();
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(part(0, LENGTH));
    Curl.Response head = curl("--head");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.field("content-length")).isEqualTo(String.valueOf(LENGTH));
    assertThat(head.field("accept-ranges")).isEqualTo("bytes");
    assertThat(head.field("etag")).isEqualTo(whole.field("etag")).isNotEmpty();
  }

  @Test
  void curlGetsRangesWithinChunksAndAcrossThem() throws Exception {
    requireRange("0-0", 0, 1);
    requireRange("0-99", 0, 100);
    requireRange("1000-20000", 1000, 20_001);
    requireRange(CHUNK - 1 + "-" + CHUNK, CHUNK - 1, CHUNK + 1);
    requireRange("100000-2000000", 100_000, 2_000_001);
    requireRange("-1", LENGTH - 1, LENGTH);
    requireRange("-500000", LENGTH - 500_000, LENGTH);
    requireRange("3000000-", 3_000_000, LENGTH);
    requireRange(LENGTH - 10 + "-" + (LENGTH + 10), LENGTH - 10, LENGTH);
    requireRange("-" + (LENGTH + 10), 0, LENGTH);
  }

  private static void requireRange(String range, int from, int end) throws Exception {
    Curl.Response part = curl("--range", range);
    assertThat(part.status()).as(range).isEqualTo(206);
    assertThat(part.field("content-range"))
        .isEqualTo("bytes %d-%d/%d".formatted(from, end - 1, LENGTH));
    assertThat(part.body()).as(range).isEqualTo(part(from, end));
  }

  @Test
  void curlIsToldTheLengthWhenItAsksBeyondTheEnd() throws Exception {
    for (String range : List.of(LENGTH + "-", LENGTH + 5 + "-" + (LENGTH + 9), "-0")) {
      Curl.Response beyond = curl("--range", range);
      assertThat(beyond.status()).as(range).isEqualTo(416);
      assertThat(beyond.field("content-range")).isEqualTo("bytes */" + LENGTH);
      assertThat(beyond.body().remaining()).isZero();
    }
  }

  @Test
  void curlResumesABrokenDownload() throws Exception {
    Path file = temp.resolve("resumed.bin");
    Files.write(file, Arrays.copyOf(film, 1_234_567));
    Curl.Response rest = new Curl(temp).resume(scene.uri("two", FILE), file);
    assertThat(rest.status()).isEqualTo(206);
    assertThat(rest.field("content-range"))
        .isEqualTo("bytes 1234567-%d/%d".formatted(LENGTH - 1, LENGTH));
    assertThat(rest.body()).isEqualTo(part(0, LENGTH));
  }

  @Test
  void curlGetsThePartOfTheSameVersionAndTheWholeOfAnother() throws Exception {
    Curl.Response head = curl("--head");
    Curl.Response same = curl("--range", "10-19", ifRange(head.field("last-modified")));
    assertThat(same.status()).isEqualTo(206);
    assertThat(same.body()).isEqualTo(part(10, 20));
    // The origin's entity tag is a weak one, which says nothing about bytes (RFC 9110 13.1.5).
    String weak = head.field("etag");
    assertThat(weak).startsWith("W/");
    for (String validator : List.of(weak, "\"another\"", "Mon, 01 Jan 2001 00:00:00 GMT")) {
      Curl.Response other = curl("--range", "10-19", ifRange(validator));
      assertThat(other.status()).as(validator).isEqualTo(200);
      assertThat(other.body()).isEqualTo(part(0, LENGTH));
    }
  }

  private static String ifRange(String validator) {
    return "-HIf-Range: " + validator;
  }

  private static ByteBuffer part(int from, int end) {
    return ByteBuffer.wrap(film, from, end - from);
  }

  private static Curl.Response curl(String... options) throws Exception {
    return new Curl(temp).get(scene.uri("one", FILE), options);
  }
}
