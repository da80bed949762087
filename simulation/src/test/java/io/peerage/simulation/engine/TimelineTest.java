package io.peerage.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline();

  @Test
  void eventsHappenInOrderOfTimeAndThenOfPlanning() {
    SplittableRandom random = new SplittableRandom(1);
    List<long[]> happened = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      long time = random.nextInt(1000);
      long order = i;
      timeline.at(time, () -> happened.add(new long[] {time, order}));
    }
    timeline.runUntil(2000);
    assertThat(happened).hasSize(5000);
    assertThat(happened)
        .isSortedAccordingTo((one, other) ->
            one[0] != other[0] ? Long.compare(one[0], other[0]) : Long.compare(one[1], other[1]));
    assertThat(timeline.nowNanos()).isEqualTo(2000);
  }

  @Test
  void eventsAfterTheEndWait() {
    List<Long> happened = new ArrayList<>();
    timeline.at(10, () -> timeline.after(10, () -> happened.add(timeline.nowNanos())));
    timeline.runUntil(19);
    assertThat(happened).isEmpty();
    timeline.runUntil(20);
    assertThat(happened).containsExactly(20L);
  }
}
