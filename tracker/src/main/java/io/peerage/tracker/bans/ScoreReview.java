package io.peerage.tracker.bans;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.trust.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides, for the whole fleet at once, which states follow from scores. Pure: whom the fleet brake
 * lets fall is asked, not known.
 */
public final class ScoreReview {
  private final BanPolicy policy;

  public ScoreReview(BanPolicy policy) {
    this.policy = policy;
  }

  /** An agent that is offered, and what the trust model says of it. */
  public record Subject(AgentId agent, Status status, Score score) {}

  /** A change that {@link BanPolicy} makes of a review. */
  public record Change(AgentId agent, Occurrence.ScoreReviewed review, Judgement judgement) {}

  /** The fleet brake: how many of so many agents, of a fleet of so many, may fall now. */
  public interface Brake {
    int admits(int wanted, int fleet);
  }

  /** The changes to be made now: all for the better, and as many for the worse as may be. */
  public List<Change> changes(List<Subject> subjects, Instant now, Brake brake) {
    List<Change> better = new ArrayList<>();
    List<Change> worse = new ArrayList<>();
    for (Subject subject : subjects) {
      Occurrence.ScoreReviewed review = Occurrence.ScoreReviewed.of(subject.score());
      Judgement judgement = policy.judge(subject.status(), review, now);
      judgement
          .verdict()
          .ifPresent(verdict ->
              (verdict.forTheWorse() ? worse : better)
                  .add(new Change(subject.agent(), review, judgement)));
    }
    if (!worse.isEmpty()) {
      int admitted = brake.admits(worse.size(), subjects.size());
      worse.sort(
          Comparator.comparingDouble((Change change) -> -change.review().doubt())
              .thenComparing(Change::agent));
      better.addAll(worse.subList(0, admitted));
    }
    return better;
  }
}
