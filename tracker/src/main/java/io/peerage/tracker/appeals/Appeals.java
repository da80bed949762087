package io.peerage.tracker.appeals;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.tracker.appeals.AppealRefusedException.Reason;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.Authority;
import io.peerage.tracker.trust.TrustLedger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' queue of appeals. An appeal is written to the store before it is examined, and a
 * decision once it was carried out; if the process ends in between, the appeal is examined again,
 * and finds the decision carried out. Thread-safe; one at a time is filed or decided.
 */
public final class Appeals {
  private static final Logger log = LoggerFactory.getLogger(Appeals.class);

  /** How often a decision is tried whose facts change while it is made. */
  private static final int ATTEMPTS = 3;

  /** The most verdicts and evidence files of an agent that are looked at. */
  private static final int MAX_LOOKED_AT = 100;

  private final AppealParameters parameters;
  private final AppealRule rule;
  private final AppealStore store;
  private final Bans bans;
  private final TrustLedger trust;
  private final Authority authority;
  private final EventLog events;
  private final InstantSource clock;

  /** Held while an appeal is filed, examined or decided. */
  private final ReentrantLock lock = new ReentrantLock();

  public Appeals(
      AppealParameters parameters,
      BanParameters banParameters,
      AppealStore store,
      Bans bans,
      TrustLedger trust,
      Authority authority,
      EventLog events,
      InstantSource clock) {
    this.parameters = parameters;
    this.rule = new AppealRule(banParameters, parameters);
    this.store = store;
    this.bans = bans;
    this.trust = trust;
    this.authority = authority;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Files an appeal against the present state of {@code agent}, and examines it.
   *
   * @param by who files it
   * @return it as it is after that: upheld, or waiting for a person
   */
  public Appeal file(AgentId agent, String text, String by) throws AppealRefusedException {
    lock.lock();
    try {
      Status status =
          bans.status(agent)
              .orElseThrow(() ->
                  new AppealRefusedException(Reason.UNKNOWN, "there is no agent \"" + agent + '"'));
      if (!isAppealable(status.state())) {
        throw new AppealRefusedException(
            Reason.CONFLICT,
            "%s is in state %s: there is nothing to appeal against"
                .formatted(agent, status.state()));
      }
      Optional<Appeal> open = openOf(agent);
      if (open.isPresent()) {
        throw new AppealRefusedException(
            Reason.CONFLICT,
            "appeal %d of %s is open already; it is due at %s"
                .formatted(open.get().id(), agent, open.get().due()));
      }
      Instant now = clock.instant();
      Matter matter = matter(agent, status);
      Appeal filed =
          store.add(
              new Appeal(
                  0,
                  agent,
                  now,
                  by,
                  text,
                  status.state(),
                  matter.since(),
                  unchecked(matter.evidence()),
                  AppealState.FILED,
                  now.plus(parameters.due().duration()),
                  "",
                  null,
                  null,
                  null));
      tell(filed, "filed against " + filed.against());
      return examine(filed);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isAppealable(AgentState state) {
    return switch (state) {
      case PROBATION, TRUSTED -> false;
      case DEGRADED, CONTESTED, QUARANTINE, BANNED -> true;
    };
  }

  /**
   * What led to a state. A quarantine, the ban after it and the quarantine after that are one
   * matter; it falls or stands as a whole.
   *
   * @param since when it began: the agent was well until then
   * @param evidence the ids of all files that any of its verdicts rests on
   */
  private record Matter(Instant since, Set<String> evidence) {}

  private Matter matter(AgentId agent, Status status) {
    Instant since = status.since();
    Set<String> evidence = new LinkedHashSet<>(status.evidence());
    if (!status.state().isOffered()) {
      for (Verdict verdict : bans.verdicts(agent, MAX_LOOKED_AT)) {
        if (verdict.to().isOffered()) {
          break;
        }
        since = verdict.at();
        evidence.addAll(verdict.evidence());
      }
    }
    return new Matter(since, evidence);
  }

  private static List<EvidenceCheck> unchecked(Set<String> ids) {
    return ids.stream().map(id -> new EvidenceCheck(id, true, "not checked again yet")).toList();
  }

  private Optional<Appeal> openOf(AgentId agent) {
    return store.of(agent).stream().filter(appeal -> appeal.state().isOpen()).findFirst();
  }

  /**
   * Examines those that were filed and not examined, because the process ended or the store failed.
   * Called at the start and now and then.
   */
  public void resume() {
    lock.lock();
    try {
      store.open().stream()
          .filter(appeal -> appeal.state() == AppealState.FILED)
          .forEach(appeal -> {
            try {
              examine(appeal);
            } catch (RuntimeException e) {
              log.error("appeal {} cannot be examined; it is tried again", appeal.id(), e);
            }
          });
    } finally {
      lock.unlock();
    }
  }

  /** Has the program look at an appeal. */
  private Appeal examine(Appeal filed) {
    Appeal examined = filed.examined(filed.evidence(), "the agent is forgotten");
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Status> status = bans.status(filed.agent());
      if (status.isEmpty()) {
        break;
      }
      AppealRule.Facts facts = facts(filed, status.get());
      AppealRule.Finding finding = rule.judge(facts);
      examined = filed.examined(facts.evidence(), finding.reason());
      if (!finding.upheld()) {
        break;
      }
      String reason = "%s (appeal %d)".formatted(finding.reason(), filed.id());
      if (carryOut(examined, status.get(), reason)) {
        examined =
            examined.decided(AppealState.UPHELD, clock.instant(), Appeal.PROGRAM, finding.reason());
        break;
      }
    }
    return keep(examined);
  }

  private AppealRule.Facts facts(Appeal appeal, Status status) {
    Set<String> ids = matter(appeal.agent(), status).evidence();
    if (!appeal.against().isOffered()) {
      appeal.evidence().forEach(check -> ids.add(check.id()));
    }
    if (appeal.against().isOffered() && status.state().isOffered()) {
      bans.evidenceOf(appeal.agent(), MAX_LOOKED_AT).forEach(file -> ids.add(file.id()));
    }
    return new AppealRule.Facts(
        appeal.against(),
        status.state(),
        ids.stream().map(id -> check(appeal.agent(), id)).toList(),
        trust.explain(appeal.agent()),
        lastSetAside(appeal.agent()),
        clock.instant());
  }

  private Optional<Instant> lastSetAside(AgentId agent) {
    return store.of(agent).stream()
        .filter(appeal -> appeal.state() == AppealState.UPHELD && appeal.against().isOffered())
        .findFirst()
        .flatMap(appeal -> Optional.ofNullable(appeal.decidedAt()));
  }

  /** Checks an evidence file as anyone can, and that it is about {@code agent}. */
  private EvidenceCheck check(AgentId agent, String id) {
    Optional<Base64Bytes> file = bans.evidence(id);
    if (file.isEmpty()) {
      return new EvidenceCheck(id, false, "the file is not kept any more");
    }
    try {
      EvidenceVerifier.Verdict verdict =
          EvidenceVerifier.verify(file.get().toArray(), authority.pin());
      Evidence evidence = verdict.evidence();
      SpiffeId accused = new SpiffeId(authority.trustDomain(), Role.AGENT, agent);
      if (!evidence.accused().equals(accused)) {
        return new EvidenceCheck(id, false, "it is about " + evidence.accused());
      }
      return evidence.id().equals(id)
          ? new EvidenceCheck(id, true, verdict.fault())
          : new EvidenceCheck(id, false, "it is a copy of " + evidence.id());
    } catch (MalformedMessageException | UntrustedException e) {
      return new EvidenceCheck(id, false, String.valueOf(e.getMessage()));
    }
  }

  /** Takes back what was decided; false when the agent's status is another than {@code seen}. */
  private boolean carryOut(Appeal appeal, Status seen, String reason) {
    if (appeal.against().isOffered() && seen.state().isOffered()) {
      // First: else the same complaints bring it back to where it was. Twice does no harm.
      trust.setComplaintsAside(
          appeal.agent(), clock.instant().plus(parameters.setAside().duration()));
      return bans.setComplaintsAside(appeal.agent(), seen, reason);
    }
    if (!bans.overturn(appeal.agent(), seen, appeal.since(), reason)) {
      return false;
    }
    trust.takeBackFailedAudits(appeal.agent(), failedAudits(appeal));
    return true;
  }

  private List<Instant> failedAudits(Appeal appeal) {
    Set<String> ids = appeal.evidence().stream().map(EvidenceCheck::id).collect(Collectors.toSet());
    return bans.evidenceOf(appeal.agent(), MAX_LOOKED_AT).stream()
        .filter(file -> ids.contains(file.id()) && file.kind() == Evidence.Kind.AUDIT)
        .map(EvidenceFile.Summary::observedAt)
        .toList();
  }

  /** Decides by a person's word. */
  public Appeal decide(long id, boolean upheld, String reason, String by)
      throws AppealRefusedException {
    lock.lock();
    try {
      Appeal appeal =
          store
              .find(id)
              .orElseThrow(
                  () -> new AppealRefusedException(Reason.UNKNOWN, "there is no appeal " + id));
      if (!appeal.state().isOpen()) {
        throw new AppealRefusedException(
            Reason.CONFLICT,
            "appeal %d was %s at %s by %s: %s"
                .formatted(
                    id,
                    appeal.state() == AppealState.UPHELD ? "upheld" : "rejected",
                    appeal.decidedAt(),
                    appeal.decidedBy(),
                    appeal.reason()));
      }
      if (upheld) {
        uphold(appeal, "%s (appeal %d, by %s)".formatted(reason, id, by));
      }
      return keep(
          appeal.decided(
              upheld ? AppealState.UPHELD : AppealState.REJECTED, clock.instant(), by, reason));
    } finally {
      lock.unlock();
    }
  }

  private void uphold(Appeal appeal, String reason) throws AppealRefusedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Status> status = bans.status(appeal.agent());
      if (status.isEmpty()) {
        // Of an agent that is forgotten nothing is left to take back.
        return;
      }
      requireSameMatter(appeal, status.get());
      if (carryOut(appeal, status.get(), reason)) {
        return;
      }
    }
    throw new AppealRefusedException(
        Reason.CONFLICT, "the agent's state changes just now; look again and decide then");
  }

  /** A person who upholds an appeal does not speak of what was proved after it was examined. */
  private void requireSameMatter(Appeal appeal, Status present) throws AppealRefusedException {
    if (present.state().isOffered()) {
      return;
    }
    Matter matter = matter(appeal.agent(), present);
    Set<String> examined =
        appeal.evidence().stream().map(EvidenceCheck::id).collect(Collectors.toSet());
    boolean same =
        !appeal.against().isOffered()
            && matter.since().equals(appeal.since())
            && examined.containsAll(matter.evidence());
    if (!same) {
      throw new AppealRefusedException(
          Reason.CONFLICT,
          "appeal %d is against %s from %s on; by now %s is in state %s on other evidence: reject"
                  .formatted(
                      appeal.id(),
                      appeal.against(),
                      appeal.since(),
                      appeal.agent(),
                      present.state())
              + " it and file another");
    }
  }

  private Appeal keep(Appeal appeal) {
    store.update(appeal);
    tell(
        appeal,
        switch (appeal.state()) {
          case FILED -> "filed";
          case WAITING_FOR_PERSON ->
              "waits for a person, due %s: %s".formatted(appeal.due(), appeal.finding());
          case UPHELD -> "upheld by %s: %s".formatted(appeal.decidedBy(), appeal.reason());
          case REJECTED -> "rejected by %s: %s".formatted(appeal.decidedBy(), appeal.reason());
        });
    return appeal;
  }

  private void tell(Appeal appeal, String what) {
    String text = "appeal %d %s".formatted(appeal.id(), what);
    events.add(EventType.APPEAL, appeal.agent(), text);
    log.info("{}: {}", appeal.agent(), text);
  }

  public Optional<Appeal> find(long id) {
    return store.find(id);
  }

  /** Those of {@code agent} that are kept, the newest first. */
  public List<Appeal> of(AgentId agent) {
    return store.of(agent);
  }

  /** All that are open, the longest due first. */
  public List<Appeal> open() {
    return store.open();
  }

  /** At most {@code limit} of all below the number {@code before}, the newest first. */
  public List<Appeal> page(long before, int limit) {
    return store.page(before, limit);
  }

  /** How many that are open should have been decided by now. */
  public int overdue() {
    Instant now = clock.instant();
    return (int) store.open().stream().filter(appeal -> appeal.due().isBefore(now)).count();
  }

  /** Removes what was filed before {@code time}. */
  public void removeBefore(Instant time) {
    store.removeBefore(time);
  }
}
