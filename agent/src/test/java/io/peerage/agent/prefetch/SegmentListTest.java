package io.peerage.agent.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentListTest {
  private static Link link(String target) {
    return new Link(target, target);
  }

  private static List<String> names(List<Link> links) {
    return links.stream().map(Link::name).toList();
  }

  @Test
  void segmentsAreResolvedAgainstTheirPlaylist() {
    SegmentList list =
        SegmentList.parse(
                "/live/720p/p.m3u8?token=1",
                """
                #EXTM3U
                #EXT-X-MAP:URI="init.mp4"
                #EXTINF:4,
                a.m4s?x=1

                #EXTINF:4,
                ../480p/b.m4s
                #EXTINF:4,
                /c.m4s
                """
                    .replace("\n", "\r\n"),
                SegmentListTest::link)
            .orElseThrow();
    assertThat(names(list.links()))
        .containsExactly("/live/720p/a.m4s?x=1", "/live/480p/b.m4s", "/c.m4s");
    assertThat(list.position("/c.m4s")).isEqualTo(2);
    assertThat(list.position("/d.m4s")).isEqualTo(-1);
    assertThat(names(list.after(0, 5))).containsExactly("/live/480p/b.m4s", "/c.m4s");
    assertThat(list.after(2, 5)).isEmpty();
  }

  @Test
  void segmentsInOneResourceAreOne() {
    String text =
        """
        #EXTM3U
        #EXTINF:4,
        #EXT-X-BYTERANGE:10@0
        all.ts
        #EXTINF:4,
        #EXT-X-BYTERANGE:10@10
        all.ts
        """;
    assertThat(
            names(SegmentList.parse("/p.m3u8", text, SegmentListTest::link).orElseThrow().links()))
        .containsExactly("/all.ts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "#EXTM3U\n",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n",
        "#EXTM3U\n#EXTINF:4,\nhttps://elsewhere.example/a.ts\n",
        "#EXTM3U\n#EXTINF:4,\n//elsewhere.example/a.ts\n",
        "#EXTM3U\n#EXTINF:4,\nnot a reference\n"
      })
  void whatIsNoMediaPlaylistOfThisHostHasNoSegments(String text) {
    assertThat(SegmentList.parse("/p.m3u8", text, SegmentListTest::link)).isEmpty();
  }

  @Test
  void onlyTheLastOfVeryManySegmentsAreKept() {
    StringBuilder text = new StringBuilder("#EXTM3U\n");
    for (int i = 0; i < 30_000; i++) {
      text.append("#EXTINF:1,\n").append(i).append(".ts\n");
    }
    SegmentList list =
        SegmentList.parse("/p.m3u8", text.toString(), SegmentListTest::link).orElseThrow();
    assertThat(names(list.links())).hasSize(20_000).endsWith("/29999.ts");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b.ts, ../c.ts, /c.ts",
    "/a/b.ts, ../../../c.ts, /c.ts",
    "/a/b.ts, c%20d.ts?x=%2F, /a/c%20d.ts?x=%2F",
    "/a/b.ts, ?x=1, /a/?x=1",
  })
  void referencesStayBelowTheRoot(String base, String reference, String target) {
    assertThat(References.resolve(base, reference)).contains(target);
  }
}
