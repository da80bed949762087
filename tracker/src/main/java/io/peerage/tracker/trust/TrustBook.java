package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;

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
  private final Unsaved unsaved = new Unsaved();

  /** Servers that were spoken of since their scores were last published. */
  private final Queue<Standing> moved = new ArrayDeque<>();

  private final Map<Account, Integer> accountNumbers = new HashMap<>();
  private final Map<NetworkGroup, Integer> networkNumbers = new HashMap<>();
  private final Votes accounts = new Votes();
  private final RoundWeigher weigher;
  private boolean frozen;
  private int nextNumber;

  public TrustBook(TrustModel model) {
    this.model = model;
    this.parameters = model.parameters();
    this.weigher = new RoundWeigher(model);
  }

  /** Starts from what was saved. */
  public void restore(TrustChanges saved, long nowMillis) {
    for (StandingRow row : saved.standings()) {
      standings.put(row.agent(), numbered(Standing.of(nextNumber++, row, parameters)));
      unsaved.begin(row.revision());
    }
    for (OpinionRow row : saved.opinions()) {
      Standing client = standings.get(row.client());
      Standing server = standings.get(row.server());
      if (client != null && server != null) {
        Opinion opinion = Opinion.of(row, client, server, parameters);
        opinion.link();
        server.opinions.changed(opinion);
        unsaved.begin(row.revision());
      }
    }
    for (Standing server : standings.values()) {
      weigher.weighReputation(server, nowMillis);
    }
  }

  /** Takes an agent in, or notes that it has moved; false when neither is so. */
  public boolean place(AgentId agent, Account account, NetworkGroup network, long nowMillis) {
    Standing standing = standings.get(agent);
    if (standing == null) {
      standing = new Standing(nextNumber++, agent, account, network, parameters, nowMillis);
      standings.put(agent, standing);
    } else if (standing.account.equals(account) && standing.network.equals(network)) {
      return false;
    }
    standing.account = account;
    standing.network = network;
    unsaved.changed(numbered(standing));
    return true;
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
    server.opinions.changed(opinion);
    if (bad > 0 || server.suspicion > RAISED || server.reference < 0) {
      server.stirred = true;
    }
    if (bad > 0 || client.rated.size() <= parameters.credibilityServers()) {
      client.ratingsStirred = true;
    }
    if (!server.moved) {
      server.moved = true;
      moved.add(server);
    }

    int day = (int) Math.floorDiv(nowMillis, DAY_MILLIS);
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
    unsaved.changed(opinion);
    if (credit > 0 || blame > 0) {
      server.decay(parameters, nowMillis);
      double moreGood = credit * client.credibility;
      double moreBad = blame * client.credibility;
      server.good += moreGood;
      server.bad += moreBad;
      opinion.counted(opinion.counted().plus(parameters, moreGood, moreBad, nowMillis));
      unsaved.changed(server);
    }
  }

  private Opinion opinion(Standing client, Standing server, long nowMillis) {
    Opinion known = server.opinions.find(client.number);
    if (known != null) {
      return known;
    }
    if (server.opinions.size() >= parameters.maxClientsPerServer()) {
      drop(server.opinions.oldestOfTheMostTalkative(accounts));
    }
    if (client.rated.size() >= parameters.maxServersPerClient()) {
      drop(client.rated.oldest());
    }
    Opinion opinion = new Opinion(client, server, nowMillis);
    opinion.link();
    return opinion;
  }

  /** Removes an opinion, from the store as well. */
  void drop(Opinion opinion) {
    opinion.server.spokenOf.remove(opinion);
    opinion.server.stirred = true;
    opinion.server.clientsStirred = true;
    opinion.server.opinions.remove(opinion.client.number);
    opinion.client.rated.remove(opinion.server.number);
    unsaved.dropped(opinion.client.agent, opinion.server.agent);
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
      unsaved.changed(standing);
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
      unsaved.changed(standing);
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
    for (int i = 0; i < standing.opinions.size(); i++) {
      Opinion opinion = standing.opinions.get(i);
      if (opinion.bad > 0) {
        opinion.counted(opinion.counted().keepingOfTheBad(0));
        opinion.asideUntilMillis = untilMillis;
        standing.opinions.changed(opinion);
        unsaved.changed(opinion);
      }
    }
    standing.decay(parameters, nowMillis);
    standing.bad = Math.min(standing.bad, standing.audits.badAt(parameters, nowMillis));
    weigher.weighReputation(standing, nowMillis);
    unsaved.changed(standing);
  }

  /** Whoever complained of {@code server} may have been right. */
  private void heedComplaintsAgain(Standing server) {
    for (int i = 0; i < server.opinions.size(); i++) {
      Opinion opinion = server.opinions.get(i);
      if (opinion.asideUntilMillis > 0) {
        opinion.asideUntilMillis = 0;
        unsaved.changed(opinion);
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
      unsaved.changed(standing);
    }
  }

  /** Ends a round: moves every controller on, and computes suspicions and credibilities anew. */
  public void endRound(long nowMillis) {
    beginRoundEnd(nowMillis).weigh(Integer.MAX_VALUE);
  }

  /** Ends a round step by step, so that others may be served between the steps. */
  public RoundEnd beginRoundEnd(long nowMillis) {
    return new RoundEnd(this, weigher, unsaved, List.copyOf(standings.values()), nowMillis);
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
    Standing client = standings.get(clientId);
    Opinion opinion = server == null || client == null ? null : server.opinions.find(client.number);
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
    return score(
        standing,
        standing.suspicion,
        standing.suspicionWeight,
        standing.suspicionGroups,
        standing.control,
        nowMillis);
  }

  private Score score(
      Standing standing,
      double suspicion,
      double suspicionWeight,
      int suspicionGroups,
      double control,
      long nowMillis) {
    long millis = nowMillis - standing.atMillis;
    double good = TrustModel.decayed(standing.good, millis, parameters.goodHalfLife());
    double bad = TrustModel.decayed(standing.bad, millis, parameters.badHalfLife());
    double doubt = model.doubt(suspicion, suspicionWeight);
    double belief = model.belief(doubt);
    return new Score(
        model.score(good, bad, control, belief),
        model.mean(good, bad),
        model.lowerBound(good, bad),
        good,
        bad,
        suspicion,
        suspicionGroups,
        standing.clientGroups,
        TrustModel.decayed(standing.auditsClean, millis, parameters.badHalfLife()),
        standing.credibility,
        doubt,
        belief);
  }

  /**
   * The score of {@code agent} with what was said since the round began: as it would be if the
   * round ended now, but for a rise of {@code D}, which waits for that end. Nothing when it is not
   * in the book.
   */
  public Optional<Score> scoreSoFar(AgentId agent, long nowMillis) {
    return Optional.ofNullable(standings.get(agent)).map(standing -> soFar(standing, nowMillis));
  }

  private Score soFar(Standing server, long nowMillis) {
    double control = weigher.controlSoFar(server, nowMillis);
    if (!server.stirred) {
      return score(
          server,
          server.suspicion,
          server.suspicionWeight,
          server.suspicionGroups,
          control,
          nowMillis);
    }
    Votes lately = weigher.lately(server, nowMillis);
    return score(
        server,
        lately.badShare(),
        lately.good() + lately.bad(),
        lately.groups(),
        control,
        nowMillis);
  }

  /**
   * Gives {@link #scoreSoFar} of those that were spoken of since they were last given here, who
   * waits longest first.
   *
   * @param most agents to give
   * @return whether there are more
   */
  public boolean publish(int most, long nowMillis, BiConsumer<AgentId, Score> to) {
    for (int i = 0; i < most; i++) {
      Standing server = moved.poll();
      if (server == null) {
        return false;
      }
      server.moved = false;
      if (!server.forgotten) {
        to.accept(server.agent, soFar(server, nowMillis));
      }
    }
    return !moved.isEmpty();
  }

  /** Why the score of {@code agent} is what it is; nothing when it is not in the book. */
  public Optional<Explanation> explain(AgentId agent, long nowMillis) {
    return Optional.ofNullable(standings.get(agent))
        .map(standing ->
            new Explainer(model).explain(standing, score(standing, nowMillis), nowMillis));
  }

  /** Gives what is kept of {@code agent} and of the opinions on it, if it is in the book. */
  void copy(AgentId agent, BiConsumer<StandingRow, List<OpinionRow>> to) {
    Optional.ofNullable(standings.get(agent))
        .ifPresent(standing -> to.accept(standing.toRow(), standing.opinionRows()));
  }

  /** Everyone in the book. */
  public List<AgentId> agents() {
    return List.copyOf(standings.keySet());
  }

  /** Removes an agent and all that it said and that was said of it. */
  public void forget(AgentId agent) {
    Standing standing = standings.remove(agent);
    if (standing == null) {
      return;
    }
    standing.forgotten = true;
    for (int i = 0; i < standing.opinions.size(); i++) {
      standing.opinions.get(i).client.rated.remove(standing.number);
    }
    for (int i = 0; i < standing.rated.size(); i++) {
      Opinion opinion = standing.rated.get(i);
      opinion.server.opinions.remove(standing.number);
      opinion.server.spokenOf.remove(opinion);
      opinion.server.stirred = true;
      opinion.server.clientsStirred = true;
    }
  }

  /** Takes back what {@link #drainChanges(int)} gave, because it could not be saved. */
  public void returnChanges(TrustChanges notSaved) {
    for (StandingRow row : notSaved.standings()) {
      Standing standing = standings.get(row.agent());
      if (standing != null) {
        unsaved.changed(standing);
      }
    }
    for (OpinionRow row : notSaved.opinions()) {
      Standing server = standings.get(row.server());
      Standing client = standings.get(row.client());
      Opinion opinion =
          server == null || client == null ? null : server.opinions.find(client.number);
      if (opinion != null) {
        unsaved.changed(opinion);
      }
    }
    unsaved.droppedStill(notSaved.droppedOpinions());
  }

  /**
   * Some of what changed and was not given yet, what waits longest first: whole servers, with all
   * opinions on them, until that is {@code maxRows} rows or more.
   */
  public TrustChanges drainChanges(int maxRows) {
    return unsaved.drain(maxRows);
  }

  /** What changed of one server and was not given yet, however long others have waited. */
  public TrustChanges drainChangesOf(AgentId agent) {
    Standing standing = standings.get(agent);
    return standing == null ? TrustChanges.NONE : unsaved.drainOnly(standing);
  }

  /** For a book that is kept in no store: what changed need not be given. */
  public void discardChanges() {
    unsaved.discard();
  }

  /** Servers of which something changed and was not given yet. */
  public int unsavedServers() {
    return unsaved.servers();
  }
}
