package io.peerage.agent.store;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * How much an agent keeps, and how much it believes its disk.
 *
 * @param quota the most bytes of chunks on disk; the least useful are evicted
 * @param memory the most bytes of chunks in memory
 * @param verifyReads when a chunk on disk is hashed again before it is used
 * @param reverifyAfter how long a check holds under {@link VerifyReads#FIRST}
 */
public record StoreConfig(
    ByteSize quota, ByteSize memory, VerifyReads verifyReads, TimeSpan reverifyAfter) {
  public static final StoreConfig DEFAULTS =
      new StoreConfig(
          ByteSize.parse("10GiB"), ByteSize.ofMiB(64), VerifyReads.FIRST, TimeSpan.parse("24h"));

  private static final long MIN_QUOTA = 16L << 20;

  /** When a chunk on disk is hashed again before it is used. */
  public enum VerifyReads {
    /** At its first use since it was written or the agent started, and now and then after. */
    FIRST,
    /** At every use; costs a hash of every byte sent. */
    ALWAYS
  }

  public StoreConfig {
    if (quota.bytes() < MIN_QUOTA) {
      throw new IllegalArgumentException("quota is at least 16MiB, not " + quota);
    }
    if (memory.bytes() < 0 || memory.bytes() > (1L << 40)) {
      throw new IllegalArgumentException("memory is at most 1TiB, not " + memory);
    }
  }
}
