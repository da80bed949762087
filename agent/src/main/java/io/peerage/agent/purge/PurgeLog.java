package io.peerage.agent.purge;

import io.peerage.agent.purge.PurgeMatcher.Hit;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.protocol.site.SiteName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The last {@value #MAX_ENTRIES} purges. Whoever asks an origin takes the {@link #mark} before, and
 * lets the log judge the answer before it is kept: what was purged meanwhile is not kept as
 * current. Thread-safe.
 */
public final class PurgeLog {
  /** How many purges are remembered; what is older than all of them is taken to be hit. */
  static final int MAX_ENTRIES = 4096;

  /**
   * By how much clocks may differ. What came before a purge was requested is not current; when that
   * was is known by the tracker's clock, or as not after the purge came here.
   */
  public static final Duration SKEW = Duration.ofMinutes(1);

  /**
   * Where an agent begins that has carried out nothing yet. What it keeps from before bears a
   * smaller number and is stale; what it asks for itself is judged by what the tracker then tells.
   */
  static final long BEGIN = 1;

  /**
   * For so long an agent that had no word from a tracker yet can still be told all that it missed.
   */
  static final Duration TOLD_ALL = Duration.ofHours(1);

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  // Under lock.
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long mark;
  private long forgotten;

  /**
   * One purge.
   *
   * @param id grows from entry to entry
   * @param at nothing that an origin said before this is current; by this agent's clock
   * @param purge nothing for all that is kept, softly, since nobody knows what was purged
   */
  public record Entry(long id, Instant at, Optional<Purge> purge) {
    Hit hit() {
      return new Hit(purge.map(Purge::mode).orElse(Mode.SOFT), at);
    }
  }

  /** The first entry of an agent that begins at {@code now}. */
  static Entry begin(Instant now) {
    return new Entry(BEGIN, now, Optional.empty());
  }

  /**
   * The entries that {@code batch} makes when it comes at {@code now}. Pure.
   *
   * @param first the agent's first entry of all that it remembers
   */
  static List<Entry> entriesOf(PurgeBatch batch, Optional<Entry> first, Instant now) {
    boolean justBegun =
        batch.after() == BEGIN
            && first.filter(entry -> entry.at().plus(TOLD_ALL).isAfter(now)).isPresent();
    if (batch.everything() && justBegun) {
      // What it has is younger than all that the tracker forgot, and the rest comes next.
      return List.of();
    }
    if (batch.everything()) {
      return List.of(new Entry(batch.upTo(), now, Optional.empty()));
    }
    return batch.purges().stream()
        .map(entry -> {
          Instant latest = entry.requested().plus(SKEW);
          return new Entry(
              entry.id(), latest.isBefore(now) ? latest : now, Optional.of(entry.purge()));
        })
        .toList();
  }

  /** Adds what came, up to {@code upTo}; what is kept from now on is judged by it. */
  void add(List<Entry> newer, long upTo) {
    lock.writeLock().lock();
    try {
      entries.addAll(newer);
      mark = upTo;
      while (entries.size() > MAX_ENTRIES) {
        forgotten = entries.remove().id();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Begins where what was written down begins: what is older is not known. */
  void startAfter(long id) {
    lock.writeLock().lock();
    try {
      mark = id;
      forgotten = id;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The number before its first entry. */
  long forgotten() {
    lock.readLock().lock();
    try {
      return forgotten;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** What is there, for writing it down. */
  List<Entry> entries() {
    lock.readLock().lock();
    try {
      return new ArrayList<>(entries);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The number up to which everything purged was carried out. */
  public long mark() {
    lock.readLock().lock();
    try {
      return mark;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Lets {@code keeper} keep, or not, an answer to a question that was sent at {@code since}. No
   * purge comes in meanwhile, so it is quick and does no I/O. It is told what the purges since then
   * make of the answer.
   */
  public <T> T judged(
      long since,
      SiteName site,
      String target,
      Function<String, Optional<String>> field,
      Function<Optional<Hit>, T> keeper) {
    lock.readLock().lock();
    try {
      return keeper.apply(since == mark ? Optional.empty() : hit(since, site, target, field));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** What the purges since {@code since} make of it. */
  public Optional<Hit> hitSince(
      long since, SiteName site, String target, Function<String, Optional<String>> field) {
    return judged(since, site, target, field, hit -> hit);
  }

  /**
   * Before when no answer about {@code target} is current, by the purges that name it.
   *
   * @param field as far as the header is known
   */
  public Optional<Instant> purgedAt(
      SiteName site, String target, Function<String, Optional<String>> field) {
    lock.readLock().lock();
    try {
      return entries.stream()
          .filter(entry ->
              entry
                  .purge()
                  .filter(purge -> PurgeMatcher.hits(purge, site, target, field))
                  .isPresent())
          .map(Entry::at)
          .max(Instant::compareTo);
    } finally {
      lock.readLock().unlock();
    }
  }

  private Optional<Hit> hit(
      long since, SiteName site, String target, Function<String, Optional<String>> field) {
    if (since < forgotten) {
      // What it might have been hit by is not known any more.
      Instant oldest = entries.isEmpty() ? Instant.EPOCH : entries.getFirst().at();
      return Optional.of(new Hit(Mode.HARD, oldest));
    }
    List<Entry> newer = new ArrayList<>();
    for (Iterator<Entry> i = entries.descendingIterator(); i.hasNext(); ) {
      Entry entry = i.next();
      if (entry.id() <= since) {
        break;
      }
      newer.add(entry);
    }
    return PurgeMatcher.judge(newer, site, target, field);
  }
}
