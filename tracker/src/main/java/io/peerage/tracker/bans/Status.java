package io.peerage.tracker.bans;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.message.AgentState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the tracker stands to an agent, and what it must remember to judge it.
 *
 * @param since when it came to this state
 * @param until when a ban ends; null for one that a person made permanent, and in every other state
 * @param cleanAudits clean audits since it came to quarantine; 0 in every other state
 * @param bans when it was banned, the oldest first, as far back as strikes count
 * @param proofs when something that takes two proofs for a ban was proved, the oldest first
 * @param evidence ids of the evidence files behind the present state
 */
public record Status(
    AgentState state,
    Instant since,
    @JsonSetter(nulls = Nulls.SET) @Nullable Instant until,
    int cleanAudits,
    List<Instant> bans,
    List<Instant> proofs,
    List<String> evidence) {
  public Status {
    bans = List.copyOf(bans);
    proofs = List.copyOf(proofs);
    evidence = List.copyOf(evidence);
  }

  /** Of one who is new in {@code state}. */
  public static Status initial(AgentState state, Instant since) {
    return new Status(state, since, null, 0, List.of(), List.of(), List.of());
  }
}
