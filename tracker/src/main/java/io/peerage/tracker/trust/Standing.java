package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.List;

/** One agent in the book, as a server and as a client. */
final class Standing {
  final AgentId agent;

  /** The book's, of which no other ever has the same. */
  final int number;

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
  final List<Opinion> spokenOf = new ArrayList<>(0);

  /** What all clients, credible or not, had of it in the present round. */
  double heardGood;

  double heardOutage;

  /** Whether it waits for its score to be published anew. */
  boolean moved;

  /** Whether suspicion and reference must be weighed anew at the end of the round. */
  boolean stirred = true;

  /** Whether its independent clients must be counted anew at the end of the round. */
  boolean clientsStirred = true;

  long weighedAtMillis;

  /** What is otherwise known of its failures, 0 to 1; negative when nothing is. */
  double reference = -1;

  /** As it was when the clients that rated it were last told to be weighed anew. */
  double referenceTold = -1;

  /** By the client's number. */
  final ServerOpinions opinions;

  // As a client.
  double credibility;

  /** Whether its credibility must be weighed anew at the end of the round. */
  boolean ratingsStirred = true;

  long ratingsWeighedAtMillis;

  /** As it was when the servers it rated were last told to be weighed anew. */
  double credibilityTold;

  /** By the server's number. */
  final Opinions rated = new Opinions();

  /** Whether it is in the book no more. */
  boolean forgotten;

  boolean changed;

  /** Whether it, or an opinion on it, waits to be saved. */
  boolean unsaved;

  long revision;

  Standing(
      int number,
      AgentId agent,
      Account account,
      NetworkGroup network,
      TrustParameters parameters,
      long nowMillis) {
    this.number = number;
    this.agent = agent;
    this.account = account;
    this.network = network;
    this.credibility = parameters.credibilityStart();
    this.credibilityTold = credibility;
    this.opinions = new ServerOpinions(parameters);
    this.atMillis = nowMillis;
  }

  static Standing of(int number, StandingRow row, TrustParameters parameters) {
    Standing standing =
        new Standing(number, row.agent(), row.account(), row.network(), parameters, row.atMillis());
    standing.credibility = row.credibility();
    standing.credibilityTold = row.credibility();
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

  List<OpinionRow> opinionRows() {
    List<OpinionRow> rows = new ArrayList<>(opinions.size());
    for (int i = 0; i < opinions.size(); i++) {
      rows.add(opinions.get(i).toRow());
    }
    return rows;
  }

  /** Brings the evidence to {@code nowMillis}; a clock that went back changes nothing. */
  void decay(TrustParameters parameters, long nowMillis) {
    long millis = nowMillis - atMillis;
    if (millis <= 0) {
      return;
    }
    good *= TrustModel.left(millis, parameters.goodHalfLife());
    double left = TrustModel.left(millis, parameters.badHalfLife());
    bad *= left;
    auditsClean *= left;
    auditsFailed *= left;
    atMillis = nowMillis;
  }
}
