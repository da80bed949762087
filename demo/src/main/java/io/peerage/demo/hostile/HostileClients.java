package io.peerage.demo.hostile;

/** Ways in which an agent that serves everyone well lies to the tracker. */
public enum HostileClients {
  /** Signs that it received more than its ticket allows (P3). */
  INFLATES_RECEIPTS,
  /**
   * Signs that it received all that each of its tickets allows, which proves nothing, and tells of
   * gigabytes that it delivered.
   */
  INFLATES_TRAFFIC,
  /** Accuses another of an answer that was right, over and over (P4). */
  ACCUSES_FALSELY
}
