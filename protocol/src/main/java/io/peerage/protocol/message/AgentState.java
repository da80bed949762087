package io.peerage.protocol.message;

/** How a tracker stands to an agent. */
public enum AgentState {
  /** New, or back from quarantine: offered little, so that it can earn trust. */
  PROBATION,
  /** Offered in proportion to its score. */
  TRUSTED,
  /** Trusted once, and its score fell: offered last. */
  DEGRADED,
  /** Clean in audits, and yet clients complain: offered only to those it served well themselves. */
  CONTESTED,
  /** Caught once: not offered, and audited until it is clean or banned. */
  QUARANTINE,
  /** Caught again: not offered, not served, its certificate not renewed. */
  BANNED;

  /** Whether other agents may be sent to it. */
  public boolean isOffered() {
    return switch (this) {
      case PROBATION, TRUSTED, DEGRADED, CONTESTED -> true;
      case QUARANTINE, BANNED -> false;
    };
  }
}
