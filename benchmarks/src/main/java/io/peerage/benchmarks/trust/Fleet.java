package io.peerage.benchmarks.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.trust.Counted;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * So many agents in neighbourhoods of {@value #NEIGHBOURS}, who all know each other by now. One in
 * a hundred servers is set apart: nobody speaks of it but for a probe.
 */
final class Fleet {
  static final int NEIGHBOURS = 25;
  static final int OBSERVATIONS = 3;
  private static final int APART = 100;
  private static final int NETWORKS = 50_000;
  private static final int AGENTS_PER_ACCOUNT = 10;
  private static final double FAILING = 0.01;
  private static final long DAY_MILLIS = 86_400_000;

  private final List<Caller> agents;
  private final long[] sequences;
  private final SplittableRandom random = new SplittableRandom(1);

  Fleet(int size) {
    agents = new ArrayList<>(size);
    sequences = new long[size];
    for (int i = 0; i < size; i++) {
      int network = i % NETWORKS;
      agents.add(
          new Caller(
              new AgentId("a-" + i),
              new Account("account-" + i % Math.max(1, size / AGENTS_PER_ACCOUNT)),
              new NetworkGroup("10." + network / 256 + "." + network % 256 + ".0/24")));
    }
  }

  int size() {
    return agents.size();
  }

  Caller agent(int number) {
    return agents.get(number);
  }

  static boolean isApart(int number) {
    return number % APART == APART - 1;
  }

  /** The neighbour of {@code number} that is {@code offset} places on, from 1 to before 25. */
  int neighbour(int number, int offset) {
    int from = number - number % NEIGHBOURS;
    int many = Math.min(NEIGHBOURS, agents.size() - from);
    return from + (number - from + offset) % many;
  }

  /** What is known of the agents from {@code from} to before {@code to} when it begins. */
  TrustChanges known(int from, int to, long nowMillis) {
    List<StandingRow> standings = new ArrayList<>();
    List<OpinionRow> opinions = new ArrayList<>();
    for (int server = from; server < to; server++) {
      Caller agent = agents.get(server);
      standings.add(
          new StandingRow(
              agent.id(),
              agent.account(),
              agent.network(),
              60,
              0,
              nowMillis,
              1,
              1,
              5,
              0,
              0.9,
              new Counted(5, 0, nowMillis),
              1));
      for (int i = 1; i < NEIGHBOURS && !isApart(server); i++) {
        int client = neighbour(server, i);
        if (client != server) {
          opinions.add(known(agents.get(client).id(), agent.id(), nowMillis));
        }
      }
    }
    return new TrustChanges(standings, opinions, List.of());
  }

  private static OpinionRow known(AgentId client, AgentId server, long nowMillis) {
    return new OpinionRow(
        client,
        server,
        20,
        0.1,
        1.9,
        0.1,
        nowMillis,
        Math.floorDiv(nowMillis, DAY_MILLIS),
        3,
        0,
        new Counted(2, 0, nowMillis),
        0,
        1);
  }

  /** The next report of an agent, of some of its neighbours. */
  ReportRequest report(int client) {
    List<Observation> observations = new ArrayList<>(OBSERVATIONS);
    int offset = 1 + random.nextInt(NEIGHBOURS - 1);
    for (int i = 0; i < 2 * OBSERVATIONS && observations.size() < OBSERVATIONS; i++) {
      int server = neighbour(client, 1 + (offset + i) % (NEIGHBOURS - 1));
      if (server != client && !isApart(server)) {
        int timeouts = random.nextDouble() < FAILING ? 1 : 0;
        observations.add(new Observation(agents.get(server).id(), 4, 4_000_000, 0, timeouts, 0));
      }
    }
    return reportOf(client, observations);
  }

  /** The next report of an agent, of one good transfer. */
  ReportRequest report(int client, int server) {
    return reportOf(
        client, List.of(new Observation(agents.get(server).id(), 1, 1_000_000, 0, 0, 0)));
  }

  private ReportRequest reportOf(int client, List<Observation> observations) {
    return new ReportRequest(
        "epoch-1",
        ++sequences[client],
        new Traffic(12_000_000, 0, 12_000_000, 0, 12_000_000, 12),
        observations);
  }
}
