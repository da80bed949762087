package io.peerage.tracker.trust;

import io.peerage.runtime.config.TimeSpan;

/** What one client saw of one server. */
final class Opinion {
  final Standing client;
  final Standing server;
  double good;
  double bad;
  double recentGood;
  double recentBad;
  long atMillis;
  long day;
  double creditedToday;
  double blamedToday;

  /** In the present round. */
  double roundGood;

  double roundBad;
  boolean changed;
  long revision;

  Opinion(Standing client, Standing server, long nowMillis) {
    this.client = client;
    this.server = server;
    this.atMillis = nowMillis;
  }

  static Opinion of(OpinionRow row, Standing client, Standing server) {
    Opinion opinion = new Opinion(client, server, row.atMillis());
    opinion.good = row.good();
    opinion.bad = row.bad();
    opinion.recentGood = row.recentGood();
    opinion.recentBad = row.recentBad();
    opinion.day = row.day();
    opinion.creditedToday = row.creditedToday();
    opinion.blamedToday = row.blamedToday();
    opinion.revision = row.revision();
    return opinion;
  }

  OpinionRow toRow() {
    return new OpinionRow(
        client.agent,
        server.agent,
        good,
        bad,
        recentGood,
        recentBad,
        atMillis,
        day,
        creditedToday,
        blamedToday,
        revision);
  }

  void decay(TrustParameters parameters, long nowMillis) {
    long millis = nowMillis - atMillis;
    if (millis <= 0) {
      return;
    }
    TimeSpan opinionHalfLife = parameters.opinionHalfLife();
    TimeSpan recentHalfLife = parameters.recentHalfLife();
    good = TrustModel.decayed(good, millis, opinionHalfLife);
    bad = TrustModel.decayed(bad, millis, opinionHalfLife);
    recentGood = TrustModel.decayed(recentGood, millis, recentHalfLife);
    recentBad = TrustModel.decayed(recentBad, millis, recentHalfLife);
    atMillis = nowMillis;
  }

  /** What is left at {@code nowMillis} of all it ever saw. */
  double weight(TrustParameters parameters, long nowMillis) {
    return TrustModel.decayed(good + bad, nowMillis - atMillis, parameters.opinionHalfLife());
  }

  /** What is left at {@code nowMillis} of what it saw lately. */
  double recentWeight(TrustParameters parameters, long nowMillis) {
    return TrustModel.decayed(
        recentGood + recentBad, nowMillis - atMillis, parameters.recentHalfLife());
  }
}
