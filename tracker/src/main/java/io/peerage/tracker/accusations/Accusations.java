package io.peerage.tracker.accusations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.evidence.Accusation;
import io.peerage.protocol.evidence.AccusationEvidence;
import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.evidence.ResponseEvidence;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.evidence.SignedAccusation.Outcome;
import io.peerage.protocol.evidence.TransferFinding;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.site.UntrustedException.Reason;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.ProofKind;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.TrackerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Judges accusations by the signatures in them. One that is true is a proof against the accused
 * (P1), one that its own exhibit refutes is a proof against the accuser (P4); one that shows
 * neither is refused. Thread-safe.
 *
 * <p>One fault counts once, however many clients it met and however often they tell: wrong hashes
 * for one chunk, signed on one day (UTC), are one proof. Of whoever is banned no more is kept, so
 * that two who work together cannot fill the store.
 */
public final class Accusations {
  /** How old a response or an accusation may be; an agent may have been away for as long. */
  private static final Duration MAX_AGE = Duration.ofDays(7);

  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
  private static final int ID_DIGITS = 24;

  private final TrackerIdentity tracker;
  private final Bans bans;
  private final InstantSource clock;

  /** Held while it is seen whether a proof is new, and until it is kept. */
  private final ReentrantLock lock = new ReentrantLock();

  public Accusations(TrackerIdentity tracker, Bans bans, InstantSource clock) {
    this.tracker = tracker;
    this.bans = bans;
    this.clock = clock;
  }

  /** What became of an accusation. */
  public enum Result {
    /** The accused did it. */
    PROVED,
    /** The accuser accused falsely. */
    REFUTED,
    /** It was judged before, or whom it convicts is banned anyway. */
    KNOWN
  }

  /**
   * Judges {@code signed}, durably.
   *
   * @throws UntrustedException when it shows nothing, or is not the caller's
   */
  public Result take(Caller caller, SignedAccusation signed)
      throws MalformedMessageException, UntrustedException {
    return switch (signed.judge(tracker.current().get().authority())) {
      case Outcome.Proven proven -> {
        requireOf(caller, proven.accuser());
        requireRecent("the response was signed", proven.signedAt());
        yield prove(proven);
      }
      case Outcome.Refuted refuted -> {
        requireOf(caller, refuted.accuser());
        requireRecent("at", refuted.accusation().at());
        yield refute(refuted, signed);
      }
    };
  }

  private Result prove(Outcome.Proven proven) throws MalformedMessageException, UntrustedException {
    Accusation accusation = proven.accusation();
    TransferFinding finding = accusation.response().finding();
    long day = proven.signedAt().getEpochSecond() / Duration.ofDays(1).toSeconds();
    ResponseEvidence evidence =
        new ResponseEvidence(
            id("%s %s %d %d".formatted(accusation.accused(), finding.root(), finding.chunk(), day)),
            Evidence.Kind.SIGNED_RESPONSE,
            accusation.accused(),
            accusation.accusedCertificate(),
            clock.instant(),
            accusation.response());
    return judge(evidence) ? Result.PROVED : Result.KNOWN;
  }

  private Result refute(Outcome.Refuted refuted, SignedAccusation signed)
      throws MalformedMessageException, UntrustedException {
    Envelope envelope = signed.envelope();
    AccusationEvidence evidence =
        new AccusationEvidence(
            id(refuted.accuser() + " " + Sha256Hash.hash(envelope.payload().toArray())),
            Evidence.Kind.FALSE_ACCUSATION,
            refuted.accuser(),
            signed.certificate(),
            clock.instant(),
            envelope);
    return judge(evidence) ? Result.REFUTED : Result.KNOWN;
  }

  /** The same for the same fault, so that it is found again. */
  private static String id(String fault) {
    return "ev-" + Sha256Hash.hash(fault.getBytes(UTF_8)).toString().substring(0, ID_DIGITS);
  }

  /** Whether the proof was new. */
  private boolean judge(Evidence evidence) throws MalformedMessageException, UntrustedException {
    lock.lock();
    try {
      if (bans.state(evidence.accused().id()) == AgentState.BANNED
          || bans.evidence(evidence.id()).isPresent()) {
        return false;
      }
      EvidenceFile file = EvidenceFile.of(evidence, tracker);
      var _ = bans.proved(file.agent(), ProofKind.of(file.kind()), file);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static void requireOf(Caller caller, SpiffeId accuser) throws UntrustedException {
    if (!caller.id().equals(accuser.id())) {
      throw new UntrustedException(
          Reason.MIX_UP,
          "the accusation is of %s, and sent by %s".formatted(accuser.id(), caller.id()));
    }
  }

  private void requireRecent(String what, Instant time) throws UntrustedException {
    Instant now = clock.instant();
    if (time.isAfter(now.plus(CLOCKS_DIFFER)) || time.isBefore(now.minus(MAX_AGE))) {
      throw new UntrustedException(
          Reason.EXPIRED,
          "%s: %s is not within the %d days before %s"
              .formatted(what, time, MAX_AGE.toDays(), now));
    }
  }
}
