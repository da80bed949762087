package io.peerage.tracker.bans;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.peerage.tracker.trust.Score;
import java.time.Instant;

/**
 * Something that may change an agent's state. Testimony is not among them: it comes in as a score,
 * and a score neither quarantines nor bans. Also as JSON, in recordings.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Occurrence.AuditMismatch.class, name = "auditMismatch"),
  @JsonSubTypes.Type(value = Occurrence.AuditClean.class, name = "auditClean"),
  @JsonSubTypes.Type(value = Occurrence.Proof.class, name = "proof"),
  @JsonSubTypes.Type(value = Occurrence.ScoreReviewed.class, name = "scoreReviewed"),
  @JsonSubTypes.Type(value = Occurrence.TimePassed.class, name = "timePassed"),
  @JsonSubTypes.Type(value = Occurrence.ComplaintsSetAside.class, name = "complaintsSetAside"),
  @JsonSubTypes.Type(value = Occurrence.Overturned.class, name = "overturned"),
  @JsonSubTypes.Type(value = Occurrence.MadePermanent.class, name = "madePermanent"),
})
public sealed interface Occurrence {
  /**
   * An audit of the tracker's own found a mismatch.
   *
   * @param evidence the id of its evidence file
   */
  record AuditMismatch(String evidence) implements Occurrence {}

  /** An audit found everything right. */
  record AuditClean() implements Occurrence {}

  /**
   * Something was proved against the agent.
   *
   * @param evidence the id of its evidence file
   */
  record Proof(ProofKind kind, String evidence) implements Occurrence {}

  /**
   * The trust model was asked.
   *
   * @param good the agent's {@code g}
   * @param lowerBound its {@code L}
   * @param clientGroups independent clients with good transfers from it
   * @param score its {@code S}
   * @param doubt its {@code Q}
   * @param suspicionGroups independent clients that spoke of it lately
   * @param cleanAudits its clean audits lately
   */
  record ScoreReviewed(
      double good,
      double lowerBound,
      int clientGroups,
      double score,
      double doubt,
      int suspicionGroups,
      double cleanAudits)
      implements Occurrence {
    /** Of a score as it is. */
    public static ScoreReviewed of(Score score) {
      return new ScoreReviewed(
          score.good(),
          score.lowerBound(),
          score.clientGroups(),
          score.score(),
          score.doubt(),
          score.suspicionGroups(),
          score.cleanAudits());
    }
  }

  /** Nothing but time. */
  record TimePassed() implements Occurrence {}

  /**
   * An appeal was upheld: what clients say against the agent is set aside.
   *
   * @param reason one sentence
   */
  record ComplaintsSetAside(String reason) implements Occurrence {}

  /**
   * An appeal was upheld: the quarantine or ban was wrong.
   *
   * @param since when the decisions that it takes back began
   * @param reason one sentence
   */
  record Overturned(Instant since, String reason) implements Occurrence {}

  /**
   * A person reviewed a ban and made it permanent.
   *
   * @param reason one sentence
   */
  record MadePermanent(String reason) implements Occurrence {}
}
