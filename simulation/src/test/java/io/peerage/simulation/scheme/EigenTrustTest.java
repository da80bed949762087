package io.peerage.simulation.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EigenTrustTest {
  /** Three peers, ek, sd and vm, as a well-known implementation computes them. */
  @Test
  void agreesWithTheIndependentVector() {
    double[][] local = {{0, 100, 75}, {0, 0, 0}, {0, 100, 0}};
    double[] trust = EigenTrust.compute(local, new double[] {50, 0, 100}, 0.5);
    assertThat(trust[0]).isCloseTo(0.2170543, within(1e-7));
    assertThat(trust[1]).isCloseTo(0.3023256, within(1e-7));
    assertThat(trust[2]).isCloseTo(0.4806202, within(1e-7));
  }

  @Test
  void isADistribution() {
    double[][] local = {{0, 3, 1}, {-5, 0, 2}, {0, 0, 0}};
    double[] trust = EigenTrust.compute(local, new double[] {1, 0, 0}, 0.1);
    assertThat(trust[0] + trust[1] + trust[2]).isCloseTo(1, within(1e-9));
  }
}
