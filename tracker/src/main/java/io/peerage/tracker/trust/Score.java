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
 * @param credibility {@code c} of its own testimony
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
    double credibility) {}
