package io.peerage.protocol.message;

/** How a tracker stands to an agent. */
public enum AgentState {
  /** New, or back from quarantine: offered little, so that it can earn trust. */
  PROBATION,
  /** Offered in proportion to its score. */
  TRUSTED,
  /** Caught once: not offered, and audited until it is clean or banned. */
  QUARANTINE,
  /** Caught again: not offered, not served, its certificate not renewed. */
  BANNED;

  /** Whether other agents may be sent to it. */
  public boolean isOffered() {
    return switch (this) {
      case PROBATION, TRUSTED -> true;
      case QUARANTINE, BANNED -> false;
    };
  }
}
