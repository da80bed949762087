package io.peerage.simulation.scenario;

import io.peerage.simulation.invariant.Invariant;
import io.peerage.simulation.scheme.DeciderParameters;
import io.peerage.simulation.scheme.PeerageScheme;
import io.peerage.simulation.world.Setup;
import io.peerage.simulation.world.Statistics;
import io.peerage.simulation.world.Witness;
import io.peerage.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A scenario of a whole fleet under Peerage's deciders, with all invariants watching.
 *
 * @param setup what it begins with, at a size
 * @param checks what is measured
 */
record FleetScenario(String name, String story, Function<Size, Setup> setup, List<Check> checks)
    implements Scenario {

  /** A target, and how to measure what it limits. */
  record Check(Target target, Function<Run, Double> measure) {
    Check(String measure, double limit, Function<Run, Double> how) {
      this(new Target(measure, limit), how);
    }
  }

  /** A run that is over. */
  record Run(World world, Observer observer) {
    Statistics statistics() {
      return world.statistics();
    }
  }

  @Override
  public List<Target> targets() {
    return checks.stream().map(Check::target).toList();
  }

  @Override
  public Result play(Size size, long seed) {
    List<Invariant> invariants = Invariant.all();
    Observer observer = new Observer();
    List<Witness> witnesses = new ArrayList<>(invariants);
    witnesses.add(observer);
    World world =
        new World(
            setup.apply(size),
            seed,
            made -> new PeerageScheme(made, DeciderParameters.DEFAULTS),
            witnesses);
    world.run();
    Run run = new Run(world, observer);
    return new Result(
        checks.stream().map(check -> check.measure().apply(run)).toList(),
        invariants.stream().map(Invariant::broken).flatMap(Optional::stream).toList(),
        notes(run));
  }

  private static List<String> notes(Run run) {
    Statistics statistics = run.statistics();
    return List.of(
        "%d reads, %d failed, the longest %.2f s; %d hedges; %d audits"
            .formatted(
                statistics.reads(),
                statistics.failedReads(),
                statistics.longestReadSeconds(),
                statistics.hedges(),
                statistics.audits()),
        "waste %.3f %%, in the first hour %.2f %%; the origin sent %.2f %%"
            .formatted(
                100 * statistics.waste(),
                100 * statistics.waste(0, 60),
                100 * statistics.originShare()),
        "%d of %d hostile agents are out; verdicts: %s"
            .formatted(
                run.observer().removedHostile(run.world()),
                run.observer().allHostile(run.world()),
                run.observer().verdicts()));
  }
}
