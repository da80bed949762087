package io.peerage.tracker.purges;

import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.PurgeBatch;
import java.time.Instant;

/**
 * A purge in the log.
 *
 * @param id grows with every purge, also over restarts and over a store brought back from a backup:
 *     the time in milliseconds since 1970, or one more than the last
 */
public record PurgeRecord(long id, Instant requested, Purge purge) {
  PurgeBatch.Entry entry() {
    return PurgeBatch.Entry.of(id, requested, purge);
  }
}
