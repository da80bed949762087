package io.peerage.tracker.purges;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.tracker.enrolment.Enrolled;
import io.peerage.tracker.enrolment.Enrolments;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.TrackerIdentity;
import io.peerage.tracker.purges.PurgeRefusedException.Reason;
import io.peerage.tracker.purges.PurgeStore.Ends;
import io.peerage.tracker.purges.PurgeView.State;
import io.peerage.tracker.swarm.Presence;
import io.peerage.tracker.swarm.SwarmDirectory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of purges, and the agents that wait for the next one. A purge is on the disk before
 * anyone hears of it. Thread-safe.
 */
public final class Purges implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Purges.class);

  /** So long after the end of a held request an agent has long asked anew, if it is there. */
  private static final Duration CONTACT = Duration.ofSeconds(10);

  /** So long after its last certificate ended an agent that is not in contact is taken for gone. */
  private static final Duration GONE = Duration.ofDays(1);

  /** Purges whose end is watched for. */
  private static final int MAX_OPEN = 1000;

  private final PurgeParameters parameters;
  private final PurgeStore store;
  private final BatchSigner signer;
  private final Enrolments enrolments;
  private final SwarmDirectory swarm;
  private final EventLog events;
  private final PurgeMeters meters;
  private final InstantSource clock;

  /** Held by whoever adds a purge, for as long as the disk takes. */
  private final ReentrantLock adding = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Under lock.
  private final KeptPurges kept;
  private final Map<AgentId, AgentProgress> progress = new HashMap<>();
  private final TreeSet<Long> open = new TreeSet<>();
  private List<AgentStep> unsaved = new ArrayList<>();
  private int held;
  private long requests;
  private boolean closed;

  public Purges(
      PurgeParameters parameters,
      PurgeStore store,
      TrackerIdentity identity,
      Enrolments enrolments,
      SwarmDirectory swarm,
      EventLog events,
      PurgeMeters meters,
      InstantSource clock) {
    this.parameters = parameters;
    this.store = store;
    this.signer = new BatchSigner(identity);
    this.enrolments = enrolments;
    this.swarm = swarm;
    this.events = events;
    this.meters = meters;
    this.clock = clock;
    Ends ends = store.ends();
    if (ends.last() == 0) {
      // Whoever was here before the log began does not know what was purged.
      ends = new Ends(clock.millis(), clock.millis());
      store.move(ends);
    }
    this.kept = new KeptPurges(ends, store.all());
    store.steps().forEach(step -> progressOf(step.agent()).add(step));
  }

  private AgentProgress progressOf(AgentId agent) {
    return progress.computeIfAbsent(agent, _ -> new AgentProgress());
  }

  // ---- operators ----

  /**
   * Takes a purge in and wakes the agents.
   *
   * @param by who asks for it, for the log
   */
  public PurgeView request(Purge purge, String by) {
    PurgeRecord record;
    adding.lock();
    try {
      Instant now = clock.instant();
      record = new PurgeRecord(Math.max(ends().last() + 1, now.toEpochMilli()), now, purge);
      store.add(record);
      lock.lock();
      try {
        kept.add(record);
        open.add(record.id());
        if (open.size() > MAX_OPEN) {
          open.pollFirst();
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    } finally {
      adding.unlock();
    }
    log.info("audit: purge {} requested by {}: {}", record.id(), by, purge);
    events.add(EventType.PURGE_REQUESTED, null, purge + " requested (" + record.id() + ")");
    meters.requested(purge.mode());
    return PurgeView.of(record, agentsOf(record.id(), contacts()));
  }

  /** A purge and where each agent is with it; nothing when it is not kept. */
  public Optional<PurgeView.Details> find(long id) {
    Optional<PurgeRecord> record;
    lock.lock();
    try {
      record = kept.find(id);
    } finally {
      lock.unlock();
    }
    if (record.isEmpty()) {
      return Optional.empty();
    }
    List<PurgeView.Agent> agents = agentsOf(id, contacts());
    return Optional.of(new PurgeView.Details(PurgeView.of(record.get(), agents), agents));
  }

  /** At most {@code limit} purges with smaller numbers than {@code before}, the newest first. */
  public PurgeView.Page page(long before, int limit) {
    List<PurgeRecord> records;
    boolean more;
    lock.lock();
    try {
      var older = kept.before(before);
      records = older.stream().limit(limit).toList();
      more = older.size() > limit;
    } finally {
      lock.unlock();
    }
    List<Contact> contacts = contacts();
    return new PurgeView.Page(
        records.stream()
            .map(record -> PurgeView.of(record, agentsOf(record.id(), contacts)))
            .toList(),
        more ? records.getLast().id() : null);
  }

  /** An agent, and when it was last heard of in any way. */
  private record Contact(AgentId agent, @Nullable Instant last, boolean present) {}

  /** The agents that may serve what is purged: in contact, or not known to be gone. */
  private List<Contact> contacts() {
    Instant now = clock.instant();
    List<Contact> contacts = new ArrayList<>();
    List<Enrolled> all = enrolments.all();
    Duration longestSilence = parameters.hold().duration().plus(CONTACT);
    lock.lock();
    try {
      for (Enrolled one : all) {
        if (one.role() != Role.AGENT) {
          continue;
        }
        Optional<Presence> presence = swarm.presence(one.id());
        AgentProgress known = progress.get(one.id());
        Instant asked = known == null ? null : known.lastContact;
        Instant announced = presence.map(Presence::lastSeen).orElse(null);
        Instant last =
            asked == null || (announced != null && announced.isAfter(asked)) ? announced : asked;
        boolean present =
            (known == null || !known.left)
                && (presence.map(Presence::online).orElse(false)
                    || (asked != null && asked.plus(longestSilence).isAfter(now)));
        if (present || one.certificateUntil().plus(GONE).isAfter(now)) {
          contacts.add(new Contact(one.id(), last, present));
        }
      }
    } finally {
      lock.unlock();
    }
    contacts.sort(Comparator.comparing(Contact::agent));
    return contacts;
  }

  private List<PurgeView.Agent> agentsOf(long id, List<Contact> contacts) {
    lock.lock();
    try {
      return contacts.stream()
          .map(contact -> {
            AgentProgress known = progress.get(contact.agent);
            Instant at = known == null ? null : known.acknowledgedAt(id).orElse(null);
            State state =
                at != null
                    ? State.ACKNOWLEDGED
                    : contact.present ? State.PENDING : State.NO_CONTACT;
            return new PurgeView.Agent(contact.agent, state, at, contact.last);
          })
          .toList();
    } finally {
      lock.unlock();
    }
  }

  // ---- agents ----

  /**
   * Waits until there are purges after {@code after}, all of which {@code agent} has thereby
   * acknowledged; nothing when none came within {@code purges.hold}. Of one agent one request is
   * held: a newer one ends it.
   */
  public Optional<TrackerDocument> hold(AgentId agent, long after)
      throws InterruptedException, PurgeRefusedException {
    long mine;
    PurgeBatch batch;
    lock.lock();
    try {
      AgentProgress own = progressOf(agent);
      if (own.held == 0 && held >= parameters.held()) {
        throw new PurgeRefusedException(
            Reason.FULL, "too many agents wait for purges already (purges.held)");
      }
      Optional<PurgeBatch> setBack = setBack(own, after);
      if (setBack.isPresent()) {
        return Optional.of(signer.sign(setBack.get()));
      }
      acknowledge(agent, own, after);
      mine = ++requests;
      if (own.held == 0) {
        held++;
      } else {
        changed.signalAll();
      }
      own.held = mine;
      try {
        long nanos = parameters.hold().duration().toNanos();
        while (!closed && own.held == mine && !kept.hasAfter(after) && nanos > 0) {
          nanos = changed.awaitNanos(nanos);
        }
      } finally {
        if (own.held == mine) {
          own.held = 0;
          held--;
        }
      }
      if (closed || !kept.hasAfter(after)) {
        return Optional.empty();
      }
      batch = kept.batchAfter(after, clock.instant());
    } finally {
      lock.unlock();
    }
    return Optional.of(signer.sign(batch));
  }

  /** Takes the last word of an agent that stops: it has carried out all up to {@code after}. */
  public void leave(AgentId agent, long after) {
    lock.lock();
    try {
      AgentProgress own = progressOf(agent);
      if (after <= kept.ends().last()) {
        acknowledge(agent, own, after);
      }
      own.left = true;
      if (own.held != 0) {
        own.held = 0;
        held--;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * An agent that carried out more than was ever requested here knew this log before it was lost in
   * part, as when a backup was brought back: it is to take everything for stale, once.
   */
  private Optional<PurgeBatch> setBack(AgentProgress own, long after) throws PurgeRefusedException {
    if (after <= kept.ends().last() || after == own.ahead) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (after >= now.toEpochMilli() - 1) {
      throw new PurgeRefusedException(
          Reason.AHEAD,
          "after is the number of a purge, at most %d now, not %d; see that the clocks agree"
              .formatted(now.toEpochMilli(), after));
    }
    log.warn(
        "an agent carried out purge {}, and {} is the last one here; if a backup was brought back,"
            + " purge all sites softly with --prefix /",
        after,
        kept.ends().last());
    own.ahead = after + 1;
    return Optional.of(new PurgeBatch(after, own.ahead, true, now, List.of()));
  }

  private Ends ends() {
    lock.lock();
    try {
      return kept.ends();
    } finally {
      lock.unlock();
    }
  }

  private void acknowledge(AgentId agent, AgentProgress own, long after) {
    Instant now = clock.instant();
    own.lastContact = now;
    own.left = false;
    long before = own.upTo();
    AgentStep step = new AgentStep(agent, after, now);
    if (after > 0 && own.add(step)) {
      unsaved.add(step);
      if (before > 0) {
        kept.between(before, after).stream()
            .limit(PurgeBatch.MAX_PURGES)
            .forEach(purge -> meters.acknowledged(Duration.between(purge.requested(), now)));
      }
    }
  }

  /** How many requests are held now. */
  public int held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  // ---- now and then ----

  /**
   * Tells of purges that are complete, saves who acknowledged what, and forgets what is too old.
   */
  public void sweep() {
    saveSteps();
    tellOfCompleted();
    forgetOld();
  }

  private void saveSteps() {
    List<AgentStep> steps;
    lock.lock();
    try {
      steps = unsaved;
      unsaved = new ArrayList<>();
    } finally {
      lock.unlock();
    }
    if (!steps.isEmpty()) {
      store.addSteps(steps);
    }
  }

  private void tellOfCompleted() {
    List<PurgeRecord> watched;
    lock.lock();
    try {
      open.removeIf(id -> kept.find(id).isEmpty());
      watched = open.stream().flatMap(id -> kept.find(id).stream()).toList();
    } finally {
      lock.unlock();
    }
    if (watched.isEmpty()) {
      return;
    }
    List<Contact> contacts = contacts();
    for (PurgeRecord record : watched) {
      List<PurgeView.Agent> agents = agentsOf(record.id(), contacts);
      PurgeView view = PurgeView.of(record, agents);
      if (view.pending() > 0 || view.acknowledged() == 0) {
        continue;
      }
      lock.lock();
      try {
        open.remove(record.id());
      } finally {
        lock.unlock();
      }
      long slowest =
          agents.stream()
              .flatMap(agent -> Optional.ofNullable(agent.acknowledgedAt()).stream())
              .mapToLong(at -> Duration.between(record.requested(), at).toMillis())
              .max()
              .orElse(0);
      String text =
          "%s (%d) carried out by %d agents, the last after %d ms%s"
              .formatted(
                  record.purge(),
                  record.id(),
                  view.acknowledged(),
                  slowest,
                  view.noContact() == 0 ? "" : "; " + view.noContact() + " are not in contact");
      log.info("audit: {}", text);
      events.add(EventType.PURGE_COMPLETED, null, text);
    }
  }

  private void forgetOld() {
    adding.lock();
    try {
      Instant oldest = clock.instant().minus(parameters.keptFor().duration());
      Ends moved;
      lock.lock();
      try {
        moved = kept.endsWithout(parameters.kept(), oldest);
        if (moved.equals(kept.ends())) {
          return;
        }
      } finally {
        lock.unlock();
      }
      store.move(moved);
      lock.lock();
      try {
        kept.move(moved);
        // Whoever waits may be behind that now.
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    } finally {
      adding.unlock();
    }
  }

  /** Forgets an agent that is not enrolled any more. */
  public void forget(AgentId agent) {
    lock.lock();
    try {
      AgentProgress known = progress.get(agent);
      if (known != null && known.held == 0) {
        progress.remove(agent);
      }
    } finally {
      lock.unlock();
    }
    store.forget(agent);
  }

  /** Ends the requests that are held, so that a listener can be closed, and saves. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    saveSteps();
  }
}
