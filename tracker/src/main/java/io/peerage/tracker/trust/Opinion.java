package io.peerage.tracker.trust;

import io.peerage.runtime.config.TimeSpan;

/** What one client saw of one server. */
final class Opinion {
  /** It counts, as recent or as a rating, from this weight on, in transfers. */
  private static final double COUNTS = 0.5;

  final Standing client;
  final Standing server;
  double good;
  double bad;
  double recentGood;
  double recentBad;
  long atMillis;
  int day;
  double creditedToday;
  double blamedToday;

  // What it put into the server's good and bad, as Counted has it.
  private double countedGood;
  private double countedBad;
  private long countedAtMillis;

  /** Until then its client has no vote on the server, and its failures do not count. */
  long asideUntilMillis;

  /** In the present round. */
  double roundGood;

  double roundBad;
  private long ratedUntilMillis;
  boolean changed;
  long revision;

  Opinion(Standing client, Standing server, long nowMillis) {
    this.client = client;
    this.server = server;
    this.atMillis = nowMillis;
  }

  static Opinion of(OpinionRow row, Standing client, Standing server, TrustParameters parameters) {
    Opinion opinion = new Opinion(client, server, row.atMillis());
    opinion.good = row.good();
    opinion.bad = row.bad();
    opinion.recentGood = row.recentGood();
    opinion.recentBad = row.recentBad();
    opinion.day = Math.toIntExact(row.day());
    opinion.creditedToday = row.creditedToday();
    opinion.blamedToday = row.blamedToday();
    opinion.counted(row.counted());
    opinion.asideUntilMillis = row.asideUntilMillis();
    opinion.revision = row.revision();
    opinion.foresee(parameters);
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
        counted(),
        asideUntilMillis,
        revision);
  }

  /** Adds it to its server's and to its client's, in which there is none of these two yet. */
  void link() {
    server.opinions.add(client.number, this);
    client.rated.add(server.number, this);
  }

  /** What it put into the server's good and bad. */
  Counted counted() {
    return new Counted(countedGood, countedBad, countedAtMillis);
  }

  void counted(Counted counted) {
    countedGood = counted.good();
    countedBad = counted.bad();
    countedAtMillis = counted.atMillis();
  }

  void decay(TrustParameters parameters, long nowMillis) {
    long millis = nowMillis - atMillis;
    if (millis <= 0) {
      return;
    }
    double left = TrustModel.left(millis, parameters.opinionHalfLife());
    good *= left;
    bad *= left;
    double recentLeft = TrustModel.left(millis, parameters.recentHalfLife());
    recentGood *= recentLeft;
    recentBad *= recentLeft;
    atMillis = nowMillis;
  }

  /** Takes in what the client saw, once {@link #decay} was called. */
  void add(TrustParameters parameters, double moreGood, double moreBad) {
    good += moreGood;
    bad += moreBad;
    roundGood += moreGood;
    roundBad += moreBad;
    double more = Math.min(moreGood + moreBad, parameters.recentTransfers());
    double room = parameters.recentTransfers() - more;
    double known = recentGood + recentBad;
    double kept = known > room ? room / known : 1;
    double taken = more / (moreGood + moreBad);
    recentGood = recentGood * kept + moreGood * taken;
    recentBad = recentBad * kept + moreBad * taken;
    foresee(parameters);
  }

  /** Computes until when it is a rating, so that rounds need not decay it. */
  private void foresee(TrustParameters parameters) {
    ratedUntilMillis = atMillis + lasts(good + bad, parameters.opinionHalfLife());
  }

  private static long lasts(double weight, TimeSpan halfLife) {
    return weight < COUNTS
        ? -1
        : (long) (Math.log(weight / COUNTS) / Math.log(2) * halfLife.toMillis());
  }

  /** What is left at {@code nowMillis} of all it ever saw. */
  double weight(TrustParameters parameters, long nowMillis) {
    return TrustModel.decayed(good + bad, nowMillis - atMillis, parameters.opinionHalfLife());
  }

  /** Until when what it saw last is recent. */
  long recentUntilMillis(TrustParameters parameters) {
    return atMillis + lasts(recentGood + recentBad, parameters.recentHalfLife());
  }

  /** Until when it has seen enough to be a rating. */
  long ratedUntilMillis() {
    return ratedUntilMillis;
  }

  /** Whether it saw enough to be a rating. */
  boolean isRating(long nowMillis) {
    return nowMillis <= ratedUntilMillis;
  }

  /** Whether an upheld appeal has set it aside. */
  boolean isAside(long nowMillis) {
    return nowMillis < asideUntilMillis;
  }

  /** The share of failures in what it saw lately. */
  double recentBadShare() {
    return recentBad / (recentGood + recentBad);
  }

  /** The share of failures in all it saw. */
  double badShare() {
    return bad / (good + bad);
  }
}
