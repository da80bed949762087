package io.peerage.simulation.scenario;

import io.peerage.simulation.behaviour.Corrupting;
import io.peerage.simulation.behaviour.Lying;
import io.peerage.simulation.behaviour.Posing;
import io.peerage.simulation.scheme.DeciderParameters;
import io.peerage.simulation.scheme.EigenTrustScheme;
import io.peerage.simulation.scheme.NoTrustScheme;
import io.peerage.simulation.scheme.PeerageScheme;
import io.peerage.simulation.world.Cohort;
import io.peerage.simulation.world.Setup;
import io.peerage.simulation.world.TrustScheme;
import io.peerage.simulation.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Peerage, EigenTrust and no trust at all in the same fleet under the same attack, one of the four
 * of EigenTrust's paper, with 40 % of the agents in it.
 */
record ComparisonScenario(Model model) implements Scenario {
  /** The paper's threat models. */
  enum Model {
    /** Malicious peers on their own, who report the opposite of what they saw. */
    A,
    /** A collective that corrupts everything and praises itself. */
    B,
    /** The same, which sends the right bytes half of the time. */
    C,
    /** Half of the collective serves well and lends its name to the other half. */
    D
  }

  @Override
  public String name() {
    return "eigentrust-" + model.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String story() {
    return "EigenTrust's threat model "
        + model
        + " with 40 % malicious agents: Peerage, EigenTrust and no trust side by side.";
  }

  @Override
  public List<Target> targets() {
    return List.of(
        new Target("waste as a part of EigenTrust's", 0.999),
        new Target("waste as a part of that without trust", 0.999));
  }

  @Override
  public Result play(Size size, long seed) {
    double ours = waste(size, seed, world -> new PeerageScheme(world, DeciderParameters.DEFAULTS));
    double eigen = waste(size, seed, EigenTrustScheme::new);
    double none = waste(size, seed, NoTrustScheme::new);
    return new Result(
        List.of(ours / eigen, ours / none),
        List.of(),
        List.of(
            "waste: Peerage %.3f %%, EigenTrust %.2f %%, none %.2f %%"
                .formatted(100 * ours, 100 * eigen, 100 * none)));
  }

  private double waste(Size size, long seed, Function<World, TrustScheme> scheme) {
    World world = new World(setup(size), seed, scheme, List.of());
    world.run();
    return world.statistics().waste();
  }

  private Setup setup(Size size) {
    int all = size == Size.FULL ? 200 : 60;
    int bad = all * 40 / 100;
    Setup setup =
        new Setup()
            .honest(all - bad)
            .lasting(size == Size.FULL ? Duration.ofHours(2) : Duration.ofMinutes(40));
    return switch (model) {
      case A -> setup.with(Cohort.of("malicious", bad, new Lying(new Corrupting(1), 5, 0)));
      case B -> setup.with(Cohort.of("malicious", bad, new Lying(new Corrupting(1), 0, 5)));
      case C -> setup.with(Cohort.of("malicious", bad, new Lying(new Corrupting(0.5), 0, 5)));
      case D ->
          setup
              .with(Cohort.of("malicious", bad / 2, new Lying(new Corrupting(1), 0, 5)))
              .with(Cohort.of("spies", bad - bad / 2, new Lying(new Posing(), 0, 5)));
    };
  }
}
