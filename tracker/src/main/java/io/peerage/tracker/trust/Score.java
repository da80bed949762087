package io.peerage.tracker.trust;

/**
 * What the trust model says of an agent at one time.
 *
 * @param score {@code S}, 0 to 1, by which it is offered
 * @param mean {@code E}
 * @param lowerBound {@code L}
 * @param good {@code g}
 * @param bad {@code b}
 * @param suspicion {@code N}, the credible share of failures that clients saw lately, 0 to 1
 * @param suspicionGroups independent votes behind the suspicion
 * @param clientGroups independent votes of clients that had good transfers from it
 * @param cleanAudits audits without a mismatch; they count less as time goes by
 * @param credibility {@code c} of its own testimony
 * @param doubt {@code Q}, the suspicion as far as credible clients stand behind it, 0 to 1
 * @param belief what is left of its rank in the face of the doubt, 0 to 1; it is in the score
 */
public record Score(
    double score,
    double mean,
    double lowerBound,
    double good,
    double bad,
    double suspicion,
    int suspicionGroups,
    int clientGroups,
    double cleanAudits,
    double credibility,
    double doubt,
    double belief) {
  /** Of one of whom nothing is known. */
  public static final Score NONE = new Score(0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
