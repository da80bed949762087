package io.peerage.tracker.bans;

import io.peerage.runtime.config.TimeSpan;

/**
 * When an agent's state changes.
 *
 * @param cleanAuditsToLeave clean audits in a row that lead out of quarantine. With 59, an agent
 *     that corrupts one transfer in twenty stays in with 95 % probability
 * @param firstBan how long the first ban lasts
 * @param banGrowth by what each further ban is longer than the one before
 * @param strikeWindow in which bans are counted together
 * @param strikesForReview from which ban on a person should look whether it is for good; bans grow
 *     no longer from there on
 * @param trustedGood the good {@code g} that an agent on probation needs to be trusted
 * @param trustedLowerBound the cautious bound {@code L} that it needs, 0 to 1
 * @param trustedClientGroups how many independent clients, no two of one account or one network,
 *     must have had good transfers from it. A fleet of one account or one network can only have 1
 * @param degradedScore the score {@code S} below which a trusted agent is degraded, 0 to 1
 * @param restoredScore the score from which a degraded one is trusted again, 0 to 1
 * @param contestedDoubt the doubt {@code Q}, 0 to 1, from which an agent whose audits are clean is
 *     contested; below half of it it is no longer
 * @param contestedGroups independent clients that must stand behind that doubt
 * @param contestedCleanAudits clean audits that it takes to call an agent contested
 * @param contestedFor for how long an agent stays contested at least. While few ask it, few
 *     complain
 * @param proofWindow in which a second proof of a kind that may be a mistake once means a ban
 */
public record BanParameters(
    int cleanAuditsToLeave,
    TimeSpan firstBan,
    int banGrowth,
    TimeSpan strikeWindow,
    int strikesForReview,
    double trustedGood,
    double trustedLowerBound,
    int trustedClientGroups,
    double degradedScore,
    double restoredScore,
    double contestedDoubt,
    int contestedGroups,
    int contestedCleanAudits,
    TimeSpan contestedFor,
    TimeSpan proofWindow) {
  public static final BanParameters DEFAULTS =
      new BanParameters(
          59,
          TimeSpan.parse("24h"),
          4,
          TimeSpan.parse("90d"),
          4,
          30,
          0.5,
          5,
          0.3,
          0.5,
          0.3,
          5,
          5,
          TimeSpan.parse("6h"),
          TimeSpan.parse("30d"));

  public BanParameters {
    require("cleanAuditsToLeave", cleanAuditsToLeave, 1, 10_000);
    require("banGrowth", banGrowth, 1, 10);
    require("strikesForReview", strikesForReview, 1, 10);
    require("trustedGood", trustedGood, 0.0, 10_000.0);
    require("trustedLowerBound", trustedLowerBound, 0.0, 0.99);
    require("trustedClientGroups", trustedClientGroups, 0, 1000);
    require("restoredScore", restoredScore, 0.0, 1.0);
    require("degradedScore", degradedScore, 0.0, restoredScore);
    require("contestedDoubt", contestedDoubt, 0.01, 1.0);
    require("contestedGroups", contestedGroups, 1, 1000);
    require("contestedCleanAudits", contestedCleanAudits, 1, 1000);
    if (proofWindow.toMillis() < 1) {
      throw new IllegalArgumentException("proofWindow is longer than 0, not " + proofWindow);
    }
    if (firstBan.toMillis() < 1 || strikeWindow.toMillis() < firstBan.toMillis()) {
      throw new IllegalArgumentException(
          "firstBan is longer than 0 and at most strikeWindow (%s), not %s"
              .formatted(strikeWindow, firstBan));
    }
  }

  private static void require(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("%s is %d to %d, not %d".formatted(name, min, max, value));
    }
  }

  private static void require(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException("%s is %s to %s, not %s".formatted(name, min, max, value));
    }
  }
}
