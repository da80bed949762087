package io.peerage.tracker.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How often each of many callers may call, by the generic cell rate algorithm: one number per
 * caller, the time at which it will have used up nothing. Remembers at most 100,000 callers; a
 * forgotten one starts afresh. Thread-safe.
 */
final class RequestRate<K> {
  private static final long MAX_CALLERS = 100_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(2);

  private final long intervalNanos;
  private final long burstNanos;
  private final LongSupplier nanoTime;
  private final Cache<K, AtomicLong> callers =
      Caffeine.newBuilder()
          .maximumSize(MAX_CALLERS)
          .expireAfter(Expiry.accessing((K _, AtomicLong _) -> REMEMBERED))
          .build();

  /**
   * @param perMinute calls of one caller in a minute, in the long run
   * @param burst calls at once after a pause
   * @param nanoTime as {@link System#nanoTime}
   */
  RequestRate(long perMinute, int burst, LongSupplier nanoTime) {
    this.intervalNanos = TimeUnit.MINUTES.toNanos(1) / perMinute;
    this.burstNanos = intervalNanos * burst;
    this.nanoTime = nanoTime;
  }

  /** Counts a call of {@code caller}; false when it comes too soon, and is then not counted. */
  boolean admit(K caller) {
    long now = nanoTime.getAsLong();
    AtomicLong next = callers.get(caller, _ -> new AtomicLong(now));
    while (true) {
      long seen = next.get();
      long from = seen - now > 0 ? seen : now;
      if (from + intervalNanos - now > burstNanos) {
        return false;
      }
      if (next.compareAndSet(seen, from + intervalNanos)) {
        return true;
      }
    }
  }

  /** Whether the next call of {@code caller} would be admitted. */
  boolean hasRoom(K caller) {
    AtomicLong next = callers.getIfPresent(caller);
    return next == null || next.get() + intervalNanos - nanoTime.getAsLong() <= burstNanos;
  }
}
