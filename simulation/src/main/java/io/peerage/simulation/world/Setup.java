package io.peerage.simulation.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a world begins with; the setters give the setup back, so that scenarios read as sentences.
 */
public final class Setup {
  int honest = 120;
  int zones = 1;
  Duration duration = Duration.ofHours(12);
  double viewsPerMinute = 1;
  int chunksPerView = 3;
  int contents = 64;
  double loss = 0.001;
  double churnPerHour = 0;
  Duration outageFrom = Duration.ZERO;
  Duration outageFor = Duration.ZERO;
  Duration partitionFrom = Duration.ZERO;
  Duration partitionFor = Duration.ZERO;
  double partitionShare = 0;
  int takenDownContent = -1;
  Duration takedownAt = Duration.ZERO;
  boolean eclipsed;
  double damagedDisks = 0;
  double damage = 0;
  double wrongClocks = 0;
  final List<ClockStep> trackerSteps = new ArrayList<>();

  /** The tracker's clock is set. */
  record ClockStep(Duration at, Duration by) {}

  final List<Cohort> cohorts = new ArrayList<>();

  /** So many honest agents. */
  public Setup honest(int count) {
    honest = count;
    return this;
  }

  /** Of so many contents, at most 64; each agent keeps a few. */
  public Setup of(int count) {
    contents = count;
    return this;
  }

  /** In so many zones; agents are offered others of their zone. */
  public Setup zones(int count) {
    zones = count;
    return this;
  }

  public Setup lasting(Duration time) {
    duration = time;
    return this;
  }

  /** Each reader begins so many views a minute, of so many chunks each. */
  public Setup reading(double views, int chunks) {
    viewsPerMinute = views;
    chunksPerView = chunks;
    return this;
  }

  /** A share of requests never arrives. */
  public Setup losing(double share) {
    loss = share;
    return this;
  }

  /** A share of the honest is replaced by newcomers in an hour. */
  public Setup churning(double sharePerHour) {
    churnPerHour = sharePerHour;
    return this;
  }

  /** The origin refuses everything for a while, and peers that lack chunks time out. */
  public Setup outage(Duration from, Duration time) {
    outageFrom = from;
    outageFor = time;
    return this;
  }

  /** A share of the agents cannot reach the others for a while. */
  public Setup partition(Duration from, Duration time, double share) {
    partitionFrom = from;
    partitionFor = time;
    partitionShare = share;
    return this;
  }

  /** The first content goes on the deny list. */
  public Setup takedown(Duration at) {
    takenDownContent = 0;
    takedownAt = at;
    return this;
  }

  /** Every reader is offered hostile agents only. */
  public Setup eclipsed() {
    eclipsed = true;
    return this;
  }

  /**
   * The disks of a share of the honest agents give back damaged what they kept, so often; it is
   * found when it is read, and not sent.
   */
  public Setup damagedDisks(double share, double damaged) {
    damagedDisks = share;
    damage = damaged;
    return this;
  }

  /** The clocks of a share of the agents are so wrong that no ticket holds by them. */
  public Setup wrongClocks(double share) {
    wrongClocks = share;
    return this;
  }

  /** Somebody sets the tracker's clock, forwards or back. */
  public Setup trackerClock(Duration at, Duration by) {
    trackerSteps.add(new ClockStep(at, by));
    return this;
  }

  public Setup with(Cohort cohort) {
    cohorts.add(cohort);
    return this;
  }

  /** Whether everyone had heard at {@code nanos} that {@code content} is taken down. */
  public boolean isTakenDownBy(int content, long nanos) {
    return content == takenDownContent && nanos >= takedownAt.plus(World.HEARTBEAT).toNanos();
  }

  public Duration duration() {
    return duration;
  }

  public int honest() {
    return honest;
  }

  public int zones() {
    return zones;
  }
}
