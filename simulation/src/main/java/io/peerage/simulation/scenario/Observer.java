package io.peerage.simulation.scenario;

import io.peerage.protocol.message.AgentState;
import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Witness;
import io.peerage.simulation.world.World;
import io.peerage.tracker.bans.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Measures what the statistics do not have. */
final class Observer implements Witness {
  private final Map<String, Integer> verdicts = new TreeMap<>();
  private final Set<Participant> contested = new HashSet<>();
  private int honestRemoved;
  private int bans;
  private int honestContested;
  private double greatestListShare;
  private long takenDownReads;

  @Override
  public void verdict(World world, Participant participant, Verdict verdict) {
    if (verdict.to() == AgentState.CONTESTED) {
      contested.add(participant);
    } else {
      contested.remove(participant);
    }
    boolean honest = participant.behaviour().isHonest();
    verdicts.merge((honest ? "honest " : "hostile ") + verdict.to(), 1, Integer::sum);
    switch (verdict.to()) {
      case QUARANTINE -> honestRemoved += honest ? 1 : 0;
      case BANNED -> {
        honestRemoved += honest ? 1 : 0;
        bans++;
      }
      case CONTESTED -> honestContested += honest ? 1 : 0;
      case PROBATION, TRUSTED, DEGRADED -> {}
    }
  }

  @Override
  public void offered(
      World world,
      Participant client,
      List<Participant> offers,
      int limit,
      List<Participant> holders) {
    if (offers.size() < limit) {
      return;
    }
    double share = 1 - (double) honestOf(offers) / limit;
    // The cap holds as long as there are enough others. A contested one is none: it may only be
    // offered to those that it served well.
    if (share > greatestListShare && othersIn(holders) >= limit - limit / 3) {
      greatestListShare = share;
    }
  }

  private int othersIn(List<Participant> holders) {
    int others = 0;
    for (Participant one : holders) {
      if (one.behaviour().isHonest() && !contested.contains(one)) {
        others++;
      }
    }
    return others;
  }

  private static int honestOf(List<Participant> list) {
    int honest = 0;
    for (Participant one : list) {
      if (one.behaviour().isHonest()) {
        honest++;
      }
    }
    return honest;
  }

  @Override
  public void readEnded(
      World world, Participant client, int content, boolean complete, long nanos) {
    if (complete && world.setup().isTakenDownBy(content, world.nowNanos() - nanos)) {
      takenDownReads++;
    }
  }

  int honestRemoved() {
    return honestRemoved;
  }

  int honestContested() {
    return honestContested;
  }

  int bans() {
    return bans;
  }

  double greatestListShare() {
    return greatestListShare;
  }

  long takenDownReads() {
    return takenDownReads;
  }

  Map<String, Integer> verdicts() {
    return verdicts;
  }

  long allHostile(World world) {
    return world.participants().stream().filter(p -> !p.behaviour().isHonest()).count();
  }

  long removedHostile(World world) {
    return world.participants().stream()
        .filter(p -> !p.behaviour().isHonest() && p.removedAtNanos() >= 0)
        .count();
  }

  /** The share of hostile agents that are out, in percent. */
  double removedPercent(World world) {
    return 100.0 * removedHostile(world) / Math.max(1, allHostile(world));
  }

  /** Minutes from {@code fromMinute} until the last hostile agent was out; those in count 1e6. */
  double lastOutAfterMinutes(World world, int fromMinute) {
    double last = 0;
    for (Participant participant : world.participants()) {
      if (!participant.behaviour().isHonest()) {
        last =
            Math.max(
                last,
                participant.removedAtNanos() < 0
                    ? 1e6
                    : participant.removedAtNanos() / 60e9 - fromMinute);
      }
    }
    return last;
  }

  /** Minutes from the first bad block until half of those who sent one were out. */
  double medianOutMinutes(World world) {
    double[] minutes =
        world.participants().stream()
            .filter(p -> !p.behaviour().isHonest() && p.firstBadAtNanos() >= 0)
            .mapToDouble(p ->
                p.removedAtNanos() < 0
                    ? 1e6
                    : Math.max(0, p.removedAtNanos() - p.firstBadAtNanos()) / 60e9)
            .sorted()
            .toArray();
    return minutes.length == 0 ? 0 : minutes[minutes.length / 2];
  }
}
