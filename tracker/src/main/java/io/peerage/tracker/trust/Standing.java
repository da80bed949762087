package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One agent in the book, as a server and as a client. */
final class Standing {
  final AgentId agent;
  Account account;
  NetworkGroup network;

  /** The book's numbers of account and network. */
  int accountNumber;

  int networkNumber;

  // As a server.
  double good;
  double bad;
  double auditsClean;
  double auditsFailed;

  /** What audits put into good and bad. */
  Counted audits = Counted.NOTHING;

  long atMillis;
  double history = 1;
  double control = 1;

  /** Of audits in the present round; clients' votes are with their opinions. */
  double roundGood;

  double roundBad;
  double suspicion;
  double suspicionWeight;
  int suspicionGroups;
  int clientGroups;

  /** The votes of a round are those of these opinions. */
  final List<Opinion> spokenOf = new ArrayList<>();

  /** Whether suspicion and reference must be weighed anew at the end of the round. */
  boolean stirred = true;

  /** Whether its independent clients must be counted anew at the end of the round. */
  boolean clientsStirred = true;

  long weighedAtMillis;

  /** What is otherwise known of its failures, 0 to 1; negative when nothing is. */
  double reference = -1;

  /** As it was when the clients that rated it were last told to be weighed anew. */
  double referenceTold = -1;

  /** By client. */
  final Map<AgentId, Opinion> opinions = new LinkedHashMap<>();

  // As a client.
  double credibility;

  /** Whether its credibility must be weighed anew at the end of the round. */
  boolean ratingsStirred = true;

  long ratingsWeighedAtMillis;

  /** As it was when the servers it rated were last told to be weighed anew. */
  double credibilityTold;

  /** By server. */
  final Map<AgentId, Opinion> rated = new LinkedHashMap<>();

  boolean changed;
  long revision;

  Standing(
      AgentId agent, Account account, NetworkGroup network, double credibility, long nowMillis) {
    this.agent = agent;
    this.account = account;
    this.network = network;
    this.credibility = credibility;
    this.credibilityTold = credibility;
    this.atMillis = nowMillis;
  }

  static Standing of(StandingRow row) {
    Standing standing =
        new Standing(row.agent(), row.account(), row.network(), row.credibility(), row.atMillis());
    standing.good = row.good();
    standing.bad = row.bad();
    standing.auditsClean = row.auditsClean();
    standing.auditsFailed = row.auditsFailed();
    standing.history = row.history();
    standing.control = row.control();
    standing.audits = row.audits();
    standing.revision = row.revision();
    return standing;
  }

  StandingRow toRow() {
    return new StandingRow(
        agent,
        account,
        network,
        good,
        bad,
        atMillis,
        history,
        control,
        auditsClean,
        auditsFailed,
        credibility,
        audits,
        revision);
  }

  /** Brings the evidence to {@code nowMillis}; a clock that went back changes nothing. */
  void decay(TrustParameters parameters, long nowMillis) {
    long millis = nowMillis - atMillis;
    if (millis <= 0) {
      return;
    }
    TimeSpan badHalfLife = parameters.badHalfLife();
    good = TrustModel.decayed(good, millis, parameters.goodHalfLife());
    bad = TrustModel.decayed(bad, millis, badHalfLife);
    auditsClean = TrustModel.decayed(auditsClean, millis, badHalfLife);
    auditsFailed = TrustModel.decayed(auditsFailed, millis, badHalfLife);
    atMillis = nowMillis;
  }
}
