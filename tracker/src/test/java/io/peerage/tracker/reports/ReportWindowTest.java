package io.peerage.tracker.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportWindowTest {
  @Test
  void eachSequenceCountsOnceInAnyOrderWithinSixtyFour() {
    Random random = new Random(5);
    ReportWindow window = ReportWindow.startingWith("e", 1);
    BitSet counted = new BitSet();
    counted.set(1);
    for (int i = 0; i < 20_000; i++) {
      int sequence = (int) Math.max(1, window.highest() + random.nextInt(60) - 50);
      assertThat(window.counted(sequence))
          .as("sequence %d", sequence)
          .isEqualTo(counted.get(sequence));
      window = window.with(sequence);
      counted.set(sequence);
      assertThat(window.counted(sequence)).isTrue();
    }
  }

  @Test
  void longPastSequencesAreTakenAsCounted() {
    ReportWindow window = ReportWindow.startingWith("e", 100);
    assertThat(window.counted(36)).isTrue();
    assertThat(window.counted(37)).isFalse();
  }

  @Test
  void farJumpForgetsWhatLiesBetween() {
    ReportWindow window = ReportWindow.startingWith("e", 1).with(Long.MAX_VALUE);
    assertThat(window.highest()).isEqualTo(Long.MAX_VALUE);
    assertThat(window.counted(1)).isTrue();
    assertThat(window.counted(Long.MAX_VALUE)).isTrue();
    assertThat(window.counted(Long.MAX_VALUE - 1)).isFalse();
  }
}
