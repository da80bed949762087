package io.peerage.agent.swarm;

import java.time.Duration;

/** What the swarm tells of itself, for metrics. Called on any thread; quick. */
public interface SwarmEvents {
  /** Says nothing. */
  SwarmEvents NONE = new SwarmEvents() {};

  /**
   * An attempt ended.
   *
   * @param source {@code peer} or {@code origin}
   * @param outcome {@code delivered}, {@code mismatch}, {@code too_slow}, {@code not_here}, {@code
   *     refused} or {@code cancelled}
   */
  default void attemptEnded(String source, String outcome) {}

  /** A chunk became whole after this time. */
  default void chunkFetched(Duration took) {}

  /** A chunk could not be had. */
  default void chunkFailed(FlightException.Reason reason) {}
}
