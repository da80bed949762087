package io.peerage.agent.manifest;

import io.peerage.agent.caching.Freshness;
import io.peerage.protocol.manifest.VerifiedManifest;
import java.time.Instant;

/**
 * The version of an object that the agent goes by.
 *
 * @param stale whether it is past its freshness and served because the origin cannot be asked
 */
public record ObjectVersion(VerifiedManifest manifest, Freshness freshness, boolean stale) {
  /** Whether it may be served at {@code now} without asking the origin. */
  boolean isFresh(Instant now) {
    return now.isBefore(manifest.manifest().issued().plus(freshness.lifetime()))
        && now.isBefore(manifest.manifest().expires());
  }

  /** Whether it may be served at {@code now} if the origin cannot be asked. */
  boolean isServableStale(Instant now) {
    return now.isBefore(
            manifest.manifest().issued().plus(freshness.lifetime()).plus(freshness.mayServeStale()))
        && now.isBefore(manifest.manifest().expires());
  }

  ObjectVersion asStale() {
    return new ObjectVersion(manifest, freshness, true);
  }
}
