package io.peerage.tracker.purges;

import io.peerage.protocol.message.PurgeBatch;
import io.peerage.tracker.purges.PurgeStore.Ends;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The log of purges in memory. Under the lock of {@link Purges}. */
final class KeptPurges {
  private final TreeMap<Long, PurgeRecord> kept = new TreeMap<>();
  private Ends ends;

  KeptPurges(Ends ends, List<PurgeRecord> records) {
    this.ends = ends;
    records.forEach(record -> kept.put(record.id(), record));
  }

  Ends ends() {
    return ends;
  }

  void add(PurgeRecord record) {
    kept.put(record.id(), record);
    ends = new Ends(record.id(), ends.forgotten());
  }

  /** Forgets what is up to the new end. */
  void move(Ends moved) {
    ends = moved;
    kept.headMap(moved.forgotten(), true).clear();
  }

  Optional<PurgeRecord> find(long id) {
    return Optional.ofNullable(kept.get(id));
  }

  /** Those with smaller numbers, the newest first. */
  Collection<PurgeRecord> before(long id) {
    return kept.headMap(id, false).descendingMap().values();
  }

  /** Those with numbers above {@code after} and up to {@code upTo}. */
  Collection<PurgeRecord> between(long after, long upTo) {
    return kept.subMap(after, false, upTo, true).values();
  }

  boolean hasAfter(long after) {
    return after < ends.last();
  }

  /** What an agent at {@code after} is told; it is not beyond the end. */
  PurgeBatch batchAfter(long after, Instant now) {
    if (after < ends.forgotten()) {
      return new PurgeBatch(after, ends.forgotten(), true, now, List.of());
    }
    List<PurgeBatch.Entry> entries =
        kept.tailMap(after, false).values().stream()
            .limit(PurgeBatch.MAX_PURGES)
            .map(PurgeRecord::entry)
            .toList();
    long upTo = entries.size() < PurgeBatch.MAX_PURGES ? ends.last() : entries.getLast().id();
    return new PurgeBatch(after, upTo, false, now, entries);
  }

  /** The ends when only {@code max} are kept, and none from before {@code oldest}. */
  Ends endsWithout(int max, Instant oldest) {
    long forgotten = ends.forgotten();
    int over = kept.size() - max;
    for (PurgeRecord record : kept.values()) {
      if (over-- <= 0 && !record.requested().isBefore(oldest)) {
        break;
      }
      forgotten = record.id();
    }
    return new Ends(ends.last(), forgotten);
  }
}
