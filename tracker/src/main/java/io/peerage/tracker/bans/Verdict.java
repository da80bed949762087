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
}
