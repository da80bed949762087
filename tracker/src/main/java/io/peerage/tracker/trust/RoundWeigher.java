package io.peerage.tracker.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  private final List<Standing> heard = new ArrayList<>();
  private double failureMedian;

  RoundWeigher(TrustModel model) {
    this.model = model;
    this.parameters = model.parameters();
  }

  /** Takes in that in this round {@code good} transfers from a server ended well. */
  void heardOf(Standing server, double good, double outage) {
    if (server.heardGood + server.heardOutage == 0) {
      heard.add(server);
    }
    server.heardGood += good;
    server.heardOutage += outage;
  }

  double failureMedian() {
    return failureMedian;
  }

  /** Begins the weighing of a round. */
  void begin() {
    double[] shares = new double[heard.size()];
    for (int i = 0; i < shares.length; i++) {
      Standing server = heard.get(i);
      shares[i] = server.heardOutage / (server.heardGood + server.heardOutage);
      server.heardGood = 0;
      server.heardOutage = 0;
    }
    heard.clear();
    Arrays.sort(shares);
    failureMedian = shares.length < LEAST_SERVERS ? 0 : shares[shares.length / 2];
  }

  /**
   * Weighs an agent as a server.
   *
   * @param faint gets those of its opinions that no longer say anything
   * @return whether what is kept of it changed
   */
  boolean weighServer(Standing server, long nowMillis, List<Opinion> faint) {
    boolean changed = weighRound(server, nowMillis);
    if (nowMillis - server.weighedAtMillis >= IDLE_WEIGHING_MILLIS) {
      addFaint(server, nowMillis, faint);
      weighReputation(server, nowMillis);
    } else if (server.stirred || server.clientsStirred) {
      weighReputation(server, nowMillis);
    }
    return changed;
  }

  private void addFaint(Standing server, long nowMillis, List<Opinion> faint) {
    if (server.opinions.mayHaveFaded(nowMillis)) {
      for (int i = 0; i < server.opinions.size(); i++) {
        Opinion opinion = server.opinions.get(i);
        if (!opinion.isRating(nowMillis) && opinion.weight(parameters, nowMillis) < FAINT) {
          faint.add(opinion);
        }
      }
    }
  }

  private boolean weighRound(Standing server, long nowMillis) {
    double ratio = roundRatio(server, nowMillis);
    for (Opinion opinion : server.spokenOf) {
      opinion.roundGood = 0;
      opinion.roundBad = 0;
    }
    server.spokenOf.clear();
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

  /** The share of good in the present round, by the clients' votes and the audits. */
  private double roundRatio(Standing server, long nowMillis) {
    votes.clear();
    for (Opinion opinion : server.spokenOf) {
      if (!opinion.isAside(nowMillis)) {
        votes.add(opinion.client, opinion.roundBad / (opinion.roundGood + opinion.roundBad));
      }
    }
    votes.count();
    return model.roundRatio(votes.good() + server.roundGood, votes.bad() + server.roundBad);
  }

  /**
   * The controller's {@code D} if the round ended now, and not above what it is: it falls at once,
   * and rises only at the end of a round.
   */
  double controlSoFar(Standing server, long nowMillis) {
    return server.spokenOf.isEmpty() && server.roundGood + server.roundBad == 0
        ? server.control
        : Math.min(server.control, model.control(roundRatio(server, nowMillis), server.history));
  }

  /** What clients saw of a server lately, by their votes; valid until the next call. */
  Votes lately(Standing server, long nowMillis) {
    votes.clear();
    server.opinions.addRecent(votes, nowMillis);
    votes.count();
    return votes;
  }

  /** Computes suspicion, client groups and reference. */
  void weighReputation(Standing server, long nowMillis) {
    boolean countsClients = server.clientsStirred;
    double audits = server.auditsClean + server.auditsFailed;
    boolean isAudited = audits >= parameters.referenceAudits();
    server.weighedAtMillis = nowMillis;
    server.stirred = false;
    server.clientsStirred = false;
    lately(server, nowMillis);
    server.suspicion = votes.badShare();
    server.suspicionWeight = votes.good() + votes.bad();
    server.suspicionGroups = votes.groups();
    if (countsClients) {
      server.clientGroups = clientGroups(server);
    }
    tellReference(server, isAudited ? server.auditsFailed / audits : rating(server));
  }

  private int clientGroups(Standing server) {
    votes.clear();
    for (int i = 0; i < server.opinions.size(); i++) {
      Opinion opinion = server.opinions.get(i);
      if (opinion.good > 0) {
        votes.add(opinion.client, 0);
      }
    }
    votes.count();
    return votes.groups();
  }

  private double rating(Standing server) {
    votes.clear();
    for (int i = 0; i < server.opinions.size(); i++) {
      Opinion opinion = server.opinions.get(i);
      votes.add(opinion.client, opinion.badShare());
    }
    votes.count();
    return votes.good() + votes.bad() > 0 ? votes.badShare() : -1;
  }

  private static void tellReference(Standing server, double reference) {
    if (Math.abs(reference - server.referenceTold) >= TELLING_REFERENCE) {
      server.referenceTold = reference;
      for (int i = 0; i < server.opinions.size(); i++) {
        server.opinions.get(i).client.ratingsStirred = true;
      }
    }
    server.reference = reference;
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
      for (int i = 0; i < client.rated.size(); i++) {
        client.rated.get(i).server.stirred = true;
      }
    }
    return true;
  }

  private double credibility(Standing client, long nowMillis) {
    double sumOfSquares = 0;
    double weights = 0;
    int servers = 0;
    for (int i = 0; i < client.rated.size(); i++) {
      Opinion opinion = client.rated.get(i);
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
