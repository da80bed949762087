package io.peerage.tracker.bans;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.TrackerIdentity;
import io.peerage.tracker.trust.Score;
import io.peerage.tracker.trust.TrustLedger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of every agent. Asks {@link BanPolicy}, writes what it says to the store before anyone
 * sees it, then tells: by its own answers, by events, and by the deny list. Reading takes no lock.
 * Thread-safe.
 */
public final class Bans {
  private static final Logger log = LoggerFactory.getLogger(Bans.class);
  private static final Duration REISSUED_AFTER = Duration.ofDays(30);

  /** The most verdicts that are put into words, and the most evidence files looked at for it. */
  private static final int MAX_STATED = 100;

  private final BanParameters parameters;
  private final BanPolicy policy;
  private final BanStore store;
  private final InstantSource clock;
  private final EventLog events;
  private final Consumer<Verdict> told;
  private final BanListener heard;
  private final Map<AgentId, Status> statuses;
  private final AtomicLong revision = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  // Changed under lock.
  private final DenyListIssuer issuer;
  private volatile long denyListVersion;

  /**
   * Reads the store.
   *
   * @param told hears of every verdict after it was written, for metrics
   * @param heard is told of everything that happened to an agent
   */
  public Bans(
      BanParameters parameters,
      BanStore store,
      TrackerIdentity tracker,
      InstantSource clock,
      EventLog events,
      Consumer<Verdict> told,
      BanListener heard) {
    this.parameters = parameters;
    this.policy = new BanPolicy(parameters);
    this.store = store;
    this.clock = clock;
    this.events = events;
    this.told = told;
    this.heard = heard;
    this.issuer = new DenyListIssuer(tracker, clock);
    this.statuses = new ConcurrentHashMap<>(store.statuses());
    this.denyListVersion = store.denyListVersion();
  }

  /** Takes in someone who enrolled at {@code since}, unless the store knew it already. */
  public void admit(AgentId agent, AgentState state, Instant since) {
    Status initial = Status.initial(state, since);
    lock.lock();
    try {
      if (statuses.putIfAbsent(agent, initial) == null) {
        heard.admitted(agent, initial);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The status of {@code agent}; nothing when nobody of that name ever enrolled. */
  public Optional<Status> status(AgentId agent) {
    return Optional.ofNullable(statuses.get(agent));
  }

  /** The state of {@code agent}; strangers are banned. */
  public AgentState state(AgentId agent) {
    Status status = statuses.get(agent);
    return status == null ? AgentState.BANNED : status.state();
  }

  /** Changes with every change of a state: what was computed from states is then stale. */
  public long revision() {
    return revision.get();
  }

  /** An audit found a mismatch. The evidence is kept with the verdict. */
  public Optional<Verdict> auditMismatch(AgentId agent, EvidenceFile evidence) {
    return judge(agent, new Occurrence.AuditMismatch(evidence.id()), Optional.of(evidence));
  }

  /** An audit found everything right. */
  public Optional<Verdict> auditClean(AgentId agent) {
    return judge(agent, new Occurrence.AuditClean(), Optional.empty());
  }

  /**
   * Looks what the scores change: who has earned trust, and who lost rank by what clients say. Of
   * those who did, the fleet brake lets a few go at a time.
   */
  public void reviewScores(TrustLedger trust) {
    List<ScoreReview.Subject> subjects = new ArrayList<>();
    trust
        .scores()
        .forEach((agent, score) -> {
          Status status = statuses.get(agent);
          if (status != null && status.state().isOffered()) {
            subjects.add(new ScoreReview.Subject(agent, status, score));
          }
        });
    new ScoreReview(policy)
        .changes(subjects, clock.instant(), trust::admits)
        .forEach(change -> judge(change.agent(), change.review(), Optional.empty()));
  }

  /** Something was proved. The evidence is kept with the verdict. */
  public Optional<Verdict> proved(AgentId agent, ProofKind kind, EvidenceFile evidence) {
    return judge(agent, new Occurrence.Proof(kind, evidence.id()), Optional.of(evidence));
  }

  /**
   * Upholds an appeal against a quarantine or ban: takes back what was decided against {@code
   * agent} from {@code since} on.
   *
   * @param seen the status by which that was decided
   * @return false when the status is another by now; then nothing was done
   */
  public boolean overturn(AgentId agent, Status seen, Instant since, String reason) {
    return judgeIf(agent, seen, new Occurrence.Overturned(since, reason));
  }

  /** Upholds an appeal against what clients say of {@code agent}, under the same condition. */
  public boolean setComplaintsAside(AgentId agent, Status seen, String reason) {
    return judgeIf(agent, seen, new Occurrence.ComplaintsSetAside(reason));
  }

  private boolean judgeIf(AgentId agent, Status seen, Occurrence what) {
    lock.lock();
    try {
      if (!seen.equals(statuses.get(agent))) {
        return false;
      }
      judge(agent, what, Optional.empty());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A person reviewed a ban and made it permanent; nothing when it cannot be. */
  public Optional<Verdict> makePermanent(AgentId agent, String reason) {
    return judge(agent, new Occurrence.MadePermanent(reason), Optional.empty());
  }

  /** Why {@code agent} cannot be banned for good, if it cannot. */
  public Optional<String> objectionToPermanence(AgentId agent) {
    Status status = statuses.get(agent);
    return status == null
        ? Optional.of("there is no such agent")
        : policy.objectionToPermanence(status, clock.instant());
  }

  /** What would change an agent's state. */
  public List<Prospect> prospects(Status status, Score score) {
    return new Prospects(parameters, policy)
        .of(status, Occurrence.ScoreReviewed.of(score), clock.instant());
  }

  /** The statements of reasons for what was decided against {@code agent}, the newest first. */
  public List<Statement> statements(AgentId agent) {
    Status status = statuses.get(agent);
    return status == null
        ? List.of()
        : new Statements(parameters)
            .of(agent, status, verdicts(agent, MAX_STATED), evidenceOf(agent, MAX_STATED));
  }

  /** Ends the bans whose time is over. Called every second or so. */
  public void carryOutExpiries() {
    Instant now = clock.instant();
    statuses.forEach((agent, status) -> {
      Instant until = status.until();
      if (until != null && !now.isBefore(until)) {
        judge(agent, new Occurrence.TimePassed(), Optional.empty());
      }
    });
    // A version is the time of its issue, unless the clock went back.
    if (denyListVersion > 0
        && Instant.ofEpochMilli(denyListVersion).plus(REISSUED_AFTER).isBefore(now)
        && statuses.values().stream().anyMatch(status -> !status.state().isOffered())) {
      reissue();
    }
  }

  private void reissue() {
    lock.lock();
    try {
      long version = nextVersion();
      store.saveDenyListVersion(version);
      denyListVersion = version;
      events.add(EventType.DENY_LIST, null, "deny list " + version + ": issued again");
    } finally {
      lock.unlock();
    }
  }

  private Optional<Verdict> judge(AgentId agent, Occurrence what, Optional<EvidenceFile> evidence) {
    lock.lock();
    try {
      Status before = statuses.get(agent);
      if (before == null) {
        return Optional.empty();
      }
      switch (what) {
        case Occurrence.AuditMismatch _,
            Occurrence.AuditClean _,
            Occurrence.Proof _,
            Occurrence.ComplaintsSetAside _,
            Occurrence.Overturned _,
            Occurrence.MadePermanent _ ->
            heard.happened(agent, what);
        case Occurrence.ScoreReviewed _, Occurrence.TimePassed _ -> {}
      }
      Judgement judgement = policy.judge(before, what, clock.instant());
      if (judgement.status().equals(before) && evidence.isEmpty()) {
        return Optional.empty();
      }
      boolean listChanges =
          judgement
              .verdict()
              .filter(verdict -> !verdict.from().isOffered() || !verdict.to().isOffered())
              .isPresent();
      long version = listChanges ? nextVersion() : denyListVersion;
      store.commit(
          new StateChange(agent, judgement.status(), judgement.verdict(), evidence, version));
      statuses.put(agent, judgement.status());
      denyListVersion = version;
      judgement.verdict().ifPresent(verdict -> tell(agent, verdict));
      if (listChanges) {
        events.add(EventType.DENY_LIST, null, "deny list " + version + ": " + denied());
      }
      return judgement.verdict();
    } finally {
      lock.unlock();
    }
  }

  /** Above the last, and above any that a store restored from a backup has forgotten. */
  private long nextVersion() {
    return Math.max(denyListVersion + 1, clock.millis());
  }

  private void tell(AgentId agent, Verdict verdict) {
    revision.incrementAndGet();
    String text = verdict.from() + " -> " + verdict.to() + ": " + verdict.reason();
    events.add(EventType.STATE, agent, text);
    told.accept(verdict);
    log.info("{}: {}", agent, text);
  }

  private String denied() {
    long banned = statuses.values().stream().filter(s -> s.state() == AgentState.BANNED).count();
    long quarantined =
        statuses.values().stream().filter(s -> s.state() == AgentState.QUARANTINE).count();
    return banned + " banned, " + quarantined + " in quarantine";
  }

  /** The signed deny list, if it is newer than {@code version}. */
  public Optional<TrackerDocument> denyListAfter(long version) {
    if (denyListVersion <= version) {
      return Optional.empty();
    }
    lock.lock();
    try {
      return Optional.of(issuer.document(denyListVersion, statuses));
    } finally {
      lock.unlock();
    }
  }

  public long denyListVersion() {
    return denyListVersion;
  }

  /** The status of everyone. */
  public Map<AgentId, Status> statuses() {
    return Map.copyOf(statuses);
  }

  /**
   * Gives the status of everyone under the lock: what a {@link BanListener} was told before is in
   * it, and what it is told later is not.
   *
   * @param to must neither call back nor wait
   */
  public void copy(Consumer<Map<AgentId, Status>> to) {
    lock.lock();
    try {
      to.accept(Map.copyOf(statuses));
    } finally {
      lock.unlock();
    }
  }

  /** The last {@code limit} verdicts on {@code agent}, the newest first. */
  public List<Verdict> verdicts(AgentId agent, int limit) {
    return store.verdicts(agent, limit);
  }

  /** The reason of the last verdict on {@code agent}. */
  public String why(AgentId agent) {
    return verdicts(agent, 1).stream().findFirst().map(Verdict::reason).orElse("it enrolled");
  }

  /** The last {@code limit} evidence files on {@code agent}, the newest first. */
  public List<EvidenceFile.Summary> evidenceOf(AgentId agent, int limit) {
    return store.evidenceOf(agent, limit);
  }

  /** An evidence file, as anyone may check it. */
  public Optional<Base64Bytes> evidence(String id) {
    return store.evidence(id);
  }

  /** Forgets an agent's status; its verdicts and evidence stay until they are too old. */
  public void forget(AgentId agent) {
    store.forget(agent);
    statuses.remove(agent);
    revision.incrementAndGet();
  }

  /** Removes verdicts and evidence from before {@code time} on which no present state rests. */
  public void removeBefore(Instant time) {
    store.removeBefore(time);
  }
}
