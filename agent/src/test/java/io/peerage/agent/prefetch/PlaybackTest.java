package io.peerage.agent.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a player will want next. */
class PlaybackTest {
  private final Map<String, SegmentList> lists = new HashMap<>();
  private final Playback playback = new Playback();

  private void playlist(String name, int from, int to) {
    String text =
        IntStream.range(from, to)
            .mapToObj(i -> "#EXTINF:6,\n" + i + ".ts\n")
            .collect(Collectors.joining("", "#EXTM3U\n", ""));
    lists.put(name, SegmentList.parse(name, text, PlaybackTest::link).orElseThrow());
    playback.read(name);
  }

  private static Link link(String target) {
    return new Link(target, target + "?token");
  }

  private Playback.Step asks(int ahead, String target) {
    return playback.requested(target, "", List.of(), lists::get, ahead);
  }

  private Playback.Step says(String type, String target, String... next) {
    return playback.requested(
        target, type, Stream.of(next).map(PlaybackTest::link).toList(), lists::get, 1);
  }

  @Test
  void theNextSegmentsOfThePlayedRenditionAreWantedOnce() {
    playlist("/low/p.m3u8", 0, 10);
    playlist("/high/p.m3u8", 0, 10);
    assertThat(names(asks(2, "/low/0.ts"))).containsExactly("/low/1.ts", "/low/2.ts");
    assertThat(names(asks(2, "/low/1.ts"))).containsExactly("/low/3.ts");
    assertThat(names(asks(2, "/low/1.ts"))).isEmpty();
    assertThat(names(asks(2, "/low/2.ts"))).containsExactly("/low/4.ts");
    // Another rendition begins where it is asked for.
    assertThat(asks(2, "/high/3.ts")).isEqualTo(step(List.of(), "/high/4.ts", "/high/5.ts"));
  }

  @Test
  void nothingIsWantedAfterTheLastSegmentNorOfWhatIsInNoPlaylist() {
    playlist("/p.m3u8", 0, 3);
    assertThat(names(asks(2, "/1.ts"))).containsExactly("/2.ts");
    assertThat(asks(2, "/2.ts")).isEqualTo(Playback.Step.NOTHING);
    assertThat(asks(2, "/other.ts")).isEqualTo(Playback.Step.NOTHING);
    assertThat(asks(2, "/p.m3u8")).isEqualTo(Playback.Step.NOTHING);
  }

  @Test
  void seekDropsWhatWasAskedForAndStartsThere() {
    playlist("/p.m3u8", 0, 100);
    assertThat(names(asks(3, "/0.ts"))).hasSize(3);
    assertThat(asks(3, "/50.ts"))
        .isEqualTo(step(List.of("/1.ts", "/2.ts", "/3.ts"), "/51.ts", "/52.ts", "/53.ts"));
    assertThat(asks(3, "/10.ts").drop()).containsExactly("/51.ts", "/52.ts", "/53.ts");
    // Back by one: what was asked for is of use again.
    assertThat(asks(3, "/9.ts")).isEqualTo(step(List.of("/13.ts"), "/10.ts", "/11.ts", "/12.ts"));
  }

  @Test
  void skippedSegmentIsNoSeek() {
    playlist("/p.m3u8", 0, 100);
    asks(2, "/0.ts");
    assertThat(asks(2, "/2.ts")).isEqualTo(step(List.of(), "/3.ts", "/4.ts"));
  }

  @Test
  void livePlaylistMovesOn() {
    playlist("/p.m3u8", 0, 5);
    asks(2, "/3.ts");
    assertThat(names(asks(2, "/4.ts"))).isEmpty();
    playlist("/p.m3u8", 3, 8);
    assertThat(names(asks(2, "/5.ts"))).containsExactly("/6.ts", "/7.ts");
    playlist("/p.m3u8", 20, 25);
    assertThat(asks(2, "/20.ts")).isEqualTo(step(List.of(), "/21.ts", "/22.ts"));
  }

  @Test
  void whatThePlayerSaysGoesBeforeWhatItsPlaylistMakesLikely() {
    playlist("/p.m3u8", 0, 10);
    assertThat(says("v", "/0.ts", "/high/1.ts")).isEqualTo(step(List.of(), "/high/1.ts"));
    assertThat(says("v", "/high/1.ts", "/high/2.ts")).isEqualTo(step(List.of(), "/high/2.ts"));
    // The same word twice, as for two ranges of one object, is one.
    assertThat(names(says("v", "/high/1.ts", "/high/2.ts"))).isEmpty();
  }

  @Test
  void playerThatGoesElsewhereThanItSaidMakesThatUseless() {
    says("v", "/v0.m4s", "/v1.m4s");
    says("a", "/a0.m4s", "/a1.m4s");
    assertThat(says("v", "/v70.m4s", "/v71.m4s")).isEqualTo(step(List.of("/v1.m4s"), "/v71.m4s"));
    assertThat(says("a", "/a1.m4s", "/a2.m4s")).isEqualTo(step(List.of(), "/a2.m4s"));
  }

  @Test
  void memoryOfPlaylistsIsBounded() {
    for (int i = 0; i < 100; i++) {
      playlist("/" + i + "/p.m3u8", 0, 3);
    }
    assertThat(asks(1, "/0/0.ts")).isEqualTo(Playback.Step.NOTHING);
    assertThat(names(asks(1, "/99/0.ts"))).containsExactly("/99/1.ts");
  }

  private static List<String> names(Playback.Step step) {
    return step.next().stream().map(Link::name).toList();
  }

  private static Playback.Step step(List<String> drop, String... next) {
    return new Playback.Step(drop, Stream.of(next).map(PlaybackTest::link).toList());
  }
}
