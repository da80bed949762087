package io.peerage.tracker.trust;

import io.peerage.runtime.config.TimeSpan;

/**
 * The arithmetic of trust. Pure: numbers in, numbers out.
 *
 * <p>Good and bad evidence {@code g} and {@code b} decay exponentially. Their mean is the beta
 * reputation of Jøsang and Ismail (2002), {@code E = (g+1)/(g+b+2)}; ranking uses its cautious
 * bound {@code L}, so that little evidence ranks low. TrustGuard's controller (Srivatsa, Xiong, Liu
 * 2005) follows the rounds with {@code D}, which falls at once when an agent turns and recovers
 * slowly. The score is {@code S = L * D * (1-Q)^x}, from 0 to 1, where {@code Q} is the doubt that
 * credible clients raise.
 */
public final class TrustModel {
  private static final double LN2 = Math.log(2);

  private final TrustParameters parameters;

  public TrustModel(TrustParameters parameters) {
    this.parameters = parameters;
  }

  public TrustParameters parameters() {
    return parameters;
  }

  /** What is left of {@code weight} after {@code millis}. */
  static double decayed(double weight, long millis, TimeSpan halfLife) {
    return weight == 0 || millis <= 0 ? weight : weight * left(millis, halfLife);
  }

  /** What part of any weight is left after {@code millis}, more than 0. */
  static double left(long millis, TimeSpan halfLife) {
    return Math.exp(-LN2 * millis / (double) halfLife.toMillis());
  }

  /** The mean {@code E} of what an agent is to be expected to do. */
  public double mean(double good, double bad) {
    return (good + 1) / (good + bad + 2);
  }

  /** The cautious bound {@code L} of {@link #mean}. */
  public double lowerBound(double good, double bad) {
    double mean = mean(good, bad);
    double deviation = Math.sqrt(mean * (1 - mean) / (good + bad + 3));
    return Math.max(0, mean - parameters.caution() * deviation);
  }

  /**
   * The share {@code R} of good in a round with the credible votes {@code good} and {@code bad}; 1
   * in an idle round, and near it in one with few votes.
   */
  public double roundRatio(double good, double bad) {
    double votes = good + bad;
    if (votes <= 0) {
      return 1;
    }
    double full = Math.min(1, votes / parameters.fullRoundWeight());
    return full * good / votes + (1 - full);
  }

  /** The controller's {@code D} after a round with {@code ratio}, given the history {@code H}. */
  public double control(double ratio, double history) {
    double drop = Math.min(0, ratio - history);
    return Math.clamp(
        parameters.presentWeight() * ratio
            + parameters.historyWeight() * history
            + parameters.dropWeight() * drop,
        0,
        1);
  }

  /** The history {@code H} after a round that ended in {@code control}. */
  public double fade(double history, double control) {
    return parameters.historyFading() * history + (1 - parameters.historyFading()) * control;
  }

  /**
   * The doubt {@code Q} that a suspicion raises, 0 to 1: the suspicion, drawn towards 0 when little
   * credibility stands behind it. When all whom it comes from contradict the audits, nobody knows
   * who is right, and ranks are left alone.
   *
   * @param suspicion {@code N}
   * @param weight the credibility of all who spoke of the server lately, one vote per group
   */
  public double doubt(double suspicion, double weight) {
    double square = weight * weight;
    return suspicion * square / (square + parameters.doubtWeight() * parameters.doubtWeight());
  }

  /** What is left of an agent's rank in the face of a doubt, 0 to 1. */
  public double belief(double doubt) {
    return Math.pow(1 - doubt, parameters.doubtExponent());
  }

  /** The score {@code S}. */
  public double score(double good, double bad, double control, double belief) {
    return lowerBound(good, bad) * control * belief;
  }

  /**
   * A client's credibility.
   *
   * @param meanSquare of its failure rates' distances from what is otherwise known
   * @param servers how many servers that is the mean of
   */
  public double credibility(double meanSquare, int servers) {
    if (servers < parameters.credibilityServers()) {
      return parameters.credibilityStart();
    }
    double distance = Math.min(1, Math.sqrt(meanSquare));
    return Math.pow(1 - distance, parameters.credibilityExponent());
  }

  /** How many failures of weight 1 the failures of an observation come to. */
  public double failures(int mismatches, int timeouts, int refusals) {
    return mismatches * parameters.mismatchWeight()
        + timeouts * parameters.timeoutWeight()
        + refusals * parameters.refusalWeight();
  }
}
