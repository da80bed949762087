package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an agent's score is what it is: a sum. It starts from what a stranger has, adds what the good
 * raised, takes off what the bad cost, then what the controller and the doubt cost. Each step is
 * the difference that it makes to the score, in this order; where several sources share a step,
 * each has the part that it has in the evidence.
 *
 * @param score what the parts add up to, with the numbers that it is made of
 * @param control the controller's {@code D}
 * @param history the controller's {@code H}
 * @param auditsFailed audits with a mismatch; they count less as time goes by
 * @param clients how many clients' testimony is kept
 * @param withoutComplaints what the score would be without anything that clients said against the
 *     agent, and without the controller
 * @param parts the first is the start; then those of the greatest effect first, at most {@value
 *     Explainer#MAX_CLIENT_PARTS} of them clients'; what is left out is the last
 */
public record Explanation(
    Score score,
    double control,
    double history,
    double auditsFailed,
    int clients,
    double withoutComplaints,
    List<Part> parts) {
  public Explanation {
    parts = List.copyOf(parts);
  }

  /** Where a part of the score comes from. */
  public enum Kind {
    /** What anyone has of whom nothing is known. */
    START,
    /** Clean audits, as good. */
    AUDITS_CLEAN,
    /** Transfers from the agent that a client tells of. */
    TESTIMONY_GOOD,
    /** Good of which is not known any more who told of it. */
    EARLIER_GOOD,
    /** Audits with a mismatch, as bad. */
    AUDITS_FAILED,
    /** Failures that a client tells of. */
    TESTIMONY_BAD,
    /** Bad of which is not known any more who told of it. */
    EARLIER_BAD,
    /** The controller's, after rounds that went worse than those before. */
    CONTROLLER,
    /** The doubt that a client's latest complaints raise. */
    DOUBT,
    /** All clients' parts that are not listed. */
    REST
  }

  /**
   * One summand.
   *
   * @param client who told of it; null where no single client did
   * @param effect what it adds to the score; below 0 what it costs
   * @param weight of good and bad, what is left of it in {@code g} or {@code b}; of a doubt, the
   *     client's credible vote against the agent; of the controller, {@code D}; else 0
   * @param faded what it was more when it was last added to: that much has decayed since
   * @param last when it was last added to, or the client last spoke of the agent; null if not known
   * @param credibility the client's now, 0 to 1; null where no single client told of it
   * @param count how many parts this one stands for
   */
  public record Part(
      Kind kind,
      @Nullable AgentId client,
      double effect,
      double weight,
      double faded,
      @Nullable Instant last,
      @Nullable Double credibility,
      int count) {}
}
