package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.trust.Explanation.Kind;
import io.peerage.tracker.trust.Explanation.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Takes a score apart. Pure. Cost: a few operations for each opinion on the agent, and a sort. */
final class Explainer {
  /** The most clients' parts that are listed one by one. */
  static final int MAX_CLIENT_PARTS = 20;

  /** Evidence below this is what is left of sums that were rounded. */
  private static final double NOTHING = 1e-9;

  private final TrustModel model;
  private final TrustParameters parameters;

  Explainer(TrustModel model) {
    this.model = model;
    this.parameters = model.parameters();
  }

  /** A part whose effect is not known yet, only its share of what a step makes. */
  private record Share(
      Kind kind, @Nullable Opinion by, double weight, double faded, @Nullable Instant last) {
    Part part(double effect) {
      AgentId client = by == null ? null : by.client.agent;
      Double credibility = by == null ? null : by.client.credibility;
      return new Part(kind, client, effect, weight, faded, last, credibility, 1);
    }
  }

  /**
   * Explains {@code score}, the standing's at {@code nowMillis}. The sum of the parts' effects is
   * the score, but for rounding.
   */
  Explanation explain(Standing standing, Score score, long nowMillis) {
    double start = model.lowerBound(0, 0);
    double raised = model.lowerBound(score.good(), 0);
    double lowered = model.lowerBound(score.good(), score.bad());
    double controlled = lowered * standing.control;
    List<Part> parts = new ArrayList<>();
    spread(goods(standing, score.good(), nowMillis), raised - start, parts);
    spread(bads(standing, score.bad(), nowMillis), lowered - raised, parts);
    if (standing.control < 1) {
      parts.add(
          new Part(
              Kind.CONTROLLER, null, controlled - lowered, standing.control, 0, null, null, 1));
    }
    spread(doubts(standing, nowMillis), score.score() - controlled, parts);
    return new Explanation(
        score,
        standing.control,
        standing.history,
        TrustModel.decayed(
            standing.auditsFailed, nowMillis - standing.atMillis, parameters.badHalfLife()),
        standing.opinions.size(),
        model.lowerBound(score.good(), standing.audits.badAt(parameters, nowMillis)),
        listed(start, parts));
  }

  private List<Share> goods(Standing standing, double good, long nowMillis) {
    return shares(
        standing,
        good,
        List.of(Kind.AUDITS_CLEAN, Kind.TESTIMONY_GOOD, Kind.EARLIER_GOOD),
        Counted::good,
        counted -> counted.goodAt(parameters, nowMillis));
  }

  private List<Share> bads(Standing standing, double bad, long nowMillis) {
    return shares(
        standing,
        bad,
        List.of(Kind.AUDITS_FAILED, Kind.TESTIMONY_BAD, Kind.EARLIER_BAD),
        Counted::bad,
        counted -> counted.badAt(parameters, nowMillis));
  }

  /**
   * What each source made of one of the two sums.
   *
   * @param all the sum
   * @param kinds by audits, by a client, by who is not known any more
   */
  private static List<Share> shares(
      Standing standing,
      double all,
      List<Kind> kinds,
      ToDoubleFunction<Counted> then,
      ToDoubleFunction<Counted> now) {
    List<Share> shares = new ArrayList<>();
    add(shares, kinds.get(0), null, standing.audits, then, now);
    for (int i = 0; i < standing.opinions.size(); i++) {
      Opinion opinion = standing.opinions.get(i);
      add(shares, kinds.get(1), opinion, opinion.counted(), then, now);
    }
    addEarlier(shares, kinds.get(2), all);
    return shares;
  }

  private static void add(
      List<Share> shares,
      Kind kind,
      @Nullable Opinion by,
      Counted counted,
      ToDoubleFunction<Counted> then,
      ToDoubleFunction<Counted> now) {
    double left = now.applyAsDouble(counted);
    if (left > NOTHING) {
      double faded = then.applyAsDouble(counted) - left;
      shares.add(new Share(kind, by, left, faded, Instant.ofEpochMilli(counted.atMillis())));
    }
  }

  /** What the sources that are known do not make up. */
  private static void addEarlier(List<Share> shares, Kind kind, double all) {
    double known = shares.stream().mapToDouble(Share::weight).sum();
    if (all - known > NOTHING) {
      shares.add(new Share(kind, null, all - known, 0, null));
    }
  }

  private List<Share> doubts(Standing standing, long nowMillis) {
    List<Share> shares = new ArrayList<>();
    if (model.doubt(standing.suspicion, standing.suspicionWeight) == 0) {
      return shares;
    }
    Votes votes = new Votes();
    List<Opinion> voters = new ArrayList<>();
    for (int i = 0; i < standing.opinions.size(); i++) {
      Opinion opinion = standing.opinions.get(i);
      if (standing.opinions.hasVote(i, nowMillis)) {
        voters.add(opinion);
        votes.add(opinion.client, opinion.recentBadShare());
      }
    }
    for (int i = 0; i < voters.size(); i++) {
      Opinion opinion = voters.get(i);
      if (votes.badVote(i) > 0) {
        Instant last = Instant.ofEpochMilli(opinion.atMillis);
        shares.add(new Share(Kind.DOUBT, opinion, votes.badVote(i), 0, last));
      }
    }
    if (shares.isEmpty()) {
      // Those who raised it spoke too long ago by now; the next weighing will find no doubt.
      shares.add(new Share(Kind.DOUBT, null, 1, 0, null));
    }
    return shares;
  }

  /** Gives each its share of what a step makes of the score. */
  private static void spread(List<Share> shares, double effect, List<Part> parts) {
    double all = shares.stream().mapToDouble(Share::weight).sum();
    shares.forEach(share -> parts.add(share.part(effect * share.weight() / all)));
  }

  /** The start, then the greatest effects first; of clients so many, the others summed up. */
  private static List<Part> listed(double start, List<Part> parts) {
    List<Part> listed = new ArrayList<>();
    listed.add(new Part(Kind.START, null, start, 0, 0, null, null, 1));
    parts.sort(Comparator.comparingDouble((Part part) -> -Math.abs(part.effect())));
    int clients = 0;
    int rest = 0;
    double restEffect = 0;
    for (Part part : parts) {
      if (part.client() == null || ++clients <= MAX_CLIENT_PARTS) {
        listed.add(part);
      } else {
        rest++;
        restEffect += part.effect();
      }
    }
    if (rest > 0) {
      listed.add(new Part(Kind.REST, null, restEffect, 0, 0, null, null, rest));
    }
    return listed;
  }
}
