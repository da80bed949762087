package io.peerage.tracker.trust;

import io.peerage.runtime.config.TimeSpan;

/**
 * The weights of the trust model. All are positive: what speaks against an agent is added to its
 * bad, never subtracted from its good.
 *
 * <p>Evidence, a weight without unit, where 1 is one transfer that is certain to have been good:
 *
 * @param goodHalfLife in which the good {@code g} halves. Shorter: trust has to be earned again
 *     sooner
 * @param badHalfLife in which the bad {@code b}, and the audits' own count, halve. Longer than for
 *     the good: trust is lost faster than won
 * @param auditCleanGain what a clean audit adds to {@code g}
 * @param auditMismatchLoss what a mismatch in an audit adds to {@code b}
 * @param countedPerPairPerDay how many transfers of one client from one server count, good and bad
 *     each, in a day (UTC), each weighted by the client's credibility. So nobody makes or breaks an
 *     agent alone
 * @param caution standard deviations that the cautious bound {@code L} stays below the mean {@code
 *     E}. More: newcomers start lower
 *     <p>The controller of TrustGuard (Srivatsa and others, 2005), once a round; weights without
 *     unit:
 * @param round how long a round is
 * @param presentWeight of the round's own share of good, {@code R}
 * @param historyWeight of the fading history {@code H}; with {@code presentWeight} it makes 1
 * @param dropWeight of a fall below the history, {@code R - H} where that is negative: what catches
 *     agents that turn
 * @param historyFading how much of {@code H} is kept from round to round, below 1; the rest is the
 *     new {@code D}
 * @param fullRoundWeight the credible votes that a round needs to count in full. In a round with
 *     fewer, {@code R} is drawn towards 1, the idle round's: else one liar could silence an agent
 *     in every round in which nobody else speaks of it
 *     <p>Credibility {@code c} of a client's testimony, from 0 to 1:
 * @param credibilityStart until {@code credibilityServers} were rated
 * @param credibilityServers rated servers from which on credibility is computed
 * @param credibilityExponent of {@code c = (1 - rms)^x}, where rms is how far the client's failure
 *     rates are from what is otherwise known. Greater: liars are found out sooner, and the honest
 *     must see alike
 * @param ratingWeightCap as how many transfers a rating may weigh at most when credibility is
 *     computed. A client that an agent served well for long says more by that than one that met it
 *     once
 * @param referenceAudits audits of a server from which on its audits, and not the others'
 *     testimony, are the reference
 * @param recentHalfLife in which what a client saw lately halves: the memory of suspicion
 * @param recentTransfers how many of its latest transfers a client remembers as recent. Few: an
 *     agent that turns is suspected by the first clients that it fails, however well it served them
 * @param opinionHalfLife in which what a client ever saw halves: the memory of credibility
 * @param doubtWeight credible votes at which half of a suspicion becomes doubt and lowers the rank.
 *     Less: small fleets are protected sooner, and small crowds of liars heard
 * @param doubtExponent of the rank's factor {@code (1-Q)^x}. Greater: a doubted agent is asked less
 *     <p>How bad a kind of failure is, 0 to 1, where 1 counts like a good transfer does:
 * @param mismatchWeight of bytes or proofs that did not match
 * @param timeoutWeight of transfers that did not end in time
 * @param refusalWeight of refusals. Little: a busy agent is told to refuse
 *     <p>Bounds:
 * @param maxClientsPerServer opinions kept on one server; the oldest goes first
 * @param maxServersPerClient opinions kept of one client; the oldest goes first
 */
public record TrustParameters(
    TimeSpan goodHalfLife,
    TimeSpan badHalfLife,
    double auditCleanGain,
    double auditMismatchLoss,
    double countedPerPairPerDay,
    double caution,
    TimeSpan round,
    double presentWeight,
    double historyWeight,
    double dropWeight,
    double historyFading,
    double fullRoundWeight,
    double credibilityStart,
    int credibilityServers,
    double credibilityExponent,
    double ratingWeightCap,
    int referenceAudits,
    TimeSpan recentHalfLife,
    double recentTransfers,
    TimeSpan opinionHalfLife,
    double doubtWeight,
    double doubtExponent,
    double mismatchWeight,
    double timeoutWeight,
    double refusalWeight,
    int maxClientsPerServer,
    int maxServersPerClient) {
  public static final TrustParameters DEFAULTS =
      new TrustParameters(
          TimeSpan.parse("24h"),
          TimeSpan.parse("7d"),
          1,
          5,
          3,
          1.64,
          TimeSpan.parse("1m"),
          0.4,
          0.6,
          1,
          0.8,
          3,
          0.1,
          10,
          4,
          10,
          3,
          TimeSpan.parse("30m"),
          2,
          TimeSpan.parse("7d"),
          1,
          2,
          1,
          1,
          0.2,
          200,
          1000);

  public TrustParameters {
    requirePositive("goodHalfLife", goodHalfLife);
    requirePositive("badHalfLife", badHalfLife);
    requirePositive("round", round);
    requirePositive("recentHalfLife", recentHalfLife);
    requirePositive("opinionHalfLife", opinionHalfLife);
    if (badHalfLife.toMillis() < goodHalfLife.toMillis()) {
      throw new IllegalArgumentException(
          "badHalfLife is at least goodHalfLife (%s), not %s; trust is lost faster than won"
              .formatted(goodHalfLife, badHalfLife));
    }
    require("auditCleanGain", auditCleanGain, 0.01, 100);
    require("auditMismatchLoss", auditMismatchLoss, auditCleanGain, 1000);
    require("countedPerPairPerDay", countedPerPairPerDay, 1, 1000);
    require("caution", caution, 0, 5);
    require("presentWeight", presentWeight, 0, 1);
    require("historyWeight", historyWeight, 0, 1);
    if (Math.abs(presentWeight + historyWeight - 1) > 1e-9) {
      throw new IllegalArgumentException(
          "presentWeight and historyWeight make 1, not " + (presentWeight + historyWeight));
    }
    require("dropWeight", dropWeight, 0, 10);
    require("historyFading", historyFading, 0, 0.999);
    require("fullRoundWeight", fullRoundWeight, 0.001, 1000);
    require("credibilityStart", credibilityStart, 0, 1);
    require("credibilityServers", credibilityServers, 1, maxServersPerClient);
    require("credibilityExponent", credibilityExponent, 0.1, 20);
    require("ratingWeightCap", ratingWeightCap, 1, 1000);
    require("referenceAudits", referenceAudits, 1, 1000);
    require("recentTransfers", recentTransfers, 1, 1000);
    require("doubtWeight", doubtWeight, 0.001, 1000);
    require("doubtExponent", doubtExponent, 0, 20);
    require("mismatchWeight", mismatchWeight, 0, 1);
    require("timeoutWeight", timeoutWeight, 0, 1);
    require("refusalWeight", refusalWeight, 0, 1);
    require("maxClientsPerServer", maxClientsPerServer, 1, 10_000);
    require("maxServersPerClient", maxServersPerClient, 1, 10_000);
  }

  private static void require(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "%s is %s to %s, not %s".formatted(name, text(min), text(max), text(value)));
    }
  }

  private static void requirePositive(String name, TimeSpan value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + " is longer than 0, not " + value);
    }
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
