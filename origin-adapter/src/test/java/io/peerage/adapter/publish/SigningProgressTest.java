package io.peerage.adapter.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For what is waited, and what is passed through meanwhile. */
class SigningProgressTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private final SigningProgress progress = new SigningProgress();

  @Test
  void whatHasNotBegunMayEndInTime() {
    assertThat(progress.mayEndWithin(LIMIT, 1_000_000)).isTrue();
  }

  @Test
  void knownLengthIsJudgedByThePaceAfterAGlance() {
    progress.start(10_000_000, 1000);
    progress.read(100_000, 1100);
    assertThat(progress.mayEndWithin(LIMIT, 1200)).isTrue();
    // 100 kB in 300 ms: another 30 s.
    assertThat(progress.mayEndWithin(LIMIT, 1300)).isFalse();
    progress.read(4_900_000, 1400);
    assertThat(progress.mayEndWithin(LIMIT, 1400)).isTrue();
  }

  @Test
  void unknownLengthThatPausesIsBeingMade() {
    progress.start(-1, 1000);
    progress.read(100_000, 1010);
    assertThat(progress.mayEndWithin(LIMIT, 1100)).isTrue();
    assertThat(progress.mayEndWithin(LIMIT, 1110)).isFalse();
  }

  @Test
  void unknownLengthThatDripsIsBeingMade() {
    progress.start(-1, 1000);
    for (int i = 1; i <= 10; i++) {
      progress.read(50_000, 1000 + 50 * i);
    }
    assertThat(progress.mayEndWithin(LIMIT, 1500)).isFalse();
  }

  @Test
  void unknownLengthThatComesFastMayEndInTime() {
    progress.start(-1, 1000);
    for (int i = 1; i <= 20; i++) {
      progress.read(1_000_000, 1000 + 50 * i);
    }
    assertThat(progress.mayEndWithin(LIMIT, 2000)).isTrue();
  }
}
