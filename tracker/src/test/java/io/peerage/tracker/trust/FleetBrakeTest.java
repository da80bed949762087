package io.peerage.tracker.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FleetBrakeTest {
  private static final long MINUTE = 60_000;

  private final FleetBrake brake = new FleetBrake(BrakeParameters.DEFAULTS);
  private long now = 20_000L * 24 * 60 * MINUTE;

  @Test
  void letsATwentiethOfTheFleetFallInFiveMinutes() {
    assertThat(brake.admits(80, 200, now)).isEqualTo(10);
    assertThat(brake.admits(70, 200, now += 4 * MINUTE)).isZero();
    assertThat(brake.admits(70, 200, now += 2 * MINUTE)).isEqualTo(10);
  }

  @Test
  void smallFleetHasAFewAllTheSame() {
    assertThat(brake.admits(5, 10, now)).isEqualTo(3);
  }

  @Test
  void failuresThroughoutTheFleetEngageIt() {
    for (int i = 0; i < 60; i++) {
      brake.round(0.01, now += MINUTE);
    }
    brake.round(0.04, now += MINUTE);
    assertThat(brake.isEngaged(now)).isFalse();
    brake.round(0.3, now += MINUTE);
    assertThat(brake.isEngaged(now)).isTrue();
    assertThat(brake.admits(1, 200, now)).isZero();
    brake.round(0.01, now += 5 * MINUTE);
    assertThat(brake.isEngaged(now)).isFalse();
  }
}
