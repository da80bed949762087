package io.peerage.simulation.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Plays scenarios for many seeds, on several threads, and sums up whether their targets held. Runs
 * that were played before are not played again.
 */
public final class Campaign {
  private final Size size;
  private final int seeds;
  private final int threads;
  private final KeptRuns kept;

  /**
   * @param seeds each scenario is played with the seeds from 0 to before this
   * @param kept runs of that size that need not be played again
   */
  public Campaign(Size size, int seeds, int threads, KeptRuns kept) {
    this.size = size;
    this.seeds = seeds;
    this.threads = threads;
    this.kept = kept;
  }

  /**
   * One target over all seeds.
   *
   * @param worst the greatest value
   * @param worstSeed of which it is
   * @param missed how many seeds missed it
   */
  public record Reached(Target target, double mean, double worst, long worstSeed, int missed) {}

  /**
   * One scenario over all seeds.
   *
   * @param broken invariants that did not hold, each with its seed
   * @param keptRuns how many of the runs were played before
   * @param seconds of computing the others, on one thread
   */
  public record Summary(
      Scenario scenario, List<Reached> targets, List<String> broken, int keptRuns, double seconds) {
    public Summary {
      targets = List.copyOf(targets);
      broken = List.copyOf(broken);
    }

    /** Targets and invariants that were missed, counted once for each seed. */
    public int missed() {
      return broken.size() + targets.stream().mapToInt(Reached::missed).sum();
    }
  }

  private record Played(long seed, Result result, boolean wasKept, double seconds) {}

  /** Plays all; {@code progress} hears of each scenario when it is done. */
  public List<Summary> play(List<Scenario> scenarios, Consumer<Summary> progress)
      throws InterruptedException {
    List<Summary> summaries = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<List<Future<Played>>> runs = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        List<Future<Played>> ofScenario = new ArrayList<>();
        for (long seed = 0; seed < seeds; seed++) {
          long drawn = seed;
          ofScenario.add(executor.submit(() -> play(scenario, drawn)));
        }
        runs.add(ofScenario);
      }
      for (int i = 0; i < scenarios.size(); i++) {
        List<Played> played = new ArrayList<>();
        for (Future<Played> run : runs.get(i)) {
          played.add(get(run));
        }
        Summary summary = summary(scenarios.get(i), played);
        summaries.add(summary);
        progress.accept(summary);
      }
    }
    return summaries;
  }

  private static Played get(Future<Played> run) throws InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed", e);
    }
  }

  private Played play(Scenario scenario, long seed) {
    Optional<List<Double>> known = kept.find(scenario, seed);
    if (known.isPresent()) {
      return new Played(seed, new Result(known.get(), List.of(), List.of()), true, 0);
    }
    long begun = System.nanoTime();
    Result result = scenario.play(size, seed);
    kept.keep(scenario, seed, result);
    return new Played(seed, result, false, (System.nanoTime() - begun) / 1e9);
  }

  private static Summary summary(Scenario scenario, List<Played> played) {
    List<Reached> targets = new ArrayList<>();
    for (int i = 0; i < scenario.targets().size(); i++) {
      Target target = scenario.targets().get(i);
      double sum = 0;
      double worst = Double.NEGATIVE_INFINITY;
      long worstSeed = 0;
      int missed = 0;
      for (Played one : played) {
        double value = one.result().measured().get(i);
        sum += value;
        if (value > worst) {
          worst = value;
          worstSeed = one.seed();
        }
        missed += target.holds(value) ? 0 : 1;
      }
      targets.add(new Reached(target, sum / played.size(), worst, worstSeed, missed));
    }
    List<String> broken = new ArrayList<>();
    for (Played one : played) {
      for (String what : one.result().broken()) {
        broken.add("seed " + one.seed() + ": " + what);
      }
    }
    return new Summary(
        scenario,
        targets,
        broken,
        (int) played.stream().filter(Played::wasKept).count(),
        played.stream().mapToDouble(Played::seconds).sum());
  }
}
