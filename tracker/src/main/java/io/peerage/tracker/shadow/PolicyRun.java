package io.peerage.tracker.shadow;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.bans.BanPolicy;
import io.peerage.tracker.bans.Judgement;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.ScoreReview;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.FleetBrake;
import io.peerage.tracker.trust.RoundEnd;
import io.peerage.tracker.trust.TrustBook;
import io.peerage.tracker.trust.TrustChanges;
import io.peerage.tracker.trust.TrustEvent;
import io.peerage.tracker.trust.TrustModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One policy and what it makes of a stream of evidence: the tracker's own deciders, put together as
 * the tracker does, without a store and without anyone to tell. Pure: times are handed in; the same
 * evidence gives the same verdicts. Not thread-safe.
 */
final class PolicyRun {
  private final TrustBook book;
  private final FleetBrake brake;
  private final BanPolicy policy;
  private final Map<AgentId, Status> statuses;

  /** The last verdict on each agent, of those that there were since the run began. */
  private final Map<AgentId, Verdict> verdicts = new HashMap<>();

  /**
   * @param saved what is known when it begins
   * @param statuses where everyone stands when it begins
   */
  PolicyRun(
      ShadowParameters parameters,
      BrakeParameters brake,
      TrustChanges saved,
      Map<AgentId, Status> statuses,
      Instant now) {
    this.book = new TrustBook(new TrustModel(parameters.trust()));
    this.brake = new FleetBrake(brake);
    this.policy = new BanPolicy(parameters.bans());
    this.statuses = new HashMap<>(statuses);
    book.restore(saved, now.toEpochMilli());
  }

  /** Takes in an agent that enrolled, unless it is known. */
  void admit(AgentId agent, Status status) {
    statuses.putIfAbsent(agent, status);
  }

  void heard(TrustEvent event, Instant now) {
    if (event instanceof TrustEvent.Forgotten forgotten) {
      statuses.remove(forgotten.agent());
      verdicts.remove(forgotten.agent());
    }
    event.applyTo(book, now.toEpochMilli());
  }

  void judge(AgentId agent, Occurrence what, Instant now) {
    Status status = statuses.get(agent);
    if (status != null) {
      // A ban that is over by now is so before anything else, as the tracker sees to every second.
      Judgement before = policy.judge(status, new Occurrence.TimePassed(), now);
      take(agent, before);
      take(agent, policy.judge(before.status(), what, now));
    }
  }

  private void take(AgentId agent, Judgement judgement) {
    statuses.put(agent, judgement.status());
    judgement.verdict().ifPresent(verdict -> verdicts.put(agent, verdict));
  }

  RoundEnd beginRoundEnd(Instant now) {
    return book.beginRoundEnd(now.toEpochMilli());
  }

  /** Once all are weighed: the brake, the bans whose time is over, and what the scores change. */
  void review(Instant now) {
    long millis = now.toEpochMilli();
    book.discardChanges();
    brake.round(book.failureMedian(), millis);
    book.freeze(brake.isEngaged(millis));
    List<ScoreReview.Subject> subjects = new ArrayList<>();
    for (AgentId agent : List.copyOf(statuses.keySet())) {
      judge(agent, new Occurrence.TimePassed(), now);
      status(agent)
          .filter(status -> status.state().isOffered())
          .ifPresent(status ->
              book.score(agent, millis)
                  .ifPresent(score -> subjects.add(new ScoreReview.Subject(agent, status, score))));
    }
    new ScoreReview(policy)
        .changes(subjects, now, (wanted, fleet) -> brake.admits(wanted, fleet, millis))
        .forEach(change -> take(change.agent(), change.judgement()));
  }

  /** Where everyone stands by this policy; a view. */
  Map<AgentId, Status> statuses() {
    return Collections.unmodifiableMap(statuses);
  }

  /** Where {@code agent} stands by this policy. */
  Optional<Status> status(AgentId agent) {
    return Optional.ofNullable(statuses.get(agent));
  }

  /** Why, if this policy has decided it. */
  Optional<Verdict> verdict(AgentId agent) {
    return Optional.ofNullable(verdicts.get(agent));
  }
}
