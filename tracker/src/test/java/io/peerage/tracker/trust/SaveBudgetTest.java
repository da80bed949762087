package io.peerage.tracker.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SaveBudgetTest {
  private final SaveBudget budget = new SaveBudget(100, 0);

  @Test
  void tenSecondsWorthMayBeSavedAtOnceAndNoMoreIsHoarded() {
    assertThat(budget.available(0)).isEqualTo(1000);
    assertThat(budget.available(3_600_000)).isEqualTo(1000);
  }

  @Test
  void whatWasOverspentIsMadeUpForFirst() {
    budget.spend(1200);
    assertThat(budget.available(1000)).isZero();
    assertThat(budget.available(3000)).isEqualTo(100);
  }

  @Test
  void clockThatGoesBackEarnsNothing() {
    budget.spend(1000);
    assertThat(budget.available(-5000)).isZero();
    assertThat(budget.available(-4000)).isEqualTo(100);
  }
}
