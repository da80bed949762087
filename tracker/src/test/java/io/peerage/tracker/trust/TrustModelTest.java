package io.peerage.tracker.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.runtime.config.TimeSpan;
import org.junit.jupiter.api.Test;

class TrustModelTest {
  private final TrustModel model = new TrustModel(TrustParameters.DEFAULTS);

  /** TrustGuard's vectors with a fresh history of 1. */
  @Test
  void controllerFollowsTrustGuard() {
    assertThat(model.control(model.roundRatio(9, 1), 1)).isCloseTo(0.86, within(1e-9));
    assertThat(model.control(model.roundRatio(1, 10), 1)).isZero();
  }

  @Test
  void idleRoundsRecoverTheControllerSlowly() {
    double history = 1;
    double control = model.control(model.roundRatio(0, 10), history);
    assertThat(control).isZero();
    history = model.fade(history, control);
    assertThat(history).isCloseTo(0.8, within(1e-9));
    double before = control;
    for (int i = 0; i < 100; i++) {
      control = model.control(model.roundRatio(0, 0), history);
      assertThat(control).isGreaterThanOrEqualTo(before);
      history = model.fade(history, control);
      before = control;
    }
    assertThat(control).isCloseTo(1, within(0.001));
  }

  @Test
  void roundWithOneUncredibleVoteHardlyCounts() {
    assertThat(model.roundRatio(0, 0.3)).isCloseTo(0.9, within(1e-9));
    assertThat(model.roundRatio(0, 3)).isZero();
    assertThat(model.roundRatio(0.15, 0.15)).isCloseTo(0.95, within(1e-9));
  }

  @Test
  void meanIsBetaReputationAndTheBoundIsCautious() {
    assertThat(model.mean(0, 0)).isEqualTo(0.5);
    assertThat(model.mean(30, 0)).isCloseTo(31.0 / 32, within(1e-9));
    double mean = 31.0 / 32;
    assertThat(model.lowerBound(30, 0))
        .isCloseTo(mean - 1.64 * Math.sqrt(mean * (1 - mean) / 33), within(1e-9));
    assertThat(model.lowerBound(0, 0)).isCloseTo(0.0266, within(0.001));
    assertThat(model.lowerBound(0, 20)).isZero();
    assertThat(model.score(30, 0, 0.5, 1)).isCloseTo(model.lowerBound(30, 0) / 2, within(1e-9));
  }

  @Test
  void evidenceHalvesInItsHalfLife() {
    TimeSpan day = TimeSpan.parse("24h");
    assertThat(TrustModel.decayed(8, day.toMillis(), day)).isCloseTo(4, within(1e-9));
    assertThat(TrustModel.decayed(8, 3 * day.toMillis(), day)).isCloseTo(1, within(1e-9));
    assertThat(TrustModel.decayed(8, -1000, day)).isEqualTo(8);
  }

  @Test
  void credibilityStartsLowAndIsTheFourthPowerOfAgreement() {
    assertThat(model.credibility(0, 9)).isEqualTo(0.1);
    assertThat(model.credibility(0, 10)).isEqualTo(1);
    assertThat(model.credibility(0.04, 10)).isCloseTo(Math.pow(0.8, 4), within(1e-9));
    assertThat(model.credibility(1, 10)).isZero();
  }

  @Test
  void refusalsWeighLessThanMismatches() {
    assertThat(model.failures(1, 0, 0)).isEqualTo(1);
    assertThat(model.failures(0, 1, 0)).isEqualTo(1);
    assertThat(model.failures(0, 0, 1)).isEqualTo(0.2);
  }
}
