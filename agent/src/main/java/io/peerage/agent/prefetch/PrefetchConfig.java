package io.peerage.agent.prefetch;

import io.peerage.runtime.config.ByteSize;

/**
 * What is fetched before a player asks for it.
 *
 * @param ahead segments after the one that was asked for, 0 to 16; 0 turns prefetching off
 * @param workers prefetches at once, over all players, 1 to 1000; further ones are not made
 * @param sessions players that are remembered, 1 to 1,000,000; the least recent is forgotten
 * @param maxObject of an object, the most that is fetched ahead
 */
public record PrefetchConfig(int ahead, int workers, int sessions, ByteSize maxObject) {
  public static final PrefetchConfig DEFAULTS =
      new PrefetchConfig(1, 32, 10_000, ByteSize.ofMiB(16));

  public PrefetchConfig {
    if (ahead < 0 || ahead > 16) {
      throw new IllegalArgumentException("ahead is 0 to 16, not " + ahead);
    }
    if (workers < 1 || workers > 1000) {
      throw new IllegalArgumentException("workers is 1 to 1000, not " + workers);
    }
    if (sessions < 1 || sessions > 1_000_000) {
      throw new IllegalArgumentException("sessions is 1 to 1000000, not " + sessions);
    }
  }
}
