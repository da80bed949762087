package io.peerage.tracker.enrolment;

/** What became of an attempt to use a token. */
public enum Redemption {
  /** The newcomer is enrolled, and the token used up. */
  GRANTED,
  /** There is no such token, or it was removed after its expiry. */
  UNKNOWN,
  /** Someone used it before. */
  USED,
  /** It was not used in time. */
  EXPIRED,
  /** The account has as many identities as it may; the token stays good. */
  ACCOUNT_FULL
}
