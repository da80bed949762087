package io.peerage.simulation.scheme;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.TrustScheme;
import io.peerage.simulation.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Readers choose by EigenTrust's probabilistic rule, as in its paper: in proportion to global
 * trust, and a tenth of the time among those without any. The first {@value #PRE_TRUSTED} honest
 * agents are trusted beforehand, which is more than a real fleet knows.
 */
public final class EigenTrustScheme implements TrustScheme {
  private static final int PRE_TRUSTED = 3;
  private static final double PULL = 0.1;
  private static final double UNTRUSTED_SHARE = 0.1;
  private static final int MINUTES_BETWEEN = 10;

  /** So that nobody is out of the draw. */
  private static final double LEAST_WEIGHT = 1e-12;

  private static final Comparator<Drawn> SMALLEST_KEY =
      (one, other) -> Double.compare(one.key(), other.key());

  private final World world;
  private final Map<AgentId, Integer> numbers = new HashMap<>();
  private final List<Map<Integer, double[]>> experiences = new ArrayList<>();
  private double[] trust = new double[0];

  /** A holder with its key in the draw, as in {@code PeerSelector}. */
  private record Drawn(Participant holder, double key) {}

  public EigenTrustScheme(World world) {
    this.world = world;
  }

  @Override
  public boolean clientsAvoid() {
    return false;
  }

  @Override
  public void join(Participant participant) {
    numbers.put(participant.id(), participant.number());
    experiences.add(new HashMap<>());
  }

  @Override
  public List<Participant> offers(Participant client, List<Participant> holders, int limit) {
    List<Drawn> trusted = new ArrayList<>();
    List<Drawn> untrusted = new ArrayList<>();
    for (Participant holder : holders) {
      double trust = trust(holder);
      double key = -Math.log(1 - world.random().nextDouble()) / Math.max(LEAST_WEIGHT, trust);
      (trust > 0 ? trusted : untrusted).add(new Drawn(holder, key));
    }
    trusted.sort(SMALLEST_KEY);
    untrusted.sort(SMALLEST_KEY);
    boolean explores = world.random().nextDouble() < UNTRUSTED_SHARE;
    List<Participant> list = new ArrayList<>(limit);
    fill(explores ? untrusted : trusted, limit, list);
    fill(explores ? trusted : untrusted, limit, list);
    return list;
  }

  private static void fill(List<Drawn> from, int limit, List<Participant> list) {
    for (int i = 0; i < from.size() && list.size() < limit; i++) {
      list.add(from.get(i).holder());
    }
  }

  private double trust(Participant participant) {
    return participant.number() < trust.length ? trust[participant.number()] : 0;
  }

  @Override
  public void observe(Participant client, Observation observation) {
    Integer server = numbers.get(observation.server());
    if (server != null) {
      double[] sums = experiences.get(client.number()).computeIfAbsent(server, _ -> new double[1]);
      sums[0] += observation.transfers() - observation.mismatches();
    }
  }

  @Override
  public void minute() {
    if (world.minuteNow() % MINUTES_BETWEEN != 0) {
      return;
    }
    int n = experiences.size();
    double[][] local = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (Map.Entry<Integer, double[]> one : experiences.get(i).entrySet()) {
        local[i][one.getKey()] = Math.max(0, one.getValue()[0]);
      }
    }
    double[] preTrust = new double[n];
    Arrays.fill(preTrust, 0, Math.min(PRE_TRUSTED, n), 1);
    trust = EigenTrust.compute(local, preTrust, PULL);
  }
}
