package io.peerage.simulation;

import io.peerage.simulation.behaviour.Corrupting;
import io.peerage.simulation.behaviour.Lying;
import io.peerage.simulation.invariant.Invariant;
import io.peerage.simulation.report.Report;
import io.peerage.simulation.scenario.Campaign;
import io.peerage.simulation.scenario.KeptRuns;
import io.peerage.simulation.scenario.Result;
import io.peerage.simulation.scenario.Scenario;
import io.peerage.simulation.scenario.Scenarios;
import io.peerage.simulation.scenario.Size;
import io.peerage.simulation.scenario.Study;
import io.peerage.simulation.scheme.DeciderParameters;
import io.peerage.simulation.scheme.PeerageScheme;
import io.peerage.simulation.world.Cohort;
import io.peerage.simulation.world.Setup;
import io.peerage.simulation.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plays scenarios and prints what came of them. */
public final class Simulation {
  private final PrintWriter out;

  public Simulation(PrintWriter out) {
    this.out = out;
  }

  /** Prints every scenario with its story and targets. */
  public void list() {
    for (Scenario scenario : Scenarios.all()) {
      out.printf("%s%n  %s%n", scenario.name(), scenario.story());
      scenario
          .targets()
          .forEach(target ->
              out.printf(
                  Locale.ROOT, "  at most %s %s%n", number(target.limit()), target.measure()));
    }
  }

  /** Plays one scenario with one seed; whether its targets and all invariants held. */
  public boolean replay(Scenario scenario, Size size, long seed) {
    out.printf("%s, seed %d: %s%n", scenario.name(), seed, scenario.story());
    Result result = scenario.play(size, seed);
    boolean held = result.broken().isEmpty();
    for (int i = 0; i < scenario.targets().size(); i++) {
      double value = result.measured().get(i);
      boolean holds = scenario.targets().get(i).holds(value);
      held &= holds;
      out.printf(
          Locale.ROOT,
          "  %s %s: %s, at most %s%n",
          holds ? "holds " : "MISSED",
          scenario.targets().get(i).measure(),
          number(value),
          number(scenario.targets().get(i).limit()));
    }
    result.broken().forEach(broken -> out.printf("  BROKEN %s%n", broken));
    result.notes().forEach(note -> out.printf("  %s%n", note));
    return held;
  }

  /**
   * Plays scenarios with many seeds. The last line printed is one JSON object.
   *
   * @param kept runs that need not be played again
   * @param study seeds for the charts' study of all attacks at all strengths; 0 for none
   * @param report the folder for the report and the charts; null for none
   * @return whether all targets and invariants held
   */
  public boolean campaign(
      List<Scenario> scenarios,
      Size size,
      int seeds,
      KeptRuns kept,
      int study,
      @Nullable Path report)
      throws IOException, InterruptedException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    long begun = System.nanoTime();
    List<Campaign.Summary> summaries =
        new Campaign(size, seeds, threads, kept).play(scenarios, this::print);
    List<Study.Cell> cells = study > 0 ? Study.play(size, study, threads) : List.of();
    if (report != null) {
      Report made = new Report(summaries, cells);
      made.writePage(report.resolve("report.html"));
      made.writeTables(report.resolve("tables.md"));
      if (study > 0) {
        made.writeCharts(report);
      }
      out.printf("report: %s%n", report.resolve("report.html"));
    }
    int missed = summaries.stream().mapToInt(Campaign.Summary::missed).sum();
    out.printf(Locale.ROOT, "%.0f s on %d threads%n", (System.nanoTime() - begun) / 1e9, threads);
    out.printf("{\"scenarios\":%d,\"seeds\":%d,\"missed\":%d}%n", scenarios.size(), seeds, missed);
    out.flush();
    return missed == 0;
  }

  /**
   * Plays 10,000 agents in zones of 50, of which a fifth pollute, slander and praise, for 12 hours,
   * and says how long that took. The last line printed is one JSON object.
   */
  public void speed(long seed) {
    Setup setup =
        new Setup()
            .honest(8_000)
            .zones(200)
            .reading(1, 1)
            .with(Cohort.of("hostile", 2_000, new Lying(new Corrupting(1), 1, 1)));
    long begun = System.nanoTime();
    World world =
        new World(
            setup,
            seed,
            made -> new PeerageScheme(made, DeciderParameters.DEFAULTS),
            List.copyOf(Invariant.all()));
    world.run();
    out.printf(
        Locale.ROOT,
        "waste %.3f %%, %d reads, %d audits%n",
        100 * world.statistics().waste(),
        world.statistics().reads(),
        world.statistics().audits());
    out.printf(
        Locale.ROOT,
        "{\"agents\":%d,\"hours\":%d,\"seconds\":%.1f}%n",
        world.participants().size(),
        setup.duration().toHours(),
        (System.nanoTime() - begun) / 1e9);
    out.flush();
  }

  private void print(Campaign.Summary summary) {
    for (Campaign.Reached reached : summary.targets()) {
      out.printf(
          Locale.ROOT,
          "%-18s %-52s at most %-7s mean %-8s worst %-8s (seed %d)%s%n",
          summary.scenario().name(),
          reached.target().measure(),
          number(reached.target().limit()),
          number(reached.mean()),
          number(reached.worst()),
          reached.worstSeed(),
          reached.missed() > 0 ? "  MISSED by " + reached.missed() + " seeds" : "");
    }
    out.printf(
        Locale.ROOT,
        "%-18s %.1f s of computing%s%n",
        summary.scenario().name(),
        summary.seconds(),
        summary.keptRuns() > 0 ? ", %d runs kept from before".formatted(summary.keptRuns()) : "");
    summary
        .broken()
        .forEach(broken -> out.printf("%-18s BROKEN %s%n", summary.scenario().name(), broken));
    out.flush();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
