package io.peerage.tracker.trust;

import io.peerage.runtime.config.TimeSpan;

/**
 * The arithmetic of trust. Pure: numbers in, numbers out.
 *
 * <p>Good and bad evidence {@code g} and {@code b} decay exponentially. Their mean is the beta
 * reputation of Jøsang and Ismail (2002), {@code E = (g+1)/(g+b+2)}; ranking uses its cautious
 * bound {@code L}, so that little evidence ranks low. TrustGuard's controller (Srivatsa, Xiong, Liu
 * 2005) follows the rounds with {@code D}, which falls at once when an agent turns and recovers
 * slowly. The score is {@code S = L * D}, from 0 to 1.
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
    return weight == 0 || millis <= 0
        ? weight
        : weight * Math.exp(-LN2 * millis / (double) halfLife.toMillis());
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

  /** The score {@code S}. */
  public double score(double good, double bad, double control) {
    return lowerBound(good, bad) * control;
  }

  /**
   * A client's credibility.
   *
   * @param sumOfSquares of its failure rates' distances from what is otherwise known
   * @param servers how many servers that sums over
   */
  public double credibility(double sumOfSquares, int servers) {
    if (servers < parameters.credibilityServers()) {
      return parameters.credibilityStart();
    }
    double distance = Math.min(1, Math.sqrt(sumOfSquares / servers));
    return Math.pow(1 - distance, parameters.credibilityExponent());
  }

  /** How many failures of weight 1 the failures of an observation come to. */
  public double failures(int mismatches, int timeouts, int refusals) {
    return mismatches * parameters.mismatchWeight()
        + timeouts * parameters.timeoutWeight()
        + refusals * parameters.refusalWeight();
  }
}
