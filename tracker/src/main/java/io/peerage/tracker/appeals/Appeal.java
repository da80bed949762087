package io.peerage.tracker.appeals;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An appeal.
 *
 * @param id grows with every appeal
 * @param filedBy from which address
 * @param text why the decision is wrong, in the words of who filed it
 * @param against the state appealed against
 * @param since when the decisions that led there began: the agent was last well before
 * @param evidence what came of checking the evidence again
 * @param due by when a person should have decided
 * @param finding what the program makes of it; empty before it was examined
 * @param decidedAt null while it is open
 * @param decidedBy {@value #PROGRAM}, or a person's name with the address; null while it is open
 * @param reason of the decision; null while it is open
 */
public record Appeal(
    long id,
    AgentId agent,
    Instant filedAt,
    String filedBy,
    String text,
    AgentState against,
    Instant since,
    List<EvidenceCheck> evidence,
    AppealState state,
    Instant due,
    String finding,
    @Nullable Instant decidedAt,
    @Nullable String decidedBy,
    @Nullable String reason) {
  /** Who decided when no person did. */
  public static final String PROGRAM = "program";

  /** The most characters of a text. */
  public static final int MAX_TEXT_CHARS = 4000;

  public Appeal {
    if (state.isOpen() != (decidedAt == null)
        || (decidedAt == null) != (decidedBy == null)
        || (decidedAt == null) != (reason == null)) {
      throw new IllegalArgumentException(
          "an appeal that is decided says when, by whom and why, and no other does");
    }
    evidence = List.copyOf(evidence);
  }

  /** As the program found it. */
  Appeal examined(List<EvidenceCheck> checks, String found) {
    return new Appeal(
        id,
        agent,
        filedAt,
        filedBy,
        text,
        against,
        since,
        checks,
        AppealState.WAITING_FOR_PERSON,
        due,
        found,
        null,
        null,
        null);
  }

  Appeal decided(AppealState decision, Instant at, String by, String why) {
    return new Appeal(
        id, agent, filedAt, filedBy, text, against, since, evidence, decision, due, finding, at, by,
        why);
  }
}
