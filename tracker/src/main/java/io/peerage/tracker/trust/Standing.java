package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.HashMap;
import java.util.Map;

/** One agent in the book, as a server and as a client. */
final class Standing {
  final AgentId agent;
  Account account;
  NetworkGroup network;

  // As a server.
  double good;
  double bad;
  double auditsClean;
  double auditsFailed;
  long atMillis;
  double history = 1;
  double control = 1;

  /** Of audits in the present round; clients' votes are with their opinions. */
  double roundGood;

  double roundBad;
  double suspicion;
  int suspicionGroups;
  int clientGroups;

  /** What is otherwise known of its failures, 0 to 1; negative when nothing is. */
  double reference = -1;

  /** By client. */
  final Map<AgentId, Opinion> opinions = new HashMap<>();

  // As a client.
  double credibility;

  /** By server. */
  final Map<AgentId, Opinion> rated = new HashMap<>();

  boolean changed;
  long revision;

  Standing(
      AgentId agent, Account account, NetworkGroup network, double credibility, long nowMillis) {
    this.agent = agent;
    this.account = account;
    this.network = network;
    this.credibility = credibility;
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
