package io.peerage.agent.purge;

import io.peerage.protocol.message.Purge;

/** What purges tell of themselves, for metrics. Quick. */
public interface PurgeEvents {
  /** Says nothing. */
  PurgeEvents NONE = new PurgeEvents() {};

  /** A purge was carried out. */
  default void purged(Purge.Mode mode) {}

  /** All that was kept was taken for stale, because the tracker knows no more what was purged. */
  default void lostTrack() {}

  /** So many kept things were hit. */
  default void hit(int things) {}
}
