package io.peerage.simulation.scenario;

import io.peerage.simulation.behaviour.AuditRecognising;
import io.peerage.simulation.behaviour.Behaviour;
import io.peerage.simulation.behaviour.Corrupting;
import io.peerage.simulation.behaviour.Lying;
import io.peerage.simulation.behaviour.OnOff;
import io.peerage.simulation.behaviour.Posing;
import io.peerage.simulation.scheme.DeciderParameters;
import io.peerage.simulation.scheme.PeerageScheme;
import io.peerage.simulation.world.Setup;
import io.peerage.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Each attack at each strength: waste over time, time to removal, false verdicts. */
public final class Study {
  /** Percent of the fleet that is hostile. */
  public static final List<Integer> STRENGTHS = List.of(10, 20, 40, 60, 70);

  private static final int MINUTES_PER_POINT = 15;

  private Study() {}

  /**
   * One attack at one strength, the mean over seeds.
   *
   * @param wasteByTime waste in percent, for each quarter of an hour
   * @param waste over the whole time, in percent
   * @param medianRemovalMinutes from an agent's first bad block to its removal; negative when half
   *     of them were never removed or never bad
   * @param removedPercent hostile agents that were out at the end
   * @param falseVerdicts honest agents quarantined or banned, in all runs together
   * @param contested honest agents that were contested, on average
   */
  public record Cell(
      String attack,
      int percent,
      List<Double> wasteByTime,
      double waste,
      double medianRemovalMinutes,
      double removedPercent,
      int falseVerdicts,
      double contested) {
    public Cell {
      wasteByTime = List.copyOf(wasteByTime);
    }
  }

  /** The attacks by name. */
  static Map<String, Behaviour> attacks() {
    long hour = Duration.ofHours(1).toNanos();
    Map<String, Behaviour> attacks = new LinkedHashMap<>();
    attacks.put("pollution", new Lying(new Corrupting(1), 5, 5));
    attacks.put("camouflage, half good", new Lying(new Corrupting(0.5), 5, 5));
    attacks.put("camouflage, 10 % bad", new Lying(new Corrupting(0.1), 5, 5));
    attacks.put("on-off", new Lying(new OnOff(hour, hour, new Corrupting(1)), 5, 5));
    attacks.put("slander", new Lying(new Posing(), 5, 5));
    attacks.put(
        "90 % of audits known", new Lying(new AuditRecognising(0.9, new Corrupting(1)), 5, 5));
    attacks.put("all audits known", new Lying(new AuditRecognising(1, new Corrupting(1)), 5, 5));
    return attacks;
  }

  /** Plays all of them with {@code seeds} seeds each. */
  public static List<Cell> play(Size size, int seeds, int threads) throws InterruptedException {
    List<Callable<Cell>> tasks = new ArrayList<>();
    attacks()
        .forEach((name, behaviour) ->
            STRENGTHS.forEach(
                percent -> tasks.add(() -> cell(name, behaviour, percent, size, seeds))));
    List<Cell> cells = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Future<Cell> future : executor.invokeAll(tasks)) {
        cells.add(future.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed", e);
    }
    return cells;
  }

  private static Cell cell(String name, Behaviour behaviour, int percent, Size size, int seeds) {
    double[] byTime = new double[0];
    double waste = 0;
    double removal = 0;
    double removed = 0;
    double contested = 0;
    int falseVerdicts = 0;
    for (long seed = 0; seed < seeds; seed++) {
      Setup setup = Scenarios.hostile(size, percent, behaviour, 36).lasting(Duration.ofHours(12));
      Observer observer = new Observer();
      World world =
          new World(
              setup,
              seed,
              made -> new PeerageScheme(made, DeciderParameters.DEFAULTS),
              List.of(observer));
      world.run();
      int points = (int) (setup.duration().toMinutes() / MINUTES_PER_POINT);
      byTime = byTime.length == 0 ? new double[points] : byTime;
      for (int i = 0; i < points; i++) {
        byTime[i] +=
            100
                * world.statistics().waste(i * MINUTES_PER_POINT, (i + 1) * MINUTES_PER_POINT)
                / seeds;
      }
      waste += 100 * world.statistics().waste() / seeds;
      removal += observer.medianOutMinutes(world) / seeds;
      removed += observer.removedPercent(world) / seeds;
      contested += (double) observer.honestContested() / seeds;
      falseVerdicts += observer.honestRemoved();
    }
    List<Double> series = new ArrayList<>();
    for (double value : byTime) {
      series.add(value);
    }
    return new Cell(
        name,
        percent,
        series,
        waste,
        removal >= 1e5 || removed == 0 ? -1 : removal,
        removed,
        falseVerdicts,
        contested);
  }
}
