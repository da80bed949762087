package io.peerage.tracker.reports;

import io.peerage.protocol.message.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The fleet's traffic over time, in steps of {@value #STEP_SECONDS} seconds, as far back as is
 * kept. Thread-safe.
 */
public final class TrafficSeries {
  /** Length of a step. */
  public static final int STEP_SECONDS = 10;

  /** The most points of one answer; longer times get longer steps. */
  public static final int MAX_POINTS = 1000;

  private static final int[] STEPS_SECONDS = {STEP_SECONDS, 30, 60, 120, 300, 600, 1800};

  private final Duration kept;
  private final ReentrantLock lock = new ReentrantLock();
  // Under lock: by number of the step since 1970; steps without traffic are left out.
  private final TreeMap<Long, Traffic> steps = new TreeMap<>();
  private long firstUnsaved = Long.MAX_VALUE;

  TrafficSeries(Duration kept) {
    this.kept = kept;
  }

  /**
   * Points of a chart, the oldest first, without gaps; the last one is still growing.
   *
   * @param stepSeconds how much time each stands for
   */
  public record Chart(int stepSeconds, List<TrafficStep> points) {}

  void restore(List<TrafficStep> saved) {
    lock.lock();
    try {
      saved.forEach(step -> steps.merge(number(step.at()), step.traffic(), TrafficSum::add));
    } finally {
      lock.unlock();
    }
  }

  void add(Traffic traffic, Instant now) {
    lock.lock();
    try {
      long number = number(now);
      steps.merge(number, traffic, TrafficSum::add);
      firstUnsaved = Math.min(firstUnsaved, number);
      steps.headMap(number(now.minus(kept))).clear();
    } finally {
      lock.unlock();
    }
  }

  /** What is to be saved since the last call, the present step included, which will be again. */
  List<TrafficStep> drainUnsaved(Instant now) {
    lock.lock();
    try {
      List<TrafficStep> unsaved = new ArrayList<>();
      steps
          .tailMap(firstUnsaved)
          .forEach((number, traffic) -> unsaved.add(new TrafficStep(start(number), traffic)));
      if (!unsaved.isEmpty()) {
        firstUnsaved = number(now);
      }
      return unsaved;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what {@link #drainUnsaved} gave, because it could not be saved. */
  void returnUnsaved(List<TrafficStep> unsaved) {
    lock.lock();
    try {
      for (TrafficStep step : unsaved) {
        firstUnsaved = Math.min(firstUnsaved, number(step.at()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The last {@code minutes}, at most as many as are kept, in at most 1,000 points. */
  public Chart chart(int minutes, Instant now) {
    long seconds = Math.min(Duration.ofMinutes(minutes).toSeconds(), kept.toSeconds());
    int stepSeconds = STEPS_SECONDS[STEPS_SECONDS.length - 1];
    for (int i = STEPS_SECONDS.length - 1; i >= 0; i--) {
      if (seconds / STEPS_SECONDS[i] + 1 <= MAX_POINTS) {
        stepSeconds = STEPS_SECONDS[i];
      }
    }
    int perPoint = stepSeconds / STEP_SECONDS;
    long last = number(now) / perPoint;
    long first = last - seconds / stepSeconds + 1;
    List<TrafficStep> points = new ArrayList<>();
    lock.lock();
    try {
      for (long point = first; point <= last; point++) {
        Traffic traffic = Traffic.NONE;
        for (Traffic step : steps.subMap(point * perPoint, (point + 1) * perPoint).values()) {
          traffic = TrafficSum.add(traffic, step);
        }
        points.add(new TrafficStep(start(point * perPoint), traffic));
      }
    } finally {
      lock.unlock();
    }
    return new Chart(stepSeconds, points);
  }

  private static long number(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
  }

  private static Instant start(long number) {
    return Instant.ofEpochSecond(number * STEP_SECONDS);
  }
}
