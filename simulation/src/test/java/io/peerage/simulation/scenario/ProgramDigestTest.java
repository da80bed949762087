package io.peerage.simulation.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.swarm.SourcePlanner;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.simulation.Simulation;
import io.peerage.simulation.report.Report;
import io.peerage.simulation.world.Zone;
import io.peerage.tracker.bans.BanPolicy;
import io.peerage.tracker.trust.TrustModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProgramDigestTest {
  @Test
  void isOverEveryClassThatARunDependsOnAndNoOther() throws Exception {
    ProgramDigest program = ProgramDigest.ofScenarios();
    assertThat(program.classes())
        .containsAll(
            names(
                TrustModel.class, BanPolicy.class, SourcePlanner.class, TimeSpan.class, Zone.class))
        .doesNotContainAnyElementsOf(names(Simulation.class, Report.class, ProgramDigest.class));
    assertThat(program.hex()).matches("[0-9a-f]{64}").isEqualTo(ProgramDigest.ofScenarios().hex());
  }

  private static List<String> names(Class<?>... classes) {
    return Stream.of(classes).map(one -> one.getName().replace('.', '/')).toList();
  }
}
