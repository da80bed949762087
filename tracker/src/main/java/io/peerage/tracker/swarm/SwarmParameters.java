package io.peerage.tracker.swarm;

import io.peerage.runtime.config.TimeSpan;

/**
 * How much the directory remembers.
 *
 * @param missedHeartbeats how many heartbeats in a row an agent may miss before it is offline and
 *     no longer offered, at least 2
 * @param forgetAfter how long after its last announce an agent's holdings are kept; one that comes
 *     back later is asked to say everything again
 * @param maxHoldingsPerAgent the most contents of one agent; what it announces beyond is passed
 *     over. About 250 bytes of memory each
 * @param maxHoldings the most contents of all agents together
 */
public record SwarmParameters(
    int missedHeartbeats, TimeSpan forgetAfter, int maxHoldingsPerAgent, int maxHoldings) {
  public static final SwarmParameters DEFAULTS =
      new SwarmParameters(3, TimeSpan.parse("10m"), 20_000, 1_000_000);

  public SwarmParameters {
    if (missedHeartbeats < 2) {
      throw new IllegalArgumentException(
          "missedHeartbeats is at least 2, not " + missedHeartbeats + "; one is easily late");
    }
    if (maxHoldingsPerAgent < 1 || maxHoldings < maxHoldingsPerAgent) {
      throw new IllegalArgumentException(
          "maxHoldingsPerAgent is 1 to maxHoldings (%d), not %d"
              .formatted(maxHoldings, maxHoldingsPerAgent));
    }
  }
}
