package io.peerage.tracker.selection;

import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.identity.Account;
import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * A candidate with its place in the draw.
   *
   * @param number of the candidate among all, from 0
   */
  private record Drawn(Candidate candidate, int number, double key) {}

  /** Chooses at most {@code limit} of {@code candidates}, the best first. */
  public List<Candidate> select(List<Candidate> candidates, int limit, RandomGenerator random) {
    Groups networks = Groups.byNetwork(candidates);
    List<Drawn> trusted = new ArrayList<>(candidates.size());
    List<Drawn> newcomers = new ArrayList<>();
    List<Drawn> unproven = new ArrayList<>();
    List<Drawn> degraded = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      double score = candidate.score();
      double part = part(networks.size(i), candidates.size());
      switch (candidate.state()) {
        case TRUSTED -> trusted.add(draw(candidate, i, part * score * score, random));
        case PROBATION ->
            (candidate.proven() ? newcomers : unproven)
                .add(draw(candidate, i, part * candidate.belief(), random));
        case CONTESTED -> {
          if (candidate.servedWell()) {
            trusted.add(draw(candidate, i, part * score * score, random));
          }
        }
        case DEGRADED -> degraded.add(draw(candidate, i, part * score * score, random));
        case QUARANTINE, BANNED -> {}
      }
    }
    int newcomerPlaces = roundAtRandom(parameters.newcomerShare() * limit, random);
    List<Drawn> list = new ArrayList<>(limit);
    Shares shares =
        new Shares(networks, Math.max(1, (int) (parameters.groupShare() * limit + 1e-9)));
    List<Drawn> trustedLeft = take(inOrder(trusted), limit - newcomerPlaces, list, shares);
    List<Drawn> newcomersLeft = take(inOrder(newcomers), limit - list.size(), list, shares);
    trustedLeft = take(trustedLeft, limit - list.size(), list, shares);
    mix(list, random);
    // Then whom no audit has found clean yet, and the degraded. Those whom the shares kept out come
    // last of all: nobody should get their places by having others degraded.
    List<Drawn> unprovenLeft = take(inOrder(unproven), limit - list.size(), list, shares);
    List<Drawn> degradedLeft = take(inOrder(degraded), limit - list.size(), list, shares);
    fill(trustedLeft, limit, list);
    fill(newcomersLeft, limit, list);
    fill(unprovenLeft, limit, list);
    fill(degradedLeft, limit, list);
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

  /**
   * Those of the asker's zone first, then as drawn. What is sorted is plain numbers: the bits of a
   * key, which for positive ones have its order, with the place in the list in the last of them.
   * Keys that differ by less than that, one part in 2^40 for a list of thousands, stay as they are.
   */
  private static List<Drawn> inOrder(List<Drawn> drawn) {
    int size = drawn.size();
    if (size < 2) {
      return drawn;
    }
    long places = (Long.highestOneBit(size) << 1) - 1;
    long[] order = new long[size];
    for (int i = 0; i < size; i++) {
      Drawn one = drawn.get(i);
      long key = Double.doubleToRawLongBits(one.key()) & ~places;
      order[i] = (one.candidate().sameZone() ? key | Long.MIN_VALUE : key) | i;
    }
    Arrays.sort(order);
    List<Drawn> ordered = new ArrayList<>(size);
    for (long one : order) {
      ordered.add(drawn.get((int) (one & places)));
    }
    return ordered;
  }

  private Drawn draw(Candidate candidate, int number, double merit, RandomGenerator random) {
    double idle =
        candidate.uploadSlots() == 0 ? 0 : (double) candidate.freeSlots() / candidate.uploadSlots();
    double weight =
        Math.max(
            LEAST_WEIGHT, merit * (parameters.busyWeight() + (1 - parameters.busyWeight()) * idle));
    // Adding zero makes a negative zero a positive one.
    return new Drawn(candidate, number, -Math.log(1 - random.nextDouble()) / weight + 0.0);
  }

  /**
   * What part of its weight a candidate has, since it shares it with its network group. A crowd
   * that is everyone shares with nobody.
   */
  private double part(int crowd, int all) {
    return crowd == all || crowd <= parameters.groupCrowd()
        ? 1
        : (double) parameters.groupCrowd() / crowd;
  }

  /** Rounds up as often as the fraction says, so that short lists have their share as well. */
  private static int roundAtRandom(double places, RandomGenerator random) {
    int whole = (int) places;
    return whole + (random.nextDouble() < places - whole ? 1 : 0);
  }

  /** Moves up to {@code max} of {@code from} to {@code list}; returns those left over, in order. */
  private static List<Drawn> take(List<Drawn> from, int max, List<Drawn> list, Shares shares) {
    List<Drawn> left = new ArrayList<>(from.size());
    int taken = 0;
    for (Drawn drawn : from) {
      if (taken < max && shares.admit(drawn)) {
        list.add(drawn);
        taken++;
      } else {
        left.add(drawn);
      }
    }
    return left;
  }

  /** Fills {@code list} up with the first of {@code from}, whatever their groups. */
  private static void fill(List<Drawn> from, int limit, List<Drawn> list) {
    for (int i = 0; i < from.size() && list.size() < limit; i++) {
      list.add(from.get(i));
    }
  }

  /**
   * Puts newcomers at random places among the trusted, whose own order stays: at the end of the
   * list hardly anyone would ask them.
   */
  private static void mix(List<Drawn> list, RandomGenerator random) {
    List<Drawn> newcomers = new ArrayList<>();
    list.removeIf(drawn -> isNewcomer(drawn) && newcomers.add(drawn));
    for (Drawn newcomer : newcomers) {
      list.add(random.nextInt(list.size() + 1), newcomer);
    }
  }

  private static boolean isNewcomer(Drawn drawn) {
    return drawn.candidate().state() == AgentState.PROBATION;
  }

  /** How many places of a list each network group and account has. */
  private static final class Shares {
    private final int most;
    private final Groups networks;
    private final int[] ofNetwork;
    private final Map<Account, Integer> ofAccount = new HashMap<>();

    Shares(Groups networks, int most) {
      this.most = most;
      this.networks = networks;
      this.ofNetwork = new int[networks.number()];
    }

    /** Whether the candidate still has a place, which it then takes. */
    boolean admit(Drawn drawn) {
      int network = networks.of(drawn.number());
      Account account = drawn.candidate().account();
      int places = ofAccount.getOrDefault(account, 0);
      if (ofNetwork[network] >= most || places >= most) {
        return false;
      }
      ofNetwork[network]++;
      ofAccount.put(account, places + 1);
      return true;
    }
  }
}
