package io.peerage.tracker.reports;

import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.accounting.FleetAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's traffic and accounts over time, in steps of {@value #STEP_SECONDS} seconds, as far
 * back as is kept. Thread-safe.
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
  // Under lock: as they stood at the end of a step; steps in which nothing changed are left out.
  private final TreeMap<Long, FleetAccounts> accounts = new TreeMap<>();
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
      for (TrafficStep step : saved) {
        long number = number(step.at());
        steps.merge(number, step.traffic(), TrafficSum::add);
        if (step.accounts() != null) {
          accounts.put(number, step.accounts());
        }
      }
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
      dropOld(now);
    } finally {
      lock.unlock();
    }
  }

  /** Notes how the accounts stand. */
  void note(FleetAccounts standing, Instant now) {
    lock.lock();
    try {
      Map.Entry<Long, FleetAccounts> last = accounts.lastEntry();
      if (last == null || !last.getValue().equals(standing)) {
        long number = number(now);
        accounts.put(number, standing);
        firstUnsaved = Math.min(firstUnsaved, number);
        dropOld(now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Of the accounts the newest stays, however old: they still stand like that. */
  private void dropOld(Instant now) {
    long first = number(now.minus(kept));
    steps.headMap(first).clear();
    Long standing = accounts.floorKey(first);
    if (standing != null) {
      accounts.headMap(standing).clear();
    }
  }

  /** What is to be saved since the last call, the present step included, which will be again. */
  List<TrafficStep> drainUnsaved(Instant now) {
    lock.lock();
    try {
      TreeSet<Long> numbers = new TreeSet<>(steps.tailMap(firstUnsaved).keySet());
      numbers.addAll(accounts.tailMap(firstUnsaved).keySet());
      List<TrafficStep> unsaved = new ArrayList<>();
      for (long number : numbers) {
        unsaved.add(
            new TrafficStep(
                start(number), steps.getOrDefault(number, Traffic.NONE), accounts.get(number)));
      }
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
        points.add(
            new TrafficStep(
                start(point * perPoint), traffic, standing((point + 1) * perPoint - 1)));
      }
    } finally {
      lock.unlock();
    }
    return new Chart(stepSeconds, points);
  }

  private @Nullable FleetAccounts standing(long number) {
    Map.Entry<Long, FleetAccounts> last = accounts.floorEntry(number);
    return last == null ? null : last.getValue();
  }

  private static long number(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
  }

  private static Instant start(long number) {
    return Instant.ofEpochSecond(number * STEP_SECONDS);
  }
}
