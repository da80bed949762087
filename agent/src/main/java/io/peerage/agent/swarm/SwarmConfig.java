package io.peerage.agent.swarm;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * How patient the swarm is, and how much it may hold.
 *
 * @param firstByte how long a peer may take to its first block while someone waits; a peer that has
 *     to fetch the chunk itself may take three times what the origin usually takes, if that is more
 * @param stall how long it may then pause between blocks while someone waits
 * @param patience both of these while nobody waits
 * @param originAfter when someone has waited this long, the origin is asked beside all peers; so
 *     the most that peers can cost a request
 * @param budget when nothing has come for this long, the request fails
 * @param minRate a source that is slower, over a second or more, counts as stalled
 * @param attempts how many sources may deliver one chunk at once
 * @param readAhead bytes fetched ahead of a reader
 * @param inFlight the most bytes of chunks under way; further ones wait
 * @param avoidMismatch for how long a peer is avoided after one wrong byte
 */
public record SwarmConfig(
    TimeSpan firstByte,
    TimeSpan stall,
    TimeSpan patience,
    TimeSpan originAfter,
    TimeSpan budget,
    ByteSize minRate,
    int attempts,
    ByteSize readAhead,
    ByteSize inFlight,
    TimeSpan avoidMismatch) {
  public static final SwarmConfig DEFAULTS =
      new SwarmConfig(
          TimeSpan.ofMillis(200),
          TimeSpan.ofMillis(400),
          TimeSpan.ofSeconds(2),
          TimeSpan.ofSeconds(1),
          TimeSpan.ofSeconds(15),
          ByteSize.parse("256KiB"),
          3,
          ByteSize.ofMiB(8),
          ByteSize.ofMiB(128),
          TimeSpan.parse("24h"));

  public SwarmConfig {
    if (attempts < 1 || attempts > 8) {
      throw new IllegalArgumentException("attempts is 1 to 8, not " + attempts);
    }
    if (budget.toMillis() < 100 || originAfter.toMillis() > budget.toMillis()) {
      throw new IllegalArgumentException("budget is at least 100ms, and not less than originAfter");
    }
    if (inFlight.bytes() < (8L << 20)) {
      throw new IllegalArgumentException("inFlight is at least 8MiB, not " + inFlight);
    }
  }
}
