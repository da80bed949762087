package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The trust of a whole fleet, in memory: who served whom how well, and what the {@link TrustModel}
 * makes of it. Pure: times are handed in, in milliseconds since 1970; the same calls give the same
 * scores. A round costs a few operations for each opinion of the agents that were spoken of, and
 * for a fifth of all others; an observation is constant, but for the scan of one server's opinions
 * when they are full.
 *
 * <p>Three departures from the plain model, each against liars. A client's failures count at most
 * as often a day as its good transfers do, so that one report cannot sink a server. In a round a
 * client votes once, however often it reports. And a round with few credible votes counts in part.
 *
 * <p>Not thread-safe.
 */
public final class TrustBook {
  private static final long DAY_MILLIS = 86_400_000;

  /** Transfers that make a good history, and the most failures among all that it may have. */
  private static final double WELL_SERVED = 3;

  private static final double WELL_SERVED_BAD_SHARE = 0.1;

  /** A suspicion above this is followed round by round as good transfers come in. */
  private static final double RAISED = 0.05;

  private final TrustModel model;
  private final TrustParameters parameters;
  private final Map<AgentId, Standing> standings = new LinkedHashMap<>();
  private final List<Standing> changedStandings = new ArrayList<>();
  private final List<Opinion> changedOpinions = new ArrayList<>();
  private final List<TrustChanges.DroppedOpinion> droppedOpinions = new ArrayList<>();
  private final Map<Account, Integer> accountNumbers = new HashMap<>();
  private final Map<NetworkGroup, Integer> networkNumbers = new HashMap<>();
  private final RoundWeigher weigher;
  private boolean frozen;
  private long revision;

  public TrustBook(TrustModel model) {
    this.model = model;
    this.parameters = model.parameters();
    this.weigher = new RoundWeigher(model);
  }

  /** Starts from what was saved. */
  public void restore(TrustChanges saved, long nowMillis) {
    for (StandingRow row : saved.standings()) {
      standings.put(row.agent(), numbered(Standing.of(row)));
      revision = Math.max(revision, row.revision());
    }
    for (OpinionRow row : saved.opinions()) {
      Standing client = standings.get(row.client());
      Standing server = standings.get(row.server());
      if (client != null && server != null) {
        link(Opinion.of(row, client, server, parameters));
        revision = Math.max(revision, row.revision());
      }
    }
    for (Standing server : standings.values()) {
      weigher.weighReputation(server, nowMillis);
    }
  }

  /** Takes an agent in, or notes that it has moved. */
  public void place(AgentId agent, Account account, NetworkGroup network, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing == null) {
      standing = new Standing(agent, account, network, parameters.credibilityStart(), nowMillis);
      standings.put(agent, numbered(standing));
      changed(standing);
    } else if (!standing.account.equals(account) || !standing.network.equals(network)) {
      standing.account = account;
      standing.network = network;
      numbered(standing);
      changed(standing);
    }
  }

  /** Gives the standing its account's and network's numbers, by which votes are counted. */
  private Standing numbered(Standing standing) {
    standing.accountNumber =
        accountNumbers.computeIfAbsent(standing.account, _ -> accountNumbers.size());
    standing.networkNumber =
        networkNumbers.computeIfAbsent(standing.network, _ -> networkNumbers.size());
    return standing;
  }

  /** Takes a client's testimony. Of and about those who are not in the book it is passed over. */
  public void observe(AgentId clientId, Observation observation, long nowMillis) {
    Standing client = standings.get(clientId);
    Standing server = standings.get(observation.server());
    double good = observation.transfers();
    if (client == null || server == null || client == server) {
      return;
    }
    double outage = model.failures(0, observation.timeouts(), observation.refusals());
    if (good + outage > 0) {
      weigher.heardOf(server, good, outage);
    }
    double bad = model.failures(observation.mismatches(), 0, 0) + (frozen ? 0 : outage);
    if (good + bad == 0) {
      return;
    }
    Opinion opinion = opinion(client, server, nowMillis);
    opinion.decay(parameters, nowMillis);
    if (opinion.roundGood + opinion.roundBad == 0) {
      server.spokenOf.add(opinion);
    }
    if (good > 0 && opinion.good == 0) {
      server.clientsStirred = true;
    }
    opinion.add(parameters, good, bad);
    if (bad > 0 || server.suspicion > RAISED || server.reference < 0) {
      server.stirred = true;
    }
    if (bad > 0 || client.rated.size() <= parameters.credibilityServers()) {
      client.ratingsStirred = true;
    }

    long day = Math.floorDiv(nowMillis, DAY_MILLIS);
    if (opinion.day != day) {
      opinion.day = day;
      opinion.creditedToday = 0;
      opinion.blamedToday = 0;
    }
    double credit = Math.min(good, parameters.countedPerPairPerDay() - opinion.creditedToday);
    double blame =
        frozen || opinion.isAside(nowMillis)
            ? 0
            : Math.min(bad, parameters.countedPerPairPerDay() - opinion.blamedToday);
    opinion.creditedToday += credit;
    opinion.blamedToday += blame;
    changed(opinion);
    if (credit > 0 || blame > 0) {
      server.decay(parameters, nowMillis);
      double moreGood = credit * client.credibility;
      double moreBad = blame * client.credibility;
      server.good += moreGood;
      server.bad += moreBad;
      opinion.counted = opinion.counted.plus(parameters, moreGood, moreBad, nowMillis);
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
    opinion.server.spokenOf.remove(opinion);
    opinion.server.stirred = true;
    opinion.server.clientsStirred = true;
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
      standing.audits = standing.audits.plus(parameters, parameters.auditCleanGain(), 0, nowMillis);
      standing.stirred = true;
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
      standing.audits =
          standing.audits.plus(parameters, 0, parameters.auditMismatchLoss(), nowMillis);
      heedComplaintsAgain(standing);
      standing.stirred = true;
      changed(standing);
    }
  }

  /**
   * Sets aside what clients said against {@code agent}, as an upheld appeal does: its bad is what
   * audits found, and those who complained have no vote on it until {@code untilMillis}, or until
   * an audit of it fails. What they said of others stays.
   */
  public void setComplaintsAside(AgentId agent, long untilMillis, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing == null) {
      return;
    }
    for (Opinion opinion : standing.opinions.values()) {
      if (opinion.bad > 0) {
        opinion.counted = opinion.counted.keepingOfTheBad(0);
        opinion.asideUntilMillis = untilMillis;
        changed(opinion);
      }
    }
    standing.decay(parameters, nowMillis);
    standing.bad = Math.min(standing.bad, standing.audits.badAt(parameters, nowMillis));
    weigher.weighReputation(standing, nowMillis);
    changed(standing);
  }

  /** Whoever complained of {@code server} may have been right. */
  private void heedComplaintsAgain(Standing server) {
    for (Opinion opinion : server.opinions.values()) {
      if (opinion.asideUntilMillis > 0) {
        opinion.asideUntilMillis = 0;
        changed(opinion);
      }
    }
  }

  /**
   * Takes back what failed audits of {@code agent} added to its bad, when each was at a time of
   * {@code failedMillis}: their evidence did not hold.
   */
  public void takeBackFailedAudits(AgentId agent, List<Long> failedMillis, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing == null) {
      return;
    }
    double audits = 0;
    for (long at : failedMillis) {
      audits += TrustModel.decayed(1, nowMillis - at, parameters.badHalfLife());
    }
    standing.decay(parameters, nowMillis);
    double present = standing.audits.badAt(parameters, nowMillis);
    double back = Math.min(present, audits * parameters.auditMismatchLoss());
    if (back > 0) {
      standing.bad = Math.max(0, standing.bad - back);
      standing.audits = standing.audits.keepingOfTheBad(1 - back / present);
      standing.auditsFailed = Math.max(0, standing.auditsFailed - audits);
      standing.stirred = true;
      changed(standing);
    }
  }

  /** Ends a round: moves every controller on, and computes suspicions and credibilities anew. */
  public void endRound(long nowMillis) {
    List<Opinion> faint = new ArrayList<>(0);
    for (Standing server : standings.values()) {
      if (weigher.weighServer(server, nowMillis, faint)) {
        changed(server);
      }
    }
    faint.forEach(this::drop);
    for (Standing client : standings.values()) {
      if (weigher.weighClient(client, nowMillis)) {
        changed(client);
      }
    }
  }

  /**
   * While frozen, timeouts and refusals count for nothing, and mismatches add nothing to {@code b};
   * they still draw audits. What befalls the whole fleet at once says nothing about any one agent.
   */
  public void freeze(boolean on) {
    frozen = on;
  }

  /** Whether {@code server} has served {@code client} well, by what that client itself said. */
  public boolean hasServedWell(AgentId serverId, AgentId clientId) {
    Standing server = standings.get(serverId);
    Opinion opinion = server == null ? null : server.opinions.get(clientId);
    return opinion != null
        && opinion.good >= WELL_SERVED
        && opinion.badShare() <= WELL_SERVED_BAD_SHARE
        && opinion.recentBad == 0;
  }

  /**
   * The median, over the servers that were spoken of in the last round, of the credible share of
   * timeouts and refusals; 0 when few were.
   */
  public double failureMedian() {
    return weigher.failureMedian();
  }

  /** The score of {@code agent}; nothing when it is not in the book. */
  public Optional<Score> score(AgentId agent, long nowMillis) {
    return Optional.ofNullable(standings.get(agent)).map(standing -> score(standing, nowMillis));
  }

  private Score score(Standing standing, long nowMillis) {
    long millis = nowMillis - standing.atMillis;
    double good = TrustModel.decayed(standing.good, millis, parameters.goodHalfLife());
    double bad = TrustModel.decayed(standing.bad, millis, parameters.badHalfLife());
    double doubt = model.doubt(standing.suspicion, standing.suspicionWeight);
    return new Score(
        model.score(good, bad, standing.control, model.belief(doubt)),
        model.mean(good, bad),
        model.lowerBound(good, bad),
        good,
        bad,
        standing.suspicion,
        standing.suspicionGroups,
        standing.clientGroups,
        TrustModel.decayed(standing.auditsClean, millis, parameters.badHalfLife()),
        standing.credibility,
        doubt,
        model.belief(doubt));
  }

  /** Why the score of {@code agent} is what it is; nothing when it is not in the book. */
  public Optional<Explanation> explain(AgentId agent, long nowMillis) {
    return Optional.ofNullable(standings.get(agent))
        .map(standing ->
            new Explainer(model).explain(standing, score(standing, nowMillis), nowMillis));
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
      for (Opinion opinion : standing.rated.values()) {
        opinion.server.opinions.remove(agent);
        opinion.server.spokenOf.remove(opinion);
        opinion.server.stirred = true;
        opinion.server.clientsStirred = true;
      }
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
