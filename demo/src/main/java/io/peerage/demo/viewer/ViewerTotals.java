package io.peerage.demo.viewer;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What all viewers received together. Thread-safe. */
public final class ViewerTotals {
  private final LongAdder bytes = new LongAdder();
  private final LongAdder corruptBytes = new LongAdder();
  private final LongAdder objects = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  void received(long right, long wrong) {
    bytes.add(right + wrong);
    corruptBytes.add(wrong);
  }

  void object() {
    objects.increment();
  }

  void failure(String why) {
    failures.computeIfAbsent(why, _ -> new LongAdder()).increment();
  }

  /** Body bytes received. */
  public long bytes() {
    return bytes.sum();
  }

  /** Of those, bytes that differ from the origin's. */
  public long corruptBytes() {
    return corruptBytes.sum();
  }

  /** Objects, or ranges of one, that came whole. */
  public long objects() {
    return objects.sum();
  }

  /** Requests that failed or broke off. */
  public long failures() {
    return failures.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many requests failed, by the reason. */
  public Map<String, Long> failuresByReason() {
    Map<String, Long> reasons = new TreeMap<>();
    failures.forEach((why, count) -> reasons.put(why, count.sum()));
    return reasons;
  }
}
