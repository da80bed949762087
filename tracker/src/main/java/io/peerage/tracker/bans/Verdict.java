package io.peerage.tracker.bans;

import io.peerage.protocol.message.AgentState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of an agent's state, and why.
 *
 * @param reason one sentence for people
 * @param evidence ids of the evidence files that it rests on
 * @param until when a ban ends; null for other states
 */
public record Verdict(
    Instant at,
    AgentState from,
    AgentState to,
    String reason,
    List<String> evidence,
    @Nullable Instant until) {
  public Verdict {
    evidence = List.copyOf(evidence);
  }

  /** Whether the agent is worse off. */
  public boolean forTheWorse() {
    return rank(to) > rank(from);
  }

  private static int rank(AgentState state) {
    return switch (state) {
      case TRUSTED -> 0;
      case PROBATION -> 1;
      case DEGRADED -> 2;
      case CONTESTED -> 3;
      case QUARANTINE -> 4;
      case BANNED -> 5;
    };
  }
}
