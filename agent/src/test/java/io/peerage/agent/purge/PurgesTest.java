package io.peerage.agent.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.agent.purge.PurgeMatcher.Hit;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Purge.Kind;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.protocol.site.SiteName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgesTest {
  private static final SiteName SITE = new SiteName("media.example");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  @TempDir Path temp;

  private Path file() {
    return temp.resolve("purges.log");
  }

  private Purges open() {
    return Purges.open(
        file(), InstantSource.fixed(NOW), PurgeEvents.NONE, UnaryOperator.identity());
  }

  private static PurgeBatch batch(long after, long... ids) {
    List<PurgeBatch.Entry> entries = new ArrayList<>();
    for (long id : ids) {
      entries.add(PurgeBatch.Entry.of(id, NOW, new Purge(SITE, Kind.URL, "/" + id, Mode.HARD)));
    }
    return new PurgeBatch(after, ids[ids.length - 1], false, NOW, entries);
  }

  private static Optional<Hit> since(Purges purges, long mark, String target) {
    return purges.log().hitSince(mark, SITE, target, _ -> Optional.empty());
  }

  @Test
  void whatWasAskedForBeforeIsHitAndWhatCameAfterIsNot() {
    Purges purges = open();
    purges.carryOut(batch(1, 5, 9));
    assertThat(purges.position()).isEqualTo(9);
    assertThat(since(purges, 1, "/5")).contains(new Hit(Mode.HARD, NOW));
    assertThat(since(purges, 5, "/5")).isEmpty();
    assertThat(since(purges, 5, "/9")).isPresent();
    assertThat(since(purges, 9, "/9")).isEmpty();
    assertThat(since(purges, 1, "/7")).isEmpty();
    assertThat(purges.log().purgedAt(SITE, "/5", _ -> Optional.empty())).contains(NOW);
    assertThat(purges.log().purgedAt(SITE, "/7", _ -> Optional.empty())).isEmpty();
  }

  @Test
  void restartForgetsNothing() {
    Purges purges = open();
    purges.carryOut(new PurgeBatch(1, 3, true, NOW, List.of()));
    purges.carryOut(batch(3, 5, 9));
    Purges again = open();
    assertThat(again.position()).isEqualTo(9);
    assertThat(again.log().entries()).isEqualTo(purges.log().entries());
    assertThat(since(again, 0, "/x")).contains(new Hit(Mode.SOFT, NOW));
    assertThat(since(again, 1, "/x")).isEmpty();
    again.carryOut(batch(9, 11));
    assertThat(open().position()).isEqualTo(11);
  }

  @Test
  void agentThatBeginsTakesOnlyWhatIsFromBeforeItForStale() {
    Purges purges = open();
    assertThat(purges.position()).isEqualTo(PurgeLog.BEGIN);
    assertThat(since(purges, 0, "/x")).contains(new Hit(Mode.SOFT, NOW));
    long own = purges.log().mark();
    purges.carryOut(new PurgeBatch(1, 100, true, NOW, List.of()));
    assertThat(since(purges, own, "/x")).isEmpty();
    purges.carryOut(batch(100, 101));
    assertThat(since(purges, own, "/101")).isPresent();
    assertThat(since(open(), 0, "/x")).isPresent();
  }

  @Test
  void whoKnowsNoMoreWhatItMissedTakesEverythingForStale() {
    Purges purges = open();
    purges.carryOut(batch(1, 5));
    purges.carryOut(new PurgeBatch(5, 100, true, NOW, List.of()));
    assertThat(since(purges, 5, "/x")).contains(new Hit(Mode.SOFT, NOW));
    assertThat(since(purges, 100, "/x")).isEmpty();
    // The same after too long a time without a first word.
    assertThat(
            PurgeLog.entriesOf(
                new PurgeBatch(1, 100, true, NOW, List.of()),
                Optional.of(PurgeLog.begin(NOW.minus(PurgeLog.TOLD_ALL))),
                NOW))
        .hasSize(1);
  }

  @Test
  void halfALineIsCutOffAndWhatFollowsIsReadAgain() throws Exception {
    open().carryOut(batch(1, 5));
    Files.writeString(file(), "{\"after\":5,\"up", StandardOpenOption.APPEND);
    Purges mended = open();
    assertThat(mended.position()).isEqualTo(5);
    mended.carryOut(batch(5, 6));
    assertThat(open().position()).isEqualTo(6);
  }

  @Test
  void damagedLineEndsTheFile() throws Exception {
    Purges purges = open();
    purges.carryOut(batch(1, 5));
    purges.carryOut(batch(5, 6));
    List<String> lines = new ArrayList<>(Files.readAllLines(file()));
    lines.add(2, "nonsense");
    Files.write(file(), lines);
    assertThat(open().position()).isEqualTo(5);
    assertThat(Files.readAllLines(file())).hasSize(2);
  }

  @Test
  void fileIsWrittenAnewBeforeItGrowsForEver() throws Exception {
    Purges purges = open();
    for (int i = 2; i <= 2 * PurgeLog.MAX_ENTRIES + 200; i += 100) {
      long[] ids = new long[100];
      for (int n = 0; n < ids.length; n++) {
        ids[n] = (long) i + n;
      }
      purges.carryOut(batch(i - 1, ids));
    }
    Purges again = open();
    assertThat(again.position()).isEqualTo(purges.position());
    assertThat(again.log().entries()).isEqualTo(purges.log().entries());
    assertThat(again.log().entries()).hasSize(PurgeLog.MAX_ENTRIES);
    // What is older than the log may have been hit by what is forgotten.
    assertThat(since(again, 1, "/none")).map(Hit::mode).contains(Mode.HARD);
    assertThat(since(again, again.position() - 1, "/none")).isEmpty();
  }

  @Test
  void batchThatDoesNotFollowOnIsRefused() {
    Purges purges = open();
    purges.carryOut(batch(1, 5));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> purges.carryOut(batch(1, 7)))
        .withMessageContaining("a batch after 1 where 5 is the last");
    assertThat(purges.position()).isEqualTo(5);
  }

  @Test
  void oldPurgeCountsFromWhenItWasRequested() {
    PurgeBatch late =
        new PurgeBatch(
            0,
            5,
            false,
            NOW,
            List.of(
                PurgeBatch.Entry.of(
                    5, NOW.minus(Duration.ofDays(1)), new Purge(SITE, Kind.URL, "/a", Mode.SOFT))));
    assertThat(PurgeLog.entriesOf(late, Optional.empty(), NOW))
        .extracting(PurgeLog.Entry::at)
        .containsExactly(NOW.minus(Duration.ofDays(1)).plus(PurgeLog.SKEW));
    assertThat(PurgeLog.entriesOf(batch(1, 5), Optional.empty(), NOW))
        .extracting(PurgeLog.Entry::at)
        .containsExactly(NOW);
  }

  @Test
  void keepersArePurgedBeforeThePurgeIsAcknowledged() {
    Purges purges = open();
    List<Long> seen = new ArrayList<>();
    purges.reach(entries -> {
      seen.add(purges.position());
      // What is kept from now on is judged by it already.
      assertThat(since(purges, 1, "/5")).isPresent();
      return entries.size();
    });
    purges.carryOut(batch(1, 5));
    assertThat(seen).containsExactly(1L);
  }
}
