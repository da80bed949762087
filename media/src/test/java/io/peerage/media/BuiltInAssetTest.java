package io.peerage.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.media.h264.NalUnits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the built-in generator makes, taken apart by readers of our own: ffmpeg has no part here.
 */
class BuiltInAssetTest {
  static final HlsRequest REQUEST =
      new HlsRequest(
          List.of(
              new Rendition("high", 320, 180, 25, 800_000),
              new Rendition("low", 98, 66, 10, 150_000)),
          3,
          Duration.ofSeconds(2),
          Optional.of(Generator.BUILT_IN));

  @TempDir Path temp;
  private HlsAsset asset;
  private final List<Integer> progress = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    asset =
        HlsAsset.generate(
            temp.resolve("asset"),
            REQUEST,
            (done, total) -> {
              assertThat(total).isEqualTo(6);
              progress.add(done);
            });
  }

  @Test
  void masterPlaylistNamesEveryRenditionWithWhatWasMeasured() throws IOException {
    List<String> lines = Files.readAllLines(asset.master().path());
    assertThat(lines.subList(0, 3))
        .containsExactly("#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-INDEPENDENT-SEGMENTS");
    assertThat(lines).hasSize(7);
    assertThat(lines.get(3))
        .matches(
            "#EXT-X-STREAM-INF:BANDWIDTH=\\d+,AVERAGE-BANDWIDTH=\\d+,RESOLUTION=320x180,"
                + "FRAME-RATE=25\\.000,CODECS=\"avc1\\.42C0[0-9A-F]{2}\"");
    assertThat(lines.get(4)).isEqualTo("high/index.m3u8");
    assertThat(lines.get(5)).contains("RESOLUTION=98x66,FRAME-RATE=10.000");
    assertThat(lines.get(6)).isEqualTo("low/index.m3u8");
    for (MadeRendition made : asset.renditions()) {
      long most = made.segments().stream().mapToLong(MediaFile::bytes).max().orElseThrow() * 8 / 2;
      assertThat(made.peakBitsPerSecond()).isEqualTo(most);
      assertThat(Files.readString(asset.master().path())).contains("BANDWIDTH=" + most + ",");
    }
  }

  @Test
  void mediaPlaylistsAreCompleteAndTrue() throws IOException {
    for (MadeRendition made : asset.renditions()) {
      assertThat(made.playlist().path())
          .hasContent(
              """
              #EXTM3U
              #EXT-X-VERSION:3
              #EXT-X-TARGETDURATION:2
              #EXT-X-MEDIA-SEQUENCE:0
              #EXT-X-PLAYLIST-TYPE:VOD
              #EXT-X-INDEPENDENT-SEGMENTS
              #EXTINF:2.000000,
              segment-00000.ts
              #EXTINF:2.000000,
              segment-00001.ts
              #EXTINF:2.000000,
              segment-00002.ts
              #EXT-X-ENDLIST
              """);
      assertThat(made.duration()).isEqualTo(Duration.ofSeconds(6));
      assertThat(made.segments()).hasSize(3).allSatisfy(file -> assertThat(file.path()).exists());
    }
    assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(asset.segmentCount()).isEqualTo(6);
    assertThat(asset.files()).hasSize(1 + 2 + 6);
  }

  @Test
  void segmentsAreTransportStreamsWithTablesAndAPictureForEveryFrame() throws IOException {
    for (MadeRendition made : asset.renditions()) {
      int fps = made.rendition().framesPerSecond();
      TransportStreamReader reader = new TransportStreamReader();
      long next = -1;
      for (MediaFile file : made.segments()) {
        TransportStreamReader.Segment segment = reader.read(Files.readAllBytes(file.path()));
        assertThat(segment.tables()).hasSize(2);
        assertThat(segment.tables().get(0)[0]).as("table of programs").isEqualTo((byte) 0);
        assertThat(segment.tables().get(1)[0]).as("map of a program").isEqualTo((byte) 2);
        assertThat(segment.tables().get(1)[12]).as("H.264").isEqualTo((byte) 0x1B);
        assertThat(segment.tables())
            .allSatisfy(table -> assertThat(TransportStreamReader.crc(table)).isZero());
        assertThat(segment.video()).hasSize(2 * fps);
        for (int i = 0; i < segment.video().size(); i++) {
          List<Integer> types = NalUnits.types(segment.video().get(i));
          assertThat(types).isEqualTo(i == 0 ? List.of(9, 7, 8, 5) : List.of(9, 1));
          long time = segment.times().get(i);
          if (next >= 0) {
            assertThat(time).isEqualTo(next);
          }
          next = time + 90_000 / fps;
        }
      }
    }
  }

  @Test
  void bitRateIsTheOneAskedFor() {
    for (MadeRendition made : asset.renditions()) {
      assertThat((double) made.averageBitsPerSecond() / made.rendition().bitsPerSecond())
          .as(made.rendition().name())
          .isCloseTo(1, within(0.1));
    }
  }

  @Test
  void sameRequestGivesTheSameBytes() throws Exception {
    HlsAsset again = HlsAsset.generate(temp.resolve("again"), REQUEST, Progress.NONE);
    assertThat(contents(again)).isEqualTo(contents(asset));
  }

  private static List<String> contents(HlsAsset asset) {
    return asset.files().stream()
        .map(file -> {
          try {
            return asset.folder().relativize(file.path())
                + " "
                + java.util.Arrays.hashCode(Files.readAllBytes(file.path()));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        })
        .collect(Collectors.toList());
  }
}
