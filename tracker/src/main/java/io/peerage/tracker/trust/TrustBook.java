package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The trust of a whole fleet, in memory: who served whom how well, and what the {@link TrustModel}
 * makes of it. Pure: times are handed in, in milliseconds since 1970; the same calls give the same
 * scores. A round costs a few operations per opinion; an observation is constant, but for the scan
 * of one server's opinions when they are full.
 *
 * <p>Three departures from the plain model, each against liars. A client's failures count at most
 * as often a day as its good transfers do, so that one report cannot sink a server. In a round a
 * client votes once, however often it reports. And a round with few credible votes counts in part.
 *
 * <p>Not thread-safe.
 */
public final class TrustBook {
  private static final long DAY_MILLIS = 86_400_000;

  /** Of an opinion weaker than this nothing is kept, in transfers. */
  private static final double FAINT = 0.01;

  /** An opinion counts as a rating from this weight on, in transfers. */
  private static final double RATED = 0.5;

  private final TrustModel model;
  private final TrustParameters parameters;
  private final Map<AgentId, Standing> standings = new HashMap<>();
  private final List<Standing> changedStandings = new ArrayList<>();
  private final List<Opinion> changedOpinions = new ArrayList<>();
  private final List<TrustChanges.DroppedOpinion> droppedOpinions = new ArrayList<>();
  private final Votes votes = new Votes();
  private long revision;

  public TrustBook(TrustModel model) {
    this.model = model;
    this.parameters = model.parameters();
  }

  /** Starts from what was saved. */
  public void restore(TrustChanges saved, long nowMillis) {
    for (StandingRow row : saved.standings()) {
      standings.put(row.agent(), Standing.of(row));
      revision = Math.max(revision, row.revision());
    }
    for (OpinionRow row : saved.opinions()) {
      Standing client = standings.get(row.client());
      Standing server = standings.get(row.server());
      if (client != null && server != null) {
        link(Opinion.of(row, client, server));
        revision = Math.max(revision, row.revision());
      }
    }
    for (Standing server : standings.values()) {
      weighSuspicion(server, nowMillis);
      weighReference(server);
    }
  }

  /** Takes an agent in, or notes that it has moved. */
  public void place(AgentId agent, Account account, NetworkGroup network, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing == null) {
      standing = new Standing(agent, account, network, parameters.credibilityStart(), nowMillis);
      standings.put(agent, standing);
      changed(standing);
    } else if (!standing.account.equals(account) || !standing.network.equals(network)) {
      standing.account = account;
      standing.network = network;
      changed(standing);
    }
  }

  /** Takes a client's testimony. Of and about those who are not in the book it is passed over. */
  public void observe(AgentId clientId, Observation observation, long nowMillis) {
    Standing client = standings.get(clientId);
    Standing server = standings.get(observation.server());
    double good = observation.transfers();
    double bad =
        model.failures(observation.mismatches(), observation.timeouts(), observation.refusals());
    if (client == null || server == null || client == server || good + bad == 0) {
      return;
    }
    Opinion opinion = opinion(client, server, nowMillis);
    opinion.decay(parameters, nowMillis);
    opinion.good += good;
    opinion.bad += bad;
    opinion.recentGood += good;
    opinion.recentBad += bad;
    opinion.roundGood += good;
    opinion.roundBad += bad;

    long day = Math.floorDiv(nowMillis, DAY_MILLIS);
    if (opinion.day != day) {
      opinion.day = day;
      opinion.creditedToday = 0;
      opinion.blamedToday = 0;
    }
    double credit = Math.min(good, parameters.countedPerPairPerDay() - opinion.creditedToday);
    double blame = Math.min(bad, parameters.countedPerPairPerDay() - opinion.blamedToday);
    opinion.creditedToday += credit;
    opinion.blamedToday += blame;
    changed(opinion);
    if (credit > 0 || blame > 0) {
      server.decay(parameters, nowMillis);
      server.good += credit * client.credibility;
      server.bad += blame * client.credibility;
      changed(server);
    }
  }

  private Opinion opinion(Standing client, Standing server, long nowMillis) {
    Opinion known = server.opinions.get(client.agent);
    if (known != null) {
      return known;
    }
    if (server.opinions.size() >= parameters.maxClientsPerServer()) {
      drop(oldestOfTheMostTalkative(server));
    }
    if (client.rated.size() >= parameters.maxServersPerClient()) {
      drop(oldest(client.rated.values()));
    }
    Opinion opinion = new Opinion(client, server, nowMillis);
    link(opinion);
    return opinion;
  }

  private static void link(Opinion opinion) {
    opinion.server.opinions.put(opinion.client.agent, opinion);
    opinion.client.rated.put(opinion.server.agent, opinion);
  }

  private void drop(Opinion opinion) {
    opinion.server.opinions.remove(opinion.client.agent);
    opinion.client.rated.remove(opinion.server.agent);
    droppedOpinions.add(
        new TrustChanges.DroppedOpinion(opinion.client.agent, opinion.server.agent));
  }

  /** So that many identities of one account cannot push out what others have to say. */
  private static Opinion oldestOfTheMostTalkative(Standing server) {
    Map<Account, List<Opinion>> byAccount = new HashMap<>();
    for (Opinion opinion : server.opinions.values()) {
      byAccount.computeIfAbsent(opinion.client.account, _ -> new ArrayList<>()).add(opinion);
    }
    int most = byAccount.values().stream().mapToInt(List::size).max().orElse(0);
    return oldest(
        byAccount.values().stream()
            .filter(opinions -> opinions.size() == most)
            .flatMap(List::stream)
            .toList());
  }

  private static Opinion oldest(Iterable<Opinion> opinions) {
    Opinion oldest = null;
    for (Opinion opinion : opinions) {
      if (oldest == null || opinion.atMillis < oldest.atMillis) {
        oldest = opinion;
      }
    }
    if (oldest == null) {
      throw new IllegalArgumentException("there is no opinion");
    }
    return oldest;
  }

  /** Takes in that an audit of {@code agent} was clean. */
  public void auditClean(AgentId agent, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing != null) {
      standing.decay(parameters, nowMillis);
      standing.good += parameters.auditCleanGain();
      standing.roundGood += parameters.auditCleanGain();
      standing.auditsClean++;
      changed(standing);
    }
  }

  /** Takes in that an audit of {@code agent} found a mismatch. */
  public void auditFailed(AgentId agent, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing != null) {
      standing.decay(parameters, nowMillis);
      standing.bad += parameters.auditMismatchLoss();
      standing.roundBad += parameters.auditMismatchLoss();
      standing.auditsFailed++;
      changed(standing);
    }
  }

  /** Ends a round: moves every controller on, and computes suspicions and credibilities anew. */
  public void endRound(long nowMillis) {
    for (Standing server : standings.values()) {
      dropFaint(server, nowMillis);
      weighRound(server);
      weighSuspicion(server, nowMillis);
      weighReference(server);
    }
    for (Standing client : standings.values()) {
      double credibility = credibility(client, nowMillis);
      if (Math.abs(credibility - client.credibility) > 1e-6) {
        client.credibility = credibility;
        changed(client);
      }
    }
  }

  private void dropFaint(Standing server, long nowMillis) {
    List<Opinion> faint = new ArrayList<>(0);
    for (Opinion opinion : server.opinions.values()) {
      if (opinion.weight(parameters, nowMillis) < FAINT) {
        faint.add(opinion);
      }
    }
    faint.forEach(this::drop);
  }

  private void weighRound(Standing server) {
    votes.clear();
    for (Opinion opinion : server.opinions.values()) {
      double all = opinion.roundGood + opinion.roundBad;
      if (all > 0) {
        votes.add(opinion.client, opinion.roundBad / all);
        opinion.roundGood = 0;
        opinion.roundBad = 0;
      }
    }
    votes.count();
    double ratio = model.roundRatio(votes.good() + server.roundGood, votes.bad() + server.roundBad);
    server.roundGood = 0;
    server.roundBad = 0;
    double control = model.control(ratio, server.history);
    double history = model.fade(server.history, control);
    if (Math.abs(control - server.control) > 1e-6 || Math.abs(history - server.history) > 1e-6) {
      server.control = control;
      server.history = history;
      changed(server);
    }
  }

  private void weighSuspicion(Standing server, long nowMillis) {
    votes.clear();
    for (Opinion opinion : server.opinions.values()) {
      if (opinion.recentWeight(parameters, nowMillis) >= RATED) {
        votes.add(opinion.client, opinion.recentBad / (opinion.recentGood + opinion.recentBad));
      }
    }
    votes.count();
    server.suspicion = votes.badShare();
    server.suspicionGroups = votes.groups();
  }

  private void weighReference(Standing server) {
    votes.clear();
    for (Opinion opinion : server.opinions.values()) {
      if (opinion.good > 0) {
        votes.add(opinion.client, 0);
      }
    }
    votes.count();
    server.clientGroups = votes.groups();

    double audits = server.auditsClean + server.auditsFailed;
    if (audits >= parameters.referenceAudits()) {
      server.reference = server.auditsFailed / audits;
      return;
    }
    votes.clear();
    for (Opinion opinion : server.opinions.values()) {
      votes.add(opinion.client, opinion.bad / (opinion.good + opinion.bad));
    }
    votes.count();
    server.reference = votes.good() + votes.bad() > 0 ? votes.badShare() : -1;
  }

  private double credibility(Standing client, long nowMillis) {
    double sumOfSquares = 0;
    int servers = 0;
    for (Opinion opinion : client.rated.values()) {
      if (opinion.server.reference >= 0 && opinion.weight(parameters, nowMillis) >= RATED) {
        double distance = opinion.bad / (opinion.good + opinion.bad) - opinion.server.reference;
        sumOfSquares += distance * distance;
        servers++;
      }
    }
    return model.credibility(sumOfSquares, servers);
  }

  /** The score of {@code agent}; nothing when it is not in the book. */
  public Optional<Score> score(AgentId agent, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing == null) {
      return Optional.empty();
    }
    long millis = nowMillis - standing.atMillis;
    double good = TrustModel.decayed(standing.good, millis, parameters.goodHalfLife());
    double bad = TrustModel.decayed(standing.bad, millis, parameters.badHalfLife());
    return Optional.of(
        new Score(
            model.score(good, bad, standing.control),
            model.mean(good, bad),
            model.lowerBound(good, bad),
            good,
            bad,
            standing.suspicion,
            standing.suspicionGroups,
            standing.clientGroups,
            standing.credibility));
  }

  /** Everyone in the book. */
  public List<AgentId> agents() {
    return List.copyOf(standings.keySet());
  }

  /** Removes an agent and all that it said and that was said of it. */
  public void forget(AgentId agent) {
    Standing standing = standings.remove(agent);
    if (standing != null) {
      standing.opinions.values().forEach(opinion -> opinion.client.rated.remove(agent));
      standing.rated.values().forEach(opinion -> opinion.server.opinions.remove(agent));
      changedStandings.remove(standing);
      changedOpinions.removeIf(opinion -> opinion.client == standing || opinion.server == standing);
    }
  }

  private void changed(Standing standing) {
    if (!standing.changed) {
      standing.changed = true;
      changedStandings.add(standing);
    }
  }

  private void changed(Opinion opinion) {
    if (!opinion.changed) {
      opinion.changed = true;
      changedOpinions.add(opinion);
    }
  }

  /** Takes back what {@link #drainChanges} gave, because it could not be saved. */
  public void returnChanges(TrustChanges unsaved) {
    for (StandingRow row : unsaved.standings()) {
      Standing standing = standings.get(row.agent());
      if (standing != null) {
        changed(standing);
      }
    }
    for (OpinionRow row : unsaved.opinions()) {
      Standing server = standings.get(row.server());
      Opinion opinion = server == null ? null : server.opinions.get(row.client());
      if (opinion != null) {
        changed(opinion);
      }
    }
    droppedOpinions.addAll(unsaved.droppedOpinions());
  }

  /** What changed since the last call, for a store. */
  public TrustChanges drainChanges() {
    if (changedStandings.isEmpty() && changedOpinions.isEmpty() && droppedOpinions.isEmpty()) {
      return TrustChanges.NONE;
    }
    revision++;
    List<StandingRow> standingRows = new ArrayList<>(changedStandings.size());
    for (Standing standing : changedStandings) {
      standing.changed = false;
      standing.revision = revision;
      standingRows.add(standing.toRow());
    }
    List<OpinionRow> opinionRows = new ArrayList<>(changedOpinions.size());
    for (Opinion opinion : changedOpinions) {
      opinion.changed = false;
      // One that was dropped meanwhile must not come back.
      if (opinion.server.opinions.get(opinion.client.agent) == opinion) {
        opinion.revision = revision;
        opinionRows.add(opinion.toRow());
      }
    }
    TrustChanges changes = new TrustChanges(standingRows, opinionRows, droppedOpinions);
    changedStandings.clear();
    changedOpinions.clear();
    droppedOpinions.clear();
    return changes;
  }
}
