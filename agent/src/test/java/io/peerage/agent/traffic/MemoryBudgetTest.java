package io.peerage.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {
  private static final long BUDGET = 1 << 20;

  @Test
  void admitsUpToTheLastByte() {
    assertThat(MemoryBudget.admits(0, 10, 10)).isTrue();
    assertThat(MemoryBudget.admits(1, 10, 10)).isFalse();
    assertThat(MemoryBudget.admits(10, 0, 10)).isTrue();
  }

  @Test
  void budgetForNoRequestAtAllIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryBudget(1000))
        .withMessageContaining("not 1000");
  }

  /** Whatever is taken and given back: never more than there is, and at the end nothing. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverMoreIsTakenThanThereIs(long seed) {
    Random random = new Random(seed);
    MemoryBudget budget = new MemoryBudget(BUDGET);
    java.util.ArrayDeque<Integer> taken = new java.util.ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      int bytes = random.nextInt(1, 400_000);
      long before = budget.takenBytes();
      if (random.nextBoolean() && !taken.isEmpty()) {
        budget.give(taken.remove());
      } else if (budget.take(bytes)) {
        taken.add(bytes);
      } else {
        assertThat(before + bytes).isGreaterThan(BUDGET);
        assertThat(budget.takenBytes()).isEqualTo(before);
      }
      assertThat(budget.takenBytes()).isBetween(0L, BUDGET);
    }
    taken.forEach(budget::give);
    assertThat(budget.takenBytes()).isZero();
  }
}
