package io.peerage.tracker.bans;

import io.peerage.protocol.message.AgentState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether an agent's state changes. Pure.
 *
 * <pre>
 * PROBATION            -> TRUSTED      g, L and client groups are enough
 * TRUSTED              -> DEGRADED     S is below degradedScore
 * DEGRADED             -> TRUSTED      S is back at restoredScore
 * offered              -> CONTESTED    clean audits, and yet independent clients complain
 * CONTESTED            -> PROBATION    they no longer do
 * offered              -> QUARANTINE   a mismatch in an audit, or a first proof of P1 or P4
 * QUARANTINE           -> PROBATION    enough clean audits
 * QUARANTINE           -> BANNED       another mismatch; for firstBan * banGrowth^(n-1), n strikes
 * any                  -> BANNED       a second proof of P1 or P4 within proofWindow; any P2 or P3
 * BANNED               -> QUARANTINE   the ban's time is over
 * QUARANTINE, BANNED   -> PROBATION    an appeal was upheld; the ban is no strike
 * CONTESTED, DEGRADED  -> PROBATION    an appeal was upheld
 * </pre>
 *
 * Only the first five follow from what clients say. No ban is for good unless a person made it so.
 */
public final class BanPolicy {
  private static final int MAX_EVIDENCE = 10;

  private final BanParameters parameters;

  public BanPolicy(BanParameters parameters) {
    this.parameters = parameters;
  }

  /** Judges {@code what} at {@code now}. */
  public Judgement judge(Status status, Occurrence what, Instant now) {
    return switch (what) {
      case Occurrence.AuditMismatch mismatch -> mismatch(status, mismatch.evidence(), now);
      case Occurrence.AuditClean _ -> clean(status, now);
      case Occurrence.Proof proof -> proof(status, proof, now);
      case Occurrence.ScoreReviewed review -> review(status, review, now);
      case Occurrence.TimePassed _ -> timePassed(status, now);
      case Occurrence.ComplaintsSetAside aside -> setAside(status, aside.reason(), now);
      case Occurrence.Overturned overturned -> overturned(status, overturned, now);
      case Occurrence.MadePermanent permanent -> permanent(status, permanent.reason(), now);
    };
  }

  private Judgement mismatch(Status status, String evidence, Instant now) {
    return switch (status.state()) {
      case PROBATION, TRUSTED, DEGRADED, CONTESTED ->
          Change.of(status)
              .evidence(List.of(evidence))
              .to(
                  AgentState.QUARANTINE,
                  now,
                  "an audit received something else than the content has: see the evidence");
      case QUARANTINE ->
          ban(
              Change.of(status).evidence(appended(status, evidence)),
              now,
              "another audit, in quarantine, received something else than the content has");
      // An audit that was under way when the ban came.
      case BANNED -> Change.of(status).evidence(appended(status, evidence)).none();
    };
  }

  private Judgement proof(Status status, Occurrence.Proof proof, Instant now) {
    Change change = Change.of(status).evidence(appended(status, proof.evidence()));
    List<Instant> proofs = since(status.proofs(), parameters.proofWindow().duration(), now);
    if (!proof.kind().bansAtOnce()) {
      proofs.add(now);
      change.proofs(proofs);
    }
    if (status.state() == AgentState.BANNED) {
      return change.none();
    }
    if (proof.kind().bansAtOnce()) {
      return ban(change, now, text(proof.kind()) + " is proved");
    }
    if (proofs.size() > 1) {
      return ban(
          change,
          now,
          "%s is proved, the second proof within %s"
              .formatted(text(proof.kind()), parameters.proofWindow()));
    }
    return status.state() == AgentState.QUARANTINE
        ? change.none()
        : change.to(
            AgentState.QUARANTINE, now, text(proof.kind()) + " is proved: see the evidence");
  }

  private static String text(ProofKind kind) {
    return switch (kind) {
      case SIGNED_MISMATCH -> "a signed response that contradicts the manifest";
      case EQUIVOCATION -> "a contradiction between two signed statements";
      case FALSE_ACCOUNTING -> "a forged, repeated or excessive ticket or receipt";
      case FALSE_ACCUSATION -> "an accusation that its own exhibit refutes";
    };
  }

  private Judgement ban(Change change, Instant now, String reason) {
    List<Instant> bans = since(change.before().bans(), parameters.strikeWindow().duration(), now);
    bans.add(now);
    return change
        .bans(bans)
        .until(now.plus(banLength(bans.size())))
        .to(AgentState.BANNED, now, reason + "; " + strikeText(bans.size()));
  }

  private Judgement clean(Status status, Instant now) {
    if (status.state() != AgentState.QUARANTINE) {
      return new Judgement(status, Optional.empty());
    }
    int clean = status.cleanAudits() + 1;
    return clean >= parameters.cleanAuditsToLeave()
        ? Change.of(status)
            .evidence(List.of())
            .to(AgentState.PROBATION, now, clean + " clean audits in a row since " + status.since())
        : Change.of(status).cleanAudits(clean).none();
  }

  private Judgement review(Status status, Occurrence.ScoreReviewed review, Instant now) {
    boolean contested =
        review.doubt() >= parameters.contestedDoubt()
            && review.suspicionGroups() >= parameters.contestedGroups()
            && Math.round(review.cleanAudits()) >= parameters.contestedCleanAudits();
    Change change = Change.of(status).evidence(List.of());
    return switch (status.state()) {
      case PROBATION, TRUSTED, DEGRADED -> {
        if (contested) {
          yield change.to(
              AgentState.CONTESTED,
              now,
              "%d independent clients complain (doubt %.2f), and %.0f audits were clean"
                  .formatted(review.suspicionGroups(), review.doubt(), review.cleanAudits()));
        }
        yield ranked(status, review, change, now);
      }
      case CONTESTED ->
          review.doubt() < parameters.contestedDoubt() / 2
                  && !now.isBefore(status.since().plus(parameters.contestedFor().duration()))
              ? change.to(
                  AgentState.PROBATION,
                  now,
                  "clients no longer complain: doubt %.2f".formatted(review.doubt()))
              : new Judgement(status, Optional.empty());
      case QUARANTINE, BANNED -> new Judgement(status, Optional.empty());
    };
  }

  private Judgement ranked(
      Status status, Occurrence.ScoreReviewed review, Change change, Instant now) {
    boolean earned =
        review.good() >= parameters.trustedGood()
            && review.lowerBound() >= parameters.trustedLowerBound()
            && review.clientGroups() >= parameters.trustedClientGroups();
    if (status.state() == AgentState.PROBATION && earned) {
      return change.to(
          AgentState.TRUSTED,
          now,
          "good %.1f, cautious bound %.2f, %d independent client%s"
              .formatted(
                  review.good(),
                  review.lowerBound(),
                  review.clientGroups(),
                  review.clientGroups() == 1 ? "" : "s"));
    }
    if (status.state() == AgentState.TRUSTED && review.score() < parameters.degradedScore()) {
      return change.to(
          AgentState.DEGRADED, now, "its score fell to %.2f".formatted(review.score()));
    }
    if (status.state() == AgentState.DEGRADED && review.score() >= parameters.restoredScore()) {
      return change.to(
          AgentState.TRUSTED, now, "its score is back at %.2f".formatted(review.score()));
    }
    return new Judgement(status, Optional.empty());
  }

  private static Judgement timePassed(Status status, Instant now) {
    Instant until = status.until();
    return status.state() == AgentState.BANNED && until != null && !now.isBefore(until)
        ? Change.of(status)
            .to(
                AgentState.QUARANTINE,
                now,
                "the ban ended at " + until + "; audits decide what follows")
        : new Judgement(status, Optional.empty());
  }

  private static Judgement setAside(Status status, String reason, Instant now) {
    return switch (status.state()) {
      case DEGRADED, CONTESTED ->
          Change.of(status).to(AgentState.PROBATION, now, "the appeal was upheld: " + reason);
      case PROBATION, TRUSTED, QUARANTINE, BANNED -> new Judgement(status, Optional.empty());
    };
  }

  private static Judgement overturned(Status status, Occurrence.Overturned what, Instant now) {
    // Also when the ban is over by now: it must not make the next one longer.
    Change change =
        Change.of(status)
            .bans(status.bans().stream().filter(ban -> ban.isBefore(what.since())).toList());
    return status.state().isOffered()
        ? change.none()
        : change
            .evidence(List.of())
            .proofs(List.of())
            .to(AgentState.PROBATION, now, "the appeal was upheld: " + what.reason());
  }

  private Judgement permanent(Status status, String reason, Instant now) {
    return objectionToPermanence(status, now).isPresent()
        ? new Judgement(status, Optional.empty())
        : Change.of(status)
            .until(null)
            .to(AgentState.BANNED, now, "permanent after a person's review: " + reason);
  }

  /** Why a ban cannot be made permanent, if it cannot. */
  Optional<String> objectionToPermanence(Status status, Instant now) {
    if (status.state() != AgentState.BANNED) {
      return Optional.of("it is in state " + status.state() + ", not banned");
    }
    if (status.until() == null) {
      return Optional.of("its ban is permanent already");
    }
    int strikes = since(status.bans(), parameters.strikeWindow().duration(), now).size();
    return strikes >= parameters.strikesForReview()
        ? Optional.empty()
        : Optional.of(
            "this is ban %d within %s, and only from number %d on may one be made permanent"
                .formatted(strikes, parameters.strikeWindow(), parameters.strikesForReview()));
  }

  /** How long a ban would be that came now. */
  Duration nextBan(Status status, Instant now) {
    return banLength(since(status.bans(), parameters.strikeWindow().duration(), now).size() + 1);
  }

  /** Whether another proof of what may be a mistake once would mean a ban. */
  boolean hasProof(Status status, Instant now) {
    return !since(status.proofs(), parameters.proofWindow().duration(), now).isEmpty();
  }

  private static List<Instant> since(List<Instant> times, Duration window, Instant now) {
    Instant from = now.minus(window);
    return new ArrayList<>(times.stream().filter(time -> time.isAfter(from)).toList());
  }

  private Duration banLength(int strikes) {
    Duration length = parameters.firstBan().duration();
    for (int i = 1; i < Math.min(strikes, parameters.strikesForReview()); i++) {
      length = length.multipliedBy(parameters.banGrowth());
    }
    return length;
  }

  private String strikeText(int strikes) {
    String text = "ban %d within %s".formatted(strikes, parameters.strikeWindow());
    return strikes >= parameters.strikesForReview()
        ? text + "; a person should review whether it is for good"
        : text;
  }

  private static List<String> appended(Status status, String id) {
    List<String> all = new ArrayList<>(status.evidence());
    all.add(id);
    return all.size() <= MAX_EVIDENCE ? all : all.subList(all.size() - MAX_EVIDENCE, all.size());
  }

  /** A status in the making: the old one, but for what is set. */
  private static final class Change {
    private final Status before;
    private @Nullable Instant until;
    private int cleanAudits;
    private List<Instant> bans;
    private List<Instant> proofs;
    private List<String> evidence;

    private Change(Status before) {
      this.before = before;
      this.until = before.until();
      this.cleanAudits = before.cleanAudits();
      this.bans = before.bans();
      this.proofs = before.proofs();
      this.evidence = before.evidence();
    }

    static Change of(Status before) {
      return new Change(before);
    }

    Status before() {
      return before;
    }

    Change until(@Nullable Instant value) {
      until = value;
      return this;
    }

    Change cleanAudits(int value) {
      cleanAudits = value;
      return this;
    }

    Change bans(List<Instant> value) {
      bans = value;
      return this;
    }

    Change proofs(List<Instant> value) {
      proofs = value;
      return this;
    }

    Change evidence(List<String> value) {
      evidence = value;
      return this;
    }

    /** With the state as it was. */
    Judgement none() {
      return new Judgement(
          new Status(before.state(), before.since(), until, cleanAudits, bans, proofs, evidence),
          Optional.empty());
    }

    /** With a change of state. */
    Judgement to(AgentState state, Instant now, String reason) {
      Instant end = state == AgentState.BANNED ? until : null;
      return new Judgement(
          new Status(state, now, end, 0, bans, proofs, evidence),
          Optional.of(new Verdict(now, before.state(), state, reason, evidence, end)));
    }
  }
}
