package io.peerage.agent.manifest;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * How manifests are kept.
 *
 * @param disk the most bytes of them on disk
 * @param memory the most bytes of them in memory
 * @param noneHolds for how long the word that an object has no manifest holds
 * @param staleOnError for how long a stale object may be served when the origin cannot be asked, if
 *     it says nothing of that itself; never beyond its manifest's expiry
 */
public record ManifestConfig(
    ByteSize disk, ByteSize memory, TimeSpan noneHolds, TimeSpan staleOnError) {
  public static final ManifestConfig DEFAULTS =
      new ManifestConfig(
          ByteSize.ofMiB(256), ByteSize.ofMiB(32), TimeSpan.ofSeconds(10), TimeSpan.parse("24h"));
}
