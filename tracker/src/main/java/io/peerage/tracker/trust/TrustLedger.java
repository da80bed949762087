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
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The {@link TrustBook} of this tracker, shared between threads and kept in a store. */
public final class TrustLedger {
  private final InstantSource clock;
  private final TrustStore store;
  private final ReentrantLock lock = new ReentrantLock();

  /** Scores as of the last round or audit, for those who need many quickly. */
  private final Map<AgentId, Score> scores = new ConcurrentHashMap<>();

  // Under lock.
  private final TrustBook book;
  private final FleetBrake brake;

  /** Reads the store. */
  public TrustLedger(
      TrustParameters parameters, BrakeParameters brake, TrustStore store, InstantSource clock) {
    this.clock = clock;
    this.store = store;
    this.book = new TrustBook(new TrustModel(parameters));
    this.brake = new FleetBrake(brake);
    book.restore(store.load(), clock.millis());
    book.agents().forEach(this::refresh);
  }

  /** Notes where an agent is; it is in the ledger from then on. */
  public void place(Caller agent) {
    lock.lock();
    try {
      book.place(agent.id(), agent.account(), agent.network(), clock.millis());
      if (!scores.containsKey(agent.id())) {
        refresh(agent.id());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a client's testimony.
   *
   * @param save keeps the changes, together with whatever made them; what it throws goes on to the
   *     caller, and the changes are kept with the next ones
   */
  public void observe(AgentId client, List<Observation> observations, Consumer<TrustChanges> save) {
    TrustChanges changes;
    lock.lock();
    try {
      long now = clock.millis();
      observations.forEach(observation -> book.observe(client, observation, now));
      changes = book.drainChanges();
    } finally {
      lock.unlock();
    }
    saving(changes, save);
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
    TrustChanges changes;
    lock.lock();
    try {
      long now = clock.millis();
      transfers.forEach(one -> book.observe(one.client(), one.seen(), now));
      changes = book.drainChanges();
    } finally {
      lock.unlock();
    }
    saving(changes, save);
  }

  /** Takes in the result of an audit, durably. */
  public void audited(AgentId agent, boolean clean) {
    change(
        agent,
        now -> {
          if (clean) {
            book.auditClean(agent, now);
          } else {
            book.auditFailed(agent, now);
          }
        });
  }

  /**
   * Sets aside what clients said against {@code agent}, durably.
   *
   * @param until when those who complained have a vote on it again
   */
  public void setComplaintsAside(AgentId agent, Instant until) {
    change(agent, now -> book.setComplaintsAside(agent, until.toEpochMilli(), now));
  }

  /** Takes back what failed audits at those times cost {@code agent}, durably. */
  public void takeBackFailedAudits(AgentId agent, List<Instant> failed) {
    List<Long> failedMillis = failed.stream().map(Instant::toEpochMilli).toList();
    change(agent, now -> book.takeBackFailedAudits(agent, failedMillis, now));
  }

  private void change(AgentId agent, LongConsumer step) {
    TrustChanges changes;
    lock.lock();
    try {
      step.accept(clock.millis());
      refresh(agent);
      changes = book.drainChanges();
    } finally {
      lock.unlock();
    }
    saving(changes, store::save);
  }

  /** Ends a round, durably. */
  public void endRound() {
    TrustChanges changes;
    lock.lock();
    try {
      long now = clock.millis();
      book.endRound(now);
      brake.round(book.failureMedian(), now);
      book.freeze(brake.isEngaged(now));
      book.agents().forEach(this::refresh);
      changes = book.drainChanges();
    } finally {
      lock.unlock();
    }
    saving(changes, store::save);
  }

  /** Saves what is not saved yet. */
  public void flush() {
    TrustChanges changes;
    lock.lock();
    try {
      changes = book.drainChanges();
    } finally {
      lock.unlock();
    }
    saving(changes, store::save);
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
    book.score(agent, clock.millis()).ifPresent(score -> scores.put(agent, score));
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

  /** The score of {@code agent}, no older than a round; all zeros for strangers. */
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
      book.forget(agent);
      scores.remove(agent);
    } finally {
      lock.unlock();
    }
    store.forget(agent);
  }
}
