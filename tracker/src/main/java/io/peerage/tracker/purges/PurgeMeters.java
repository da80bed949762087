package io.peerage.tracker.purges;

import io.peerage.protocol.message.Purge;
import java.time.Duration;

/** What purges tell of themselves, for metrics. Quick. */
public interface PurgeMeters {
  /** One was requested. */
  void requested(Purge.Mode mode);

  /** An agent acknowledged one, so long after it was requested. */
  void acknowledged(Duration after);
}
