package io.peerage.tracker.events;

import io.peerage.protocol.identity.AgentId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #KEPT} events, and the streams of those who follow them. Adding never waits: a
 * follower that is too slow is dropped. Thread-safe.
 */
public final class EventLog implements AutoCloseable {
  /** How many events are kept for those who come back. */
  public static final int KEPT = 1000;

  private final InstantSource clock;
  private final int maxFollowers;
  private final int maxQueued;
  private final ReentrantLock lock = new ReentrantLock();
  // Under lock.
  private final ArrayDeque<Event> kept = new ArrayDeque<>();
  private final Set<EventStream> followers = new HashSet<>();
  private long lastId;
  private boolean closed;

  /**
   * @param maxFollowers streams at once
   * @param maxQueued events that a stream may be behind before it is dropped
   */
  public EventLog(InstantSource clock, int maxFollowers, int maxQueued) {
    this.clock = clock;
    this.maxFollowers = maxFollowers;
    this.maxQueued = maxQueued;
    // After a restart ids go on above those of before, which nobody counted in milliseconds.
    this.lastId = clock.millis();
  }

  public void add(EventType type, @Nullable AgentId agent, String text) {
    lock.lock();
    try {
      Event event = new Event(++lastId, clock.instant(), type, agent, text);
      kept.add(event);
      if (kept.size() > KEPT) {
        kept.remove();
      }
      followers.removeIf(stream -> !stream.offer(event));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Follows the log, from after {@code lastSeen} as far as events are kept, or from now on when
   * nothing was seen yet.
   *
   * @return nothing when there are too many followers already
   */
  public Optional<EventStream> follow(@Nullable Long lastSeen) {
    lock.lock();
    try {
      if (closed || followers.size() >= maxFollowers) {
        return Optional.empty();
      }
      List<Event> missed =
          lastSeen == null
              ? List.of()
              : kept.stream().filter(event -> event.id() > lastSeen).toList();
      EventStream stream = new EventStream(missed, maxQueued, this::leave);
      followers.add(stream);
      return Optional.of(stream);
    } finally {
      lock.unlock();
    }
  }

  /** How many streams there are. */
  public int followers() {
    lock.lock();
    try {
      return followers.size();
    } finally {
      lock.unlock();
    }
  }

  private void leave(EventStream stream) {
    lock.lock();
    try {
      followers.remove(stream);
    } finally {
      lock.unlock();
    }
  }

  /** Ends all streams, so that a listener can be closed. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      followers.forEach(EventStream::end);
      followers.clear();
    } finally {
      lock.unlock();
    }
  }
}
