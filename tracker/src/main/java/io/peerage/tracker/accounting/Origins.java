package io.peerage.tracker.accounting;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.OriginTraffic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What origins sent, by the counters of their adapters. An adapter is run by whoever runs the site,
 * and holds an identity of its own role: its word is taken. It says running totals since its start,
 * so what comes twice counts once, and what is lost is in the next. Thread-safe.
 */
public final class Origins {
  private static final long MOST = 1L << 62;

  private final AccountingStore store;
  private final Map<AgentId, OriginTraffic> last;
  private final ReentrantLock lock = new ReentrantLock();
  // Under lock.
  private long originBytes;
  private long sentBytes;

  /** Reads the store. */
  public Origins(AccountingStore store) {
    this.store = store;
    this.last = new ConcurrentHashMap<>(store.origins());
    FleetAccounts totals = store.totals();
    this.originBytes = totals.originBytes();
    this.sentBytes = totals.adapterBytes();
  }

  /** Takes an adapter's totals in, durably. */
  public void take(AgentId adapter, OriginTraffic word) {
    lock.lock();
    try {
      OriginTraffic before = last.get(adapter);
      if (before == null || !before.epoch().equals(word.epoch())) {
        before = new OriginTraffic(word.epoch(), 0, 0);
      }
      long newOrigin = fresh(word.originBytes(), before.originBytes(), originBytes);
      long newSent = fresh(word.sentBytes(), before.sentBytes(), sentBytes);
      store.originTold(adapter, word, newOrigin, newSent);
      last.put(adapter, word);
      originBytes += newOrigin;
      sentBytes += newSent;
    } finally {
      lock.unlock();
    }
  }

  /** What is new in a running total, as far as the sum still holds it. */
  private static long fresh(long total, long before, long sum) {
    return Math.min(Math.max(0, total - before), MOST - sum);
  }

  /** What origins sent since the beginning. */
  public long originBytes() {
    lock.lock();
    try {
      return originBytes;
    } finally {
      lock.unlock();
    }
  }

  /** What adapters sent to agents since the beginning. */
  public long sentBytes() {
    lock.lock();
    try {
      return sentBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Removes an adapter for good; the sums stay. */
  public void forget(AgentId adapter) {
    last.remove(adapter);
  }
}
