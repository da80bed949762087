package io.peerage.agent.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long SECOND = 1_000_000_000L;
  private final Patience patience = new Patience(Duration.ofSeconds(30));

  @Test
  void oneWaitIsNeverLongerThanPatience() {
    assertThat(patience.left(0, 0)).isEqualTo(30 * SECOND);
    assertThat(patience.left(0, Long.MAX_VALUE)).isEqualTo(30 * SECOND);
    assertThat(patience.left(1000 * SECOND, 10 << 20)).isEqualTo(30 * SECOND);
  }

  @Test
  void allWaitsTogetherAreBoundedByWhatHasMoved() {
    assertThat(patience.left(29 * SECOND, 0)).isEqualTo(SECOND);
    assertThat(patience.left(30 * SECOND, 1000)).isZero();
    assertThat(patience.left(31 * SECOND, 0)).isNegative();
    assertThat(patience.left(31 * SECOND, 10 * 1024)).isEqualTo(9 * SECOND);
  }
}
