package io.peerage.tracker.bans;

import io.peerage.protocol.message.AgentState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement of reasons for a decision against an agent.
 *
 * @param until when it ends by itself; null when that depends on what comes
 * @param inForce whether the agent's present state is by this decision
 * @param facts what was found, in one sentence
 * @param evidence the files that it rests on
 * @param rule by what rule that has this consequence
 * @param decidedBy whether the program decided or a person
 * @param ends how and when it ends
 * @param appeal what can be done against it
 */
public record Statement(
    Instant decidedAt,
    AgentState from,
    AgentState to,
    @Nullable Instant until,
    boolean inForce,
    String facts,
    List<Exhibit> evidence,
    String rule,
    Decider decidedBy,
    String ends,
    String appeal) {
  public Statement {
    evidence = List.copyOf(evidence);
  }

  /** Who decided. */
  public enum Decider {
    PROGRAM,
    PERSON
  }

  /**
   * An evidence file that a decision rests on.
   *
   * @param file what it says; null when it is not kept any more
   */
  public record Exhibit(String id, EvidenceFile.@Nullable Summary file) {}
}
