package io.peerage.tracker.audit;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * Who is audited how often, and how.
 *
 * @param interval mean time between two audits of an agent that is online; the times themselves are
 *     random, so that nobody knows when
 * @param quarantineInterval the same for agents in quarantine, and for contested ones
 * @param suspicionThreshold the suspicion {@code N}, 0 to 1, from which on an agent is audited at
 *     once
 * @param suspicionGroups how many independent clients, no two of one account or one network, must
 *     stand behind a suspicion; of a contested agent 1, as a fleet of one network can only have
 * @param watchThreshold the suspicion, 0 to 1, from which on an agent is watched, if {@code
 *     suspicionGroups} stand behind it: a few clients that are failed now and then
 * @param watchInterval the longest time between two audits of an agent that is watched
 * @param firstInterval mean time until the first audit of an agent that has content; at most {@code
 *     interval} counts
 * @param suspicionAudits how many audits a suspicion draws
 * @param suspicionInterval how long a suspicion draws no further audits after that
 * @param concurrency audits at once, of different agents
 * @param connectTimeout how long an agent may take to accept a connection
 * @param timeout how long an agent may take for an answer. What takes longer says nothing about it
 * @param identityLifetime mean time after which the auditor takes another name; at most the
 *     lifetime of a certificate counts
 * @param layerCache memory for chunk layers
 */
public record AuditParameters(
    TimeSpan interval,
    TimeSpan quarantineInterval,
    double suspicionThreshold,
    int suspicionGroups,
    double watchThreshold,
    TimeSpan watchInterval,
    TimeSpan firstInterval,
    int suspicionAudits,
    TimeSpan suspicionInterval,
    int concurrency,
    TimeSpan connectTimeout,
    TimeSpan timeout,
    TimeSpan identityLifetime,
    ByteSize layerCache) {
  public static final AuditParameters DEFAULTS =
      new AuditParameters(
          TimeSpan.parse("30m"),
          TimeSpan.parse("5m"),
          0.3,
          5,
          0.05,
          TimeSpan.parse("10m"),
          TimeSpan.parse("1m"),
          5,
          TimeSpan.parse("1h"),
          8,
          TimeSpan.parse("3s"),
          TimeSpan.parse("20s"),
          TimeSpan.parse("20m"),
          ByteSize.parse("16MiB"));

  public AuditParameters {
    requirePositive("interval", interval);
    requirePositive("quarantineInterval", quarantineInterval);
    requirePositive("suspicionInterval", suspicionInterval);
    requirePositive("watchInterval", watchInterval);
    requirePositive("firstInterval", firstInterval);
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("timeout", timeout);
    requirePositive("identityLifetime", identityLifetime);
    if (quarantineInterval.toMillis() > interval.toMillis()) {
      throw new IllegalArgumentException(
          "quarantineInterval is at most interval (%s), not %s"
              .formatted(interval, quarantineInterval));
    }
    if (!(suspicionThreshold > 0 && suspicionThreshold <= 1)) {
      throw new IllegalArgumentException(
          "suspicionThreshold is above 0 and at most 1, not " + suspicionThreshold);
    }
    if (!(watchThreshold > 0 && watchThreshold <= suspicionThreshold)) {
      throw new IllegalArgumentException(
          "watchThreshold is above 0 and at most suspicionThreshold (%s), not %s"
              .formatted(suspicionThreshold, watchThreshold));
    }
    require("suspicionGroups", suspicionGroups, 1, 1000);
    require("suspicionAudits", suspicionAudits, 1, 100);
    require("concurrency", concurrency, 1, 1000);
    require("layerCache", layerCache.bytes(), 1 << 20, 1L << 30);
  }

  private static void require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("%s is %d to %d, not %d".formatted(name, min, max, value));
    }
  }

  private static void requirePositive(String name, TimeSpan value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + " is longer than 0, not " + value);
    }
  }
}
