package io.peerage.tracker.http;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sessions of operators' browsers, in memory: they end with the tracker, after their lifetime,
 * or when newer ones need their place. Thread-safe.
 */
final class Sessions {
  private static final int ID_BYTES = 32;

  private final Duration lifetime;
  private final int max;
  private final InstantSource clock;
  private final SecureRandom random;
  private final ReentrantLock lock = new ReentrantLock();
  // Under lock: when each ends, the oldest first.
  private final LinkedHashMap<String, Instant> ends = new LinkedHashMap<>();

  Sessions(Duration lifetime, int max, InstantSource clock, SecureRandom random) {
    this.lifetime = lifetime;
    this.max = max;
    this.clock = clock;
    this.random = random;
  }

  /** Starts a session and returns its secret name. */
  String start() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    lock.lock();
    try {
      Instant now = clock.instant();
      ends.values().removeIf(end -> !now.isBefore(end));
      if (ends.size() >= max) {
        Iterator<Map.Entry<String, Instant>> oldest = ends.entrySet().iterator();
        oldest.next();
        oldest.remove();
      }
      ends.put(id, now.plus(lifetime));
    } finally {
      lock.unlock();
    }
    return id;
  }

  boolean isOpen(String id) {
    lock.lock();
    try {
      Instant end = ends.get(id);
      return end != null && clock.instant().isBefore(end);
    } finally {
      lock.unlock();
    }
  }

  void end(String id) {
    lock.lock();
    try {
      ends.remove(id);
    } finally {
      lock.unlock();
    }
  }

  Duration lifetime() {
    return lifetime;
  }
}
