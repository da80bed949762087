package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The {@link TrustBook} of this tracker, shared between threads and kept in a store. Thread-safe.
 *
 * <p>What audits and appeals change is on the disk when the call returns. So is testimony, as long
 * as it is of no more than {@value #ROWS_PER_SECOND} rows a second and no more than {@value
 * #SERVERS_WITH_REPORT} servers wait; beyond that its rows wait, those of the server that has
 * waited longest first, and an abrupt end of the process loses what waited. {@link #unsavedServers}
 * tells how many do. The ends of rounds are cut into steps of {@value #AGENTS_PER_STEP} agents, and
 * reports come in between.
 */
public final class TrustLedger {
  private static final int ROWS_PER_SECOND = 5000;

  /** In one transaction, when many are saved one after another. */
  private static final int ROWS_AT_ONCE = 1000;

  /** When more than so many servers wait, reports no longer take along what waits. */
  private static final int SERVERS_WITH_REPORT = 1000;

  private static final int AGENTS_PER_STEP = 500;
  private static final int COPIED_PER_STEP = 20;

  private final InstantSource clock;
  private final TrustStore store;
  private final Consumer<TrustEvent> heard;

  /** Fair, so that whoever works in steps lets others in between them. */
  private final ReentrantLock lock = new ReentrantLock(true);

  /** Scores as of the last publication, round or audit, for those who need many quickly. */
  private final Map<AgentId, Score> scores = new ConcurrentHashMap<>();

  // Under lock.
  private final TrustBook book;
  private final FleetBrake brake;
  private final SaveBudget budget;

  /**
   * Reads the store.
   *
   * @param heard is told of everything that goes into the ledger, in that order, but not that an
   *     agent is where it was, under its lock: it must neither call back nor wait
   */
  public TrustLedger(
      TrustParameters parameters,
      BrakeParameters brake,
      TrustStore store,
      InstantSource clock,
      Consumer<TrustEvent> heard) {
    this.clock = clock;
    this.store = store;
    this.heard = heard;
    this.book = new TrustBook(new TrustModel(parameters));
    this.brake = new FleetBrake(brake);
    this.budget = new SaveBudget(ROWS_PER_SECOND, clock.millis());
    book.restore(store.load(), clock.millis());
    book.agents().forEach(this::refresh);
  }

  /** Notes where an agent is; it is in the ledger from then on. */
  public void place(Caller agent) {
    lock.lock();
    try {
      if (book.place(agent.id(), agent.account(), agent.network(), clock.millis())) {
        heard.accept(new TrustEvent.Placed(agent));
      }
      if (!scores.containsKey(agent.id())) {
        refresh(agent.id());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a client's testimony. Its score shows it from the next {@link #publish} on.
   *
   * @param save keeps the changes, together with whatever made them; what it throws goes on to the
   *     caller, and the changes are kept with the next ones. They are what waits longest, and with
   *     it, within what the store may be asked for, the changes made here
   */
  public void observe(AgentId client, List<Observation> observations, Consumer<TrustChanges> save) {
    take(
        observations.isEmpty() ? List.of() : List.of(new TrustEvent.Observed(client, observations)),
        save);
  }

  /**
   * What both ends of a transfer say went well.
   *
   * @param seen with transfers and bytes only
   */
  public record Countersigned(AgentId client, Observation seen) {}

  /**
   * Takes in transfers that both ends agree on; the only ones that count as good.
   *
   * @param save as in {@link #observe}
   */
  public void countersigned(List<Countersigned> transfers, Consumer<TrustChanges> save) {
    take(
        transfers.stream()
            .map(one -> new TrustEvent.Observed(one.client(), List.of(one.seen())))
            .toList(),
        save);
  }

  private void take(List<TrustEvent.Observed> events, Consumer<TrustChanges> save) {
    TrustChanges changes;
    lock.lock();
    try {
      long now = clock.millis();
      for (TrustEvent event : events) {
        event.applyTo(book, now);
        heard.accept(event);
      }
      changes =
          book.unsavedServers() <= SERVERS_WITH_REPORT
              ? drain(budget.available(now))
              : TrustChanges.NONE;
    } finally {
      lock.unlock();
    }
    saving(changes, save);
  }

  /** Under lock. */
  private TrustChanges drain(int rows) {
    if (rows == 0) {
      return TrustChanges.NONE;
    }
    TrustChanges changes = book.drainChanges(rows);
    budget.spend(changes.standings().size() + changes.opinions().size());
    return changes;
  }

  /**
   * Publishes the scores of those who were spoken of since they were last published. Waits for no
   * disk. Called every second or so.
   */
  public void publish() {
    boolean more;
    do {
      lock.lock();
      try {
        more = book.publish(AGENTS_PER_STEP, clock.millis(), scores::put);
      } finally {
        lock.unlock();
      }
    } while (more);
  }

  /** Takes in the result of an audit, durably. */
  public void audited(AgentId agent, boolean clean) {
    change(agent, new TrustEvent.Audited(agent, clean));
  }

  /**
   * Sets aside what clients said against {@code agent}, durably.
   *
   * @param until when those who complained have a vote on it again
   */
  public void setComplaintsAside(AgentId agent, Instant until) {
    change(agent, new TrustEvent.ComplaintsSetAside(agent, until.toEpochMilli()));
  }

  /** Takes back what failed audits at those times cost {@code agent}, durably. */
  public void takeBackFailedAudits(AgentId agent, List<Instant> failed) {
    List<Long> failedMillis = failed.stream().map(Instant::toEpochMilli).toList();
    change(agent, new TrustEvent.AuditsTakenBack(agent, failedMillis));
  }

  private void change(AgentId agent, TrustEvent event) {
    TrustChanges changes;
    lock.lock();
    try {
      event.applyTo(book, clock.millis());
      heard.accept(event);
      refresh(agent);
      changes = book.drainChangesOf(agent);
    } finally {
      lock.unlock();
    }
    saving(changes, store::save);
  }

  /** Ends a round; {@link #save} keeps what it made. Called by one thread. */
  public void endRound() {
    RoundEnd end = locked(() -> book.beginRoundEnd(clock.millis()));
    while (locked(() -> end.weigh(AGENTS_PER_STEP))) {
      // The lock was free in between.
    }
    List<AgentId> agents =
        locked(() -> {
          long now = clock.millis();
          brake.round(book.failureMedian(), now);
          book.freeze(brake.isEngaged(now));
          return book.agents();
        });
    for (int from = 0; from < agents.size(); from += AGENTS_PER_STEP) {
      List<AgentId> step = agents.subList(from, Math.min(agents.size(), from + AGENTS_PER_STEP));
      locked(() -> {
        step.forEach(this::refresh);
        return true;
      });
    }
  }

  private <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives what is kept of each agent and of the opinions on it, a few agents at a time; reports
   * come in between. What {@code heard} was told before an agent is given is in what is given of
   * it.
   *
   * @param before asked before each step, without the lock; false ends it
   * @param to called under the lock: it must neither call back nor wait
   */
  public void copy(BooleanSupplier before, BiConsumer<StandingRow, List<OpinionRow>> to) {
    List<AgentId> agents = locked(book::agents);
    for (int from = 0; from < agents.size() && before.getAsBoolean(); from += COPIED_PER_STEP) {
      List<AgentId> step = agents.subList(from, Math.min(agents.size(), from + COPIED_PER_STEP));
      locked(() -> {
        step.forEach(agent -> book.copy(agent, to));
        return true;
      });
    }
  }

  /** Saves what waits, within what the store may be asked for. Called every second or so. */
  public void save() {
    while (saved(locked(() -> drain(Math.min(ROWS_AT_ONCE, budget.available(clock.millis())))))) {
      // Whoever else has something to write comes in between.
    }
  }

  /** Saves all that is not saved yet. */
  public void flush() {
    while (saved(locked(() -> book.drainChanges(ROWS_AT_ONCE)))) {
      // Until nothing waits.
    }
  }

  /** Saves {@code changes}; false when there are none. */
  private boolean saved(TrustChanges changes) {
    if (changes.isEmpty()) {
      return false;
    }
    saving(changes, store::save);
    return true;
  }

  /** How many servers there are of which something waits to be saved. */
  public int unsavedServers() {
    return locked(book::unsavedServers);
  }

  /** How many of {@code wanted} agents of {@code fleet} may now fall by testimony. */
  public int admits(int wanted, int fleet) {
    lock.lock();
    try {
      return brake.admits(wanted, fleet, clock.millis());
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@code server} has served {@code client} well, by what that client itself said. */
  public boolean hasServedWell(AgentId server, AgentId client) {
    lock.lock();
    try {
      return book.hasServedWell(server, client);
    } finally {
      lock.unlock();
    }
  }

  private void saving(TrustChanges changes, Consumer<TrustChanges> save) {
    try {
      save.accept(changes);
    } catch (RuntimeException e) {
      lock.lock();
      try {
        book.returnChanges(changes);
      } finally {
        lock.unlock();
      }
      throw e;
    }
  }

  private void refresh(AgentId agent) {
    book.scoreSoFar(agent, clock.millis()).ifPresent(score -> scores.put(agent, score));
  }

  /** What the model says of {@code agent} now; nothing when it never announced itself. */
  public Optional<Score> score(AgentId agent) {
    lock.lock();
    try {
      return book.score(agent, clock.millis());
    } finally {
      lock.unlock();
    }
  }

  /** Why its score is what it is now; nothing when it never announced itself. */
  public Optional<Explanation> explain(AgentId agent) {
    lock.lock();
    try {
      return book.explain(agent, clock.millis());
    } finally {
      lock.unlock();
    }
  }

  /** The score of {@code agent}, as last published; all zeros for strangers. */
  public Score quickScore(AgentId agent) {
    return scores.getOrDefault(agent, Score.NONE);
  }

  /** What the model says of everyone now. */
  public Map<AgentId, Score> scores() {
    lock.lock();
    try {
      long now = clock.millis();
      Map<AgentId, Score> all = new HashMap<>();
      for (AgentId agent : book.agents()) {
        book.score(agent, now).ifPresent(score -> all.put(agent, score));
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Removes an agent for good. */
  public void forget(AgentId agent) {
    lock.lock();
    try {
      TrustEvent forgotten = new TrustEvent.Forgotten(agent);
      forgotten.applyTo(book, clock.millis());
      heard.accept(forgotten);
      scores.remove(agent);
    } finally {
      lock.unlock();
    }
    store.forget(agent);
  }
}
