package io.peerage.agent.responses;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * The cache for content without a manifest.
 *
 * @param disk the most bytes of bodies on disk, a quarter of them of responses that still come
 * @param memory the most bytes of headers and of short bodies in memory
 * @param inline bodies up to this length are kept in memory
 * @param maxBody longer bodies are passed on and not kept
 * @param staleOnError for how long a stale response may be served when the origin fails, if it says
 *     nothing of that itself
 */
public record CacheConfig(
    ByteSize disk, ByteSize memory, ByteSize inline, ByteSize maxBody, TimeSpan staleOnError) {
  public static final CacheConfig DEFAULTS =
      new CacheConfig(
          ByteSize.parse("2GiB"),
          ByteSize.ofMiB(64),
          ByteSize.parse("64KiB"),
          ByteSize.ofMiB(256),
          TimeSpan.parse("1h"));

  public CacheConfig {
    if (inline.bytes() > 16L << 20) {
      throw new IllegalArgumentException("inline is at most 16MiB, not " + inline);
    }
    if (maxBody.bytes() > disk.bytes() / 4) {
      throw new IllegalArgumentException(
          "maxBody is at most a quarter of disk (%s), not %s".formatted(disk, maxBody));
    }
  }
}
