package io.peerage.tracker.selection;

import io.peerage.protocol.message.AgentState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Chooses the peers of a list. Pure: the same candidates and the same random numbers give the same
 * list.
 *
 * <p>Drawing without replacement in proportion to weights is done by Efraimidis and Spirakis
 * (2006): each candidate gets the key {@code -ln(u) / weight}, and the smallest keys win; sorting
 * by key is drawing one after another. A trusted agent weighs the square of its score, one on
 * probation the same as any other on probation, both times how idle they are. The asker's zone
 * comes first. The agents of a network group that is a crowd share the weight of a few. Degraded
 * agents come last, contested ones only to those whom they served well. Whoever would put its
 * network group or account over its share waits until all others had their turn. Cost: n log n for
 * n candidates.
 */
public final class PeerSelector {
  /** So that an agent with score 0 comes last, and not never. */
  private static final double LEAST_WEIGHT = 1e-9;

  private final SelectionParameters parameters;

  public PeerSelector(SelectionParameters parameters) {
    this.parameters = parameters;
  }

  private record Drawn(Candidate candidate, double key) {}

  /** Chooses at most {@code limit} of {@code candidates}, the best first. */
  public List<Candidate> select(List<Candidate> candidates, int limit, RandomGenerator random) {
    Crowds crowds = new Crowds(candidates, parameters.groupCrowd());
    List<Drawn> trusted = new ArrayList<>();
    List<Drawn> newcomers = new ArrayList<>();
    List<Drawn> unproven = new ArrayList<>();
    List<Drawn> degraded = new ArrayList<>();
    for (Candidate candidate : candidates) {
      double score = candidate.score();
      double part = crowds.part(candidate);
      switch (candidate.state()) {
        case TRUSTED -> trusted.add(draw(candidate, part * score * score, random));
        case PROBATION ->
            (candidate.proven() ? newcomers : unproven)
                .add(draw(candidate, part * candidate.belief(), random));
        case CONTESTED -> {
          if (candidate.servedWell()) {
            trusted.add(draw(candidate, part * score * score, random));
          }
        }
        case DEGRADED -> degraded.add(draw(candidate, part * score * score, random));
        case QUARANTINE, BANNED -> {}
      }
    }
    trusted.sort(ORDER);
    newcomers.sort(ORDER);
    unproven.sort(ORDER);
    degraded.sort(ORDER);

    int newcomerPlaces = roundAtRandom(parameters.newcomerShare() * limit, random);
    List<Drawn> list = new ArrayList<>(limit);
    Shares shares = new Shares(Math.max(1, (int) (parameters.groupShare() * limit + 1e-9)));
    List<Drawn> trustedLeft = take(trusted, limit - newcomerPlaces, list, shares);
    List<Drawn> newcomersLeft = take(newcomers, limit - list.size(), list, shares);
    trustedLeft = take(trustedLeft, limit - list.size(), list, shares);
    mix(list, random);
    // Then whom no audit has found clean yet, and the degraded. Those whom the shares kept out come
    // last of all: nobody should get their places by having others degraded.
    List<Drawn> unprovenLeft = take(unproven, limit - list.size(), list, shares);
    List<Drawn> degradedLeft = take(degraded, limit - list.size(), list, shares);
    take(trustedLeft, limit - list.size(), list, Shares.UNBOUND);
    take(newcomersLeft, limit - list.size(), list, Shares.UNBOUND);
    take(unprovenLeft, limit - list.size(), list, Shares.UNBOUND);
    take(degradedLeft, limit - list.size(), list, Shares.UNBOUND);
    return nearFirst(list);
  }

  private static List<Candidate> nearFirst(List<Drawn> list) {
    List<Candidate> ordered = new ArrayList<>(list.size());
    for (Drawn drawn : list) {
      if (drawn.candidate().sameZone()) {
        ordered.add(drawn.candidate());
      }
    }
    for (Drawn drawn : list) {
      if (!drawn.candidate().sameZone()) {
        ordered.add(drawn.candidate());
      }
    }
    return ordered;
  }

  /** Those of the asker's zone first, then as drawn. */
  private static final Comparator<Drawn> ORDER =
      (one, other) -> {
        boolean near = one.candidate().sameZone();
        return near == other.candidate().sameZone()
            ? Double.compare(one.key(), other.key())
            : near ? -1 : 1;
      };

  private Drawn draw(Candidate candidate, double merit, RandomGenerator random) {
    double idle =
        candidate.uploadSlots() == 0 ? 0 : (double) candidate.freeSlots() / candidate.uploadSlots();
    double weight =
        Math.max(
            LEAST_WEIGHT, merit * (parameters.busyWeight() + (1 - parameters.busyWeight()) * idle));
    return new Drawn(candidate, -Math.log(1 - random.nextDouble()) / weight);
  }

  /** What part of its weight each candidate has, since it shares it with its network group. */
  private static final class Crowds {
    private final Map<String, int[]> networks = new HashMap<>();
    private final int most;
    private final int all;

    Crowds(List<Candidate> candidates, int most) {
      this.most = most;
      this.all = candidates.size();
      for (Candidate candidate : candidates) {
        networks.computeIfAbsent(candidate.network().prefix(), _ -> new int[1])[0]++;
      }
    }

    /** A crowd that is everyone shares with nobody. */
    double part(Candidate candidate) {
      int[] crowd = networks.get(candidate.network().prefix());
      return crowd == null || crowd[0] == all || crowd[0] <= most ? 1 : (double) most / crowd[0];
    }
  }

  /** Rounds up as often as the fraction says, so that short lists have their share as well. */
  private static int roundAtRandom(double places, RandomGenerator random) {
    int whole = (int) places;
    return whole + (random.nextDouble() < places - whole ? 1 : 0);
  }

  /** Moves up to {@code max} of {@code from} to {@code list}; returns those left over, in order. */
  private static List<Drawn> take(List<Drawn> from, int max, List<Drawn> list, Shares shares) {
    List<Drawn> left = new ArrayList<>();
    int taken = 0;
    for (Drawn drawn : from) {
      if (taken < max && shares.admit(drawn.candidate())) {
        list.add(drawn);
        taken++;
      } else {
        left.add(drawn);
      }
    }
    return left;
  }

  /**
   * Puts newcomers at random places among the trusted, whose own order stays: at the end of the
   * list hardly anyone would ask them.
   */
  private static void mix(List<Drawn> list, RandomGenerator random) {
    List<Drawn> newcomers =
        list.stream().filter(drawn -> drawn.candidate().state() == AgentState.PROBATION).toList();
    list.removeAll(newcomers);
    for (Drawn newcomer : newcomers) {
      list.add(random.nextInt(list.size() + 1), newcomer);
    }
  }

  /** How many places of a list each network group and account has. */
  private static final class Shares {
    static final Shares UNBOUND = new Shares(Integer.MAX_VALUE);

    private final int most;
    private final Map<String, Integer> networks = new HashMap<>();
    private final Map<String, Integer> accounts = new HashMap<>();

    Shares(int most) {
      this.most = most;
    }

    boolean admit(Candidate candidate) {
      if (most == Integer.MAX_VALUE) {
        return true;
      }
      int ofNetwork = networks.getOrDefault(candidate.network().prefix(), 0);
      int ofAccount = accounts.getOrDefault(candidate.account().name(), 0);
      if (ofNetwork >= most || ofAccount >= most) {
        return false;
      }
      networks.put(candidate.network().prefix(), ofNetwork + 1);
      accounts.put(candidate.account().name(), ofAccount + 1);
      return true;
    }
  }
}
