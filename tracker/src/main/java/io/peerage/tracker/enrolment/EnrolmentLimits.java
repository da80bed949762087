package io.peerage.tracker.enrolment;

/**
 * How many may enrol.
 *
 * @param identitiesPerAccount identities of one account at once: what a crowd of false identities
 *     costs. One counts while its certificate is valid, and for as long as it is remembered as
 *     quarantined or banned
 * @param identities identities remembered in all, lapsed ones included
 * @param tokens enrolment tokens that are neither used nor expired
 */
public record EnrolmentLimits(int identitiesPerAccount, int identities, int tokens) {
  public static final EnrolmentLimits DEFAULTS = new EnrolmentLimits(1000, 20_000, 1000);

  public EnrolmentLimits {
    if (identities < 1 || identities > 1_000_000) {
      throw new IllegalArgumentException("identities is 1 to 1000000, not " + identities);
    }
    if (identitiesPerAccount < 1 || identitiesPerAccount > identities) {
      throw new IllegalArgumentException(
          "identitiesPerAccount is 1 to identities (%d), not %d"
              .formatted(identities, identitiesPerAccount));
    }
    if (tokens < 1 || tokens > 100_000) {
      throw new IllegalArgumentException("tokens is 1 to 100000, not " + tokens);
    }
  }
}
