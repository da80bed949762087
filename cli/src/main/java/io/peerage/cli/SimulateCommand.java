package io.peerage.cli;

import io.peerage.simulation.Simulation;
import io.peerage.simulation.scenario.KeptRuns;
import io.peerage.simulation.scenario.ProgramDigest;
import io.peerage.simulation.scenario.Scenario;
import io.peerage.simulation.scenario.Scenarios;
import io.peerage.simulation.scenario.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays attacks against the trust model. */
@Command(
    name = "simulate",
    description = {
      "Plays attacks against the trust model in simulated fleets, and says whether its targets hold.",
      "Drives the same deciders as the tracker and the agents do. A run follows from its scenario,"
          + " size and seed alone. The last line of standard output is one JSON object: scenarios,"
          + " seeds, missed. Exit status 0 only if nothing was missed."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage simulate --list                               what there is, and the targets",
      "  peerage simulate --scenario pollution-40 --seed 7     one run again, in detail",
      "  peerage simulate --scenario sybil,replay --seeds 20   some, with many seeds",
      "  peerage simulate --seeds 500 --study 5 --report out   all, with charts",
    })
final class SimulateCommand implements Callable<Integer> {
  private static final int MAX_SEEDS = 100_000;

  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "Lists the scenarios with their stories and targets.")
  private boolean list;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      description = "Only this one; several with commas between (default: all).")
  private @Nullable List<String> names;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Replays one scenario with this seed, and tells more.")
  private @Nullable Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Plays each scenario with the seeds 0 to N-1 (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "FULL",
      description =
          "SMALL, 60 agents for some hours, or FULL, 200 for 12 (default: ${DEFAULT-VALUE}).")
  private Size size;

  @Option(
      names = "--study",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Also plays each attack at 10, 20, 40, 60 and 70 %% with N seeds, for charts (default:"
              + " ${DEFAULT-VALUE}).")
  private int study;

  @Option(
      names = "--speed",
      description = "Plays 10,000 agents for 12 hours once, and says how long it took.")
  private boolean speed;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Writes report.html and the charts there.")
  private @Nullable Path report;

  @Option(
      names = "--keep",
      paramLabel = "FILE",
      description = {
        "Keeps what was measured in each run there, and does not play runs again that it finds there,"
            + " so that a long campaign may be interrupted. Those of another build of Peerage are"
            + " forgotten."
      })
  private @Nullable Path keep;

  @SuppressWarnings("NullAway.Init")
  SimulateCommand() {}

  @Override
  public Integer call() throws Exception {
    Simulation simulation = new Simulation(spec.commandLine().getOut());
    if (list) {
      simulation.list();
      return Peerage.OK;
    }
    if (seeds < 1 || seeds > MAX_SEEDS || study < 0 || study > MAX_SEEDS) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--seeds is 1 to %d, and --study 0 to that".formatted(MAX_SEEDS));
    }
    if (speed) {
      simulation.speed(seed == null ? 0 : seed);
      return Peerage.OK;
    }
    List<Scenario> scenarios = scenarios();
    Long one = seed;
    if (one != null) {
      if (scenarios.size() != 1) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--seed needs one --scenario: see peerage simulate --list");
      }
      return simulation.replay(scenarios.getFirst(), size, one) ? Peerage.OK : Peerage.FAILED;
    }
    Path file = keep;
    KeptRuns kept =
        file == null ? KeptRuns.none() : KeptRuns.in(file, size, ProgramDigest.ofScenarios().hex());
    return simulation.campaign(scenarios, size, seeds, kept, study, report)
        ? Peerage.OK
        : Peerage.FAILED;
  }

  private List<Scenario> scenarios() {
    List<String> wanted = names;
    if (wanted == null) {
      return Scenarios.all();
    }
    List<Scenario> chosen = new ArrayList<>();
    for (String name : wanted) {
      chosen.add(
          Scenarios.named(name)
              .orElseThrow(() ->
                  new CommandLine.ParameterException(
                      spec.commandLine(),
                      "there is no scenario " + name + ": see peerage simulate --list")));
    }
    return chosen;
  }
}
