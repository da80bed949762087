package io.peerage.adapter.spool;

import java.util.concurrent.atomic.LongAdder;

/** What happened to a spool since it was opened. Thread-safe. */
public final class SpoolCounters {
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder damaged = new LongAdder();
  final LongAdder failures = new LongAdder();

  SpoolCounters() {}

  /** Chunks that were there. */
  public long hits() {
    return hits.sum();
  }

  /** Chunks that were not. */
  public long misses() {
    return misses.sum();
  }

  /** Files deleted to make room. */
  public long evictions() {
    return evictions.sum();
  }

  /** Files deleted since they were not what their name says. */
  public long damaged() {
    return damaged.sum();
  }

  /** Times that the disk refused to read or write. */
  public long failures() {
    return failures.sum();
  }
}
