package io.peerage.agent.manifest;

import io.peerage.agent.caching.Freshness;
import io.peerage.agent.purge.PurgeMatcher.Hit;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.protocol.message.Purge;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The version of an object that the agent goes by.
 *
 * @param stale whether it is past its freshness and served because the origin cannot be asked
 * @param purged when it was purged, if it was: only an answer from after that takes its place
 */
public record ObjectVersion(
    VerifiedManifest manifest, Freshness freshness, boolean stale, Optional<Instant> purged) {
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
    return new ObjectVersion(manifest, freshness, true, purged);
  }

  /** What a purge makes of it: of no use but for its generation, or stale from then on. */
  ObjectVersion after(Hit hit) {
    Freshness ended = freshness.endedAt(Duration.between(manifest.manifest().issued(), hit.at()));
    return new ObjectVersion(
        manifest,
        hit.mode() == Purge.Mode.HARD ? ended.neverStale() : ended,
        stale,
        Optional.of(hit.at()));
  }
}
