package io.peerage.simulation.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the trust model's targets, in small fleets; {@code make simulate} has large ones.
 */
class ScenariosTest {
  private static final int SEEDS = 20;

  static Stream<String> names() {
    return Scenarios.all().stream().map(Scenario::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void targetsAndInvariantsHold(String name) throws InterruptedException {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    Campaign.Summary summary =
        new Campaign(Size.SMALL, SEEDS, 2, KeptRuns.none())
            .play(List.of(scenario), _ -> {})
            .getFirst();
    assertThat(summary.broken()).as("./peerage simulate --size SMALL --scenario " + name).isEmpty();
    assertThat(summary.targets())
        .allSatisfy(reached ->
            assertThat(reached.missed())
                .as(
                    "%s: %s is %s; replay: ./peerage simulate --size SMALL --scenario %s --seed %d",
                    name, reached.target().measure(), reached.worst(), name, reached.worstSeed())
                .isZero());
  }

  @Test
  void runFollowsFromItsSeed() {
    Scenario scenario = Scenarios.named("on-off").orElseThrow();
    assertThat(scenario.play(Size.SMALL, 7)).isEqualTo(scenario.play(Size.SMALL, 7));
    assertThat(scenario.play(Size.SMALL, 7)).isNotEqualTo(scenario.play(Size.SMALL, 8));
  }

  @Test
  void namesAreDistinct() {
    assertThat(names()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(25);
  }
}
