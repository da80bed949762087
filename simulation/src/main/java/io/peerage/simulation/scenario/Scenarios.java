package io.peerage.simulation.scenario;

import io.peerage.simulation.behaviour.AuditRecognising;
import io.peerage.simulation.behaviour.Behaviour;
import io.peerage.simulation.behaviour.Corrupting;
import io.peerage.simulation.behaviour.Delaying;
import io.peerage.simulation.behaviour.Lying;
import io.peerage.simulation.behaviour.OnOff;
import io.peerage.simulation.behaviour.Posing;
import io.peerage.simulation.scenario.FleetScenario.Check;
import io.peerage.simulation.world.Cohort;
import io.peerage.simulation.world.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All scenarios, in the order of the trust model's table. */
public final class Scenarios {
  private static final String HOSTILE = "hostile";
  private static final Duration HOUR = Duration.ofHours(1);

  /** One that lies as much as it can: five slanders and five praises a minute. */
  private static final int LIES = 5;

  /** What the origin needs for a chunk, with the time until it is asked: the deadline of a read. */
  private static final double ORIGIN_DEADLINE_SECONDS = 2.5;

  private static final Check NO_HONEST_REMOVED =
      new Check("honest quarantined or banned", 0, run -> (double) run.observer().honestRemoved());

  private Scenarios() {}

  /** Every scenario. */
  public static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.add(pollution(20, 0.5));
    all.add(pollution(40, 1));
    all.add(pollution(60, 1.5));
    all.add(pollution(70, 2));
    all.add(
        fleet(
            "camouflage-half",
            "27 % of the agents corrupt every second transfer, slander, and praise each other.",
            size -> hostile(size, 27, lying(new Corrupting(0.5)), 12),
            waste(0.5)));
    all.add(
        fleet(
            "camouflage-tenth",
            "27 % of the agents corrupt one transfer in ten, slander, and praise each other.",
            size -> hostile(size, 27, lying(new Corrupting(0.1)), 36),
            new Check(
                "% of them still in after 12 h",
                10, run -> 100 - run.observer().removedPercent(run.world()))));
    all.add(
        fleet(
            "on-off",
            "40 % of the agents are good for an hour, then corrupt everything for an hour.",
            size ->
                hostile(size, 40, new OnOff(HOUR.toNanos(), HOUR.toNanos(), new Corrupting(1)), 12)
                    .lasting(Duration.ofMinutes(150)),
            new Check(
                "minutes from the first bad phase until the last is out",
                20,
                run -> run.observer().lastOutAfterMinutes(run.world(), 60))));
    for (int percent : new int[] {40, 55, 70}) {
      all.add(
          fleet(
              "slander-" + percent,
              percent
                  + " % of the agents serve well, and say of the honest that they do not; they"
                  + " praise each other.",
              size ->
                  hostile(size, percent, lying(new Posing()), 4)
                      .lasting(size == Size.FULL ? HOUR.multipliedBy(4) : Duration.ofMinutes(80))));
    }
    all.add(
        fleet(
            "clique",
            "A third of the agents are in one account, serve well and praise each other.",
            size ->
                new Setup()
                    .honest(size == Size.FULL ? 134 : 60)
                    .of(size == Size.FULL ? 64 : 24)
                    .lasting(size == Size.FULL ? HOUR.multipliedBy(4) : Duration.ofMinutes(60))
                    .with(
                        new Cohort(
                            HOSTILE,
                            size == Size.FULL ? 66 : 30,
                            new Lying(new Posing(), 0, 10),
                            Cohort.Placement.ONE_ACCOUNT,
                            0)),
            new Check(
                "% of a list, the most, while there are others",
                100.0 / 3 + 1e-9, run -> 100 * run.observer().greatestListShare())));
    all.add(new AccountingScenario("ballot-stuffing", AccountingScenario.Attack.STUFFING));
    all.add(
        fleet(
            "whitewashing",
            "Each minute new identities of 2 % of the fleet join, corrupt everything, and leave"
                + " when caught.",
            size ->
                base(size, size == Size.FULL ? 160 : 48, 12)
                    .with(
                        new Cohort(
                            HOSTILE,
                            0,
                            new Corrupting(1),
                            Cohort.Placement.SPREAD,
                            0.02 * (size == Size.FULL ? 200 : 60))),
            waste(2.5)));
    all.add(
        fleet(
            "sybil",
            "A thousand identities in one /24 serve well, praise each other and slander.",
            size ->
                base(size, size == Size.FULL ? 200 : 120, 12)
                    .lasting(size == Size.FULL ? Duration.ofMinutes(90) : Duration.ofMinutes(30))
                    .with(
                        new Cohort(
                            HOSTILE,
                            size == Size.FULL ? 1000 : 300,
                            new Lying(new Posing(), 1, 1),
                            Cohort.Placement.ONE_NETWORK,
                            0)),
            new Check(
                "% of the peers' traffic", 10, run -> 100 * run.statistics().share(HOSTILE))));
    all.add(recognising("recognised-90", 0.9, 2));
    all.add(recognising("recognised-all", 1, 3));
    all.add(
        fleet(
            "eclipse",
            "Every peer that a reader is offered is hostile, and never answers.",
            size ->
                hostile(size, 40, new Delaying(Delaying.Way.SILENT), 3).eclipsed().lasting(HOUR),
            failed(),
            longest()));
    all.add(new AccountingScenario("byte-inflation", AccountingScenario.Attack.INFLATION));
    all.add(new AccountingScenario("replay", AccountingScenario.Attack.REPLAY));
    all.add(delaying("slow-drip", Delaying.Way.DRIPPING, "send a block now and then"));
    all.add(delaying("stall", Delaying.Way.STALLING, "stop in the middle of each chunk"));
    all.add(delaying("free-riding", Delaying.Way.FREE_RIDING, "take and do not give"));
    all.add(
        fleet(
            "origin-outage",
            "The origin is down for half an hour; agents that lack chunks time out or refuse.",
            size ->
                base(size, size == Size.FULL ? 200 : 60, 12)
                    .outage(Duration.ofMinutes(30), Duration.ofMinutes(30))
                    .lasting(size == Size.FULL ? Duration.ofHours(3) : Duration.ofMinutes(75)),
            new Check("bans", 0, run -> (double) run.observer().bans())));
    all.add(
        fleet(
            "partition",
            "Half of the agents cannot reach the others for half an hour, and 1 % of all requests"
                + " are lost.",
            size ->
                base(size, size == Size.FULL ? 200 : 60, 12)
                    .partition(Duration.ofMinutes(30), Duration.ofMinutes(30), 0.5)
                    .losing(0.01)
                    .lasting(size == Size.FULL ? Duration.ofHours(3) : Duration.ofMinutes(75)),
            failed(),
            longest()));
    all.add(
        fleet(
            "damaged-disks",
            "A fifth of the agents' disks give back damaged one chunk in ten of what they keep.",
            size ->
                base(size, size == Size.FULL ? 200 : 60, 12)
                    .damagedDisks(0.2, 0.1)
                    .lasting(size == Size.FULL ? Duration.ofHours(3) : Duration.ofMinutes(75)),
            failed(),
            longest()));
    all.add(
        fleet(
            "wrong-clocks",
            "A fifth of the clocks are wrong, the tracker's is set back by six hours and later right"
                + " again, and 40 % of the agents corrupt everything, slander and praise.",
            size ->
                hostile(size, 40, lying(new Corrupting(1)), 12)
                    .wrongClocks(0.2)
                    .trackerClock(Duration.ofMinutes(2), HOUR.multipliedBy(6).negated())
                    .trackerClock(Duration.ofHours(2), HOUR.multipliedBy(6))
                    .lasting(Duration.ofHours(size == Size.FULL ? 4 : 3)),
            waste(1),
            failed()));
    all.add(
        fleet(
            "churn-and-traitors",
            "A fifth of the honest is replaced in an hour; 20 % of the agents are good for two"
                + " hours and then corrupt everything.",
            size ->
                hostile(
                        size,
                        20,
                        new OnOff(
                            HOUR.multipliedBy(2).toNanos(),
                            HOUR.multipliedBy(100).toNanos(),
                            new Corrupting(1)),
                        12)
                    .churning(0.2)
                    .lasting(Duration.ofHours(4)),
            new Check(
                "minutes from the treason until the last is out",
                20,
                run -> run.observer().lastOutAfterMinutes(run.world(), 120))));
    all.add(
        fleet(
            "takedown",
            "A content is put on the deny list after half an hour.",
            size ->
                base(size, size == Size.FULL ? 200 : 60, 12)
                    .takedown(Duration.ofMinutes(30))
                    .lasting(HOUR),
            new Check(
                "reads of it after one refresh",
                0,
                run -> (double) run.observer().takenDownReads())));
    for (ComparisonScenario.Model model : ComparisonScenario.Model.values()) {
      all.add(new ComparisonScenario(model));
    }
    return List.copyOf(all);
  }

  /** The scenario of that name. */
  public static Optional<Scenario> named(String name) {
    return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }

  private static Scenario pollution(int percent, double limit) {
    Check whole = waste(limit);
    String story =
        percent + " % of the agents corrupt everything, slander the honest and praise each other.";
    Function<Size, Setup> setup = size -> hostile(size, percent, lying(new Corrupting(1)), 12);
    return percent == 40
        ? fleet(
            "pollution-" + percent,
            story,
            setup,
            whole,
            new Check("waste in the first hour, %", 10, run -> 100 * run.statistics().waste(0, 60)))
        : fleet("pollution-" + percent, story, setup, whole);
  }

  private static Scenario recognising(String name, double share, double limit) {
    return fleet(
        name,
        "40 %% of the agents corrupt everything but %.0f %% of the audits, slander and praise."
            .formatted(100 * share),
        size -> hostile(size, 40, lying(new AuditRecognising(share, new Corrupting(1))), 18),
        waste(limit));
  }

  private static Scenario delaying(String name, Delaying.Way way, String what) {
    return fleet(
        name,
        "40 % of the agents " + what + ".",
        size -> hostile(size, 40, new Delaying(way), 12).lasting(HOUR.multipliedBy(2)),
        failed(),
        longest());
  }

  private static Behaviour lying(Behaviour serving) {
    return new Lying(serving, LIES, LIES);
  }

  /** A fleet of which so many percent are hostile. */
  static Setup hostile(Size size, int percent, Behaviour behaviour, int smallHours) {
    int all = size == Size.FULL ? 200 : 60;
    int count = all * percent / 100;
    return base(size, all - count, smallHours).with(Cohort.of(HOSTILE, count, behaviour));
  }

  private static Setup base(Size size, int honest, int smallThirds) {
    return new Setup()
        .honest(honest)
        .of(size == Size.FULL ? 64 : 24)
        .lasting(
            size == Size.FULL
                ? HOUR.multipliedBy(12)
                : HOUR.multipliedBy(smallThirds).dividedBy(3));
  }

  private static Scenario fleet(
      String name, String story, Function<Size, Setup> setup, Check... checks) {
    List<Check> all = new ArrayList<>(List.of(checks));
    all.add(NO_HONEST_REMOVED);
    return new FleetScenario(name, story, setup, all);
  }

  private static Check waste(double percent) {
    return new Check("waste, %", percent, run -> 100 * run.statistics().waste());
  }

  private static Check failed() {
    return new Check("failed reads", 0, run -> (double) run.statistics().failedReads());
  }

  private static Check longest() {
    return new Check(
        "longest read, s", ORIGIN_DEADLINE_SECONDS, run -> run.statistics().longestReadSeconds());
  }
}
