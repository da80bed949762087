package io.peerage.tracker.trust;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the end of a round computes for one agent: as a server the controller, suspicion and the
 * reference that its clients are compared with; as a client its credibility. An agent of which
 * nothing new is known is weighed anew only every {@value #IDLE_WEIGHING_MILLIS} ms: all that moves
 * meanwhile is the fading of what was said. Not thread-safe.
 */
final class RoundWeigher {
  static final long IDLE_WEIGHING_MILLIS = 300_000;

  /** Of an opinion weaker than this nothing is kept, in transfers. */
  private static final double FAINT = 0.01;

  /** A change of a client's credibility by this much has the servers it rated weighed anew. */
  private static final double TELLING = 0.05;

  /** A change of a server's reference by this much has the clients that rated it weighed anew. */
  private static final double TELLING_REFERENCE = 0.01;

  /** With fewer servers than this spoken of, a median says nothing about the fleet. */
  private static final int LEAST_SERVERS = 5;

  private final TrustModel model;
  private final TrustParameters parameters;
  private final Votes votes = new Votes();
  private final Map<Standing, double[]> heard = new HashMap<>();
  private double failureMedian;
  private long roundMillis = Long.MIN_VALUE;

  RoundWeigher(TrustModel model) {
    this.model = model;
    this.parameters = model.parameters();
  }

  /** Takes in that in this round {@code good} transfers from a server ended well. */
  void heardOf(Standing server, double good, double outage) {
    double[] sums = heard.computeIfAbsent(server, _ -> new double[2]);
    sums[0] += good;
    sums[1] += outage;
  }

  double failureMedian() {
    return failureMedian;
  }

  /** Begins the weighing of a round, once. */
  private void begin(long nowMillis) {
    if (roundMillis == nowMillis) {
      return;
    }
    roundMillis = nowMillis;
    double[] shares =
        heard.values().stream().mapToDouble(sums -> sums[1] / (sums[0] + sums[1])).toArray();
    Arrays.sort(shares);
    failureMedian = shares.length < LEAST_SERVERS ? 0 : shares[shares.length / 2];
    heard.clear();
  }

  /**
   * Weighs an agent as a server.
   *
   * @param faint gets those of its opinions that no longer say anything
   * @return whether what is kept of it changed
   */
  boolean weighServer(Standing server, long nowMillis, List<Opinion> faint) {
    begin(nowMillis);
    boolean changed = weighRound(server, nowMillis);
    if (nowMillis - server.weighedAtMillis >= IDLE_WEIGHING_MILLIS) {
      for (Opinion opinion : server.opinions.values()) {
        if (!opinion.isRating(nowMillis) && opinion.weight(parameters, nowMillis) < FAINT) {
          faint.add(opinion);
        }
      }
      weighReputation(server, nowMillis);
    } else if (server.stirred || server.clientsStirred) {
      weighReputation(server, nowMillis);
    }
    return changed;
  }

  private boolean weighRound(Standing server, long nowMillis) {
    votes.clear();
    for (Opinion opinion : server.spokenOf) {
      double all = opinion.roundGood + opinion.roundBad;
      if (!opinion.isAside(nowMillis)) {
        votes.add(opinion.client, opinion.roundBad / all);
      }
      opinion.roundGood = 0;
      opinion.roundBad = 0;
    }
    server.spokenOf.clear();
    votes.count();
    double ratio = model.roundRatio(votes.good() + server.roundGood, votes.bad() + server.roundBad);
    server.roundGood = 0;
    server.roundBad = 0;
    double control = model.control(ratio, server.history);
    double history = model.fade(server.history, control);
    if (Math.abs(control - server.control) > 1e-6 || Math.abs(history - server.history) > 1e-6) {
      server.control = control;
      server.history = history;
      return true;
    }
    return false;
  }

  /** Computes suspicion, client groups and reference. */
  void weighReputation(Standing server, long nowMillis) {
    server.weighedAtMillis = nowMillis;
    server.stirred = false;
    votes.clear();
    for (Opinion opinion : server.opinions.values()) {
      if (opinion.isRecent(nowMillis) && !opinion.isAside(nowMillis)) {
        votes.add(opinion.client, opinion.recentBadShare());
      }
    }
    votes.count();
    server.suspicion = votes.badShare();
    server.suspicionWeight = votes.good() + votes.bad();
    server.suspicionGroups = votes.groups();

    if (server.clientsStirred) {
      server.clientsStirred = false;
      votes.clear();
      for (Opinion opinion : server.opinions.values()) {
        if (opinion.good > 0) {
          votes.add(opinion.client, 0);
        }
      }
      votes.count();
      server.clientGroups = votes.groups();
    }

    double reference = reference(server);
    if (Math.abs(reference - server.referenceTold) >= TELLING_REFERENCE) {
      server.referenceTold = reference;
      server.opinions.values().forEach(opinion -> opinion.client.ratingsStirred = true);
    }
    server.reference = reference;
  }

  private double reference(Standing server) {
    double audits = server.auditsClean + server.auditsFailed;
    if (audits >= parameters.referenceAudits()) {
      return server.auditsFailed / audits;
    }
    votes.clear();
    for (Opinion opinion : server.opinions.values()) {
      votes.add(opinion.client, opinion.badShare());
    }
    votes.count();
    return votes.good() + votes.bad() > 0 ? votes.badShare() : -1;
  }

  /**
   * Weighs an agent as a client, after all servers.
   *
   * @return whether what is kept of it changed
   */
  boolean weighClient(Standing client, long nowMillis) {
    boolean idle = nowMillis - client.ratingsWeighedAtMillis < IDLE_WEIGHING_MILLIS;
    if (!client.ratingsStirred && idle) {
      return false;
    }
    client.ratingsStirred = false;
    client.ratingsWeighedAtMillis = nowMillis;
    double credibility = credibility(client, nowMillis);
    if (Math.abs(credibility - client.credibility) <= 1e-6) {
      return false;
    }
    client.credibility = credibility;
    if (Math.abs(credibility - client.credibilityTold) >= TELLING) {
      client.credibilityTold = credibility;
      client.rated.values().forEach(opinion -> opinion.server.stirred = true);
    }
    return true;
  }

  private double credibility(Standing client, long nowMillis) {
    double sumOfSquares = 0;
    double weights = 0;
    int servers = 0;
    for (Opinion opinion : client.rated.values()) {
      if (opinion.server.reference >= 0 && opinion.isRating(nowMillis)) {
        double distance = opinion.badShare() - opinion.server.reference;
        double weight = Math.min(opinion.good + opinion.bad, parameters.ratingWeightCap());
        sumOfSquares += weight * distance * distance;
        weights += weight;
        servers++;
      }
    }
    return model.credibility(weights > 0 ? sumOfSquares / weights : 0, servers);
  }
}
