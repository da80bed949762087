package io.peerage.simulation.engine;

import java.util.Arrays;

/**
 * A queue of events in virtual time, in nanoseconds from 0. Events of one time happen in the order
 * in which they were planned, so a run is the same each time. A binary heap over plain arrays: a
 * long run has a hundred million events. Not thread-safe.
 */
public final class Timeline {
  /** Something that happens at its time. */
  public interface Event {
    void happen();
  }

  private long[] times = new long[1024];
  private long[] orders = new long[1024];
  private Event[] events = new Event[1024];
  private int size;
  private long planned;
  private long now;

  /** The time of the event that is happening. */
  public long nowNanos() {
    return now;
  }

  /** Plans {@code event} at {@code nanos}, at once if that is past. */
  public void at(long nanos, Event event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    long time = Math.max(nanos, now);
    long order = planned++;
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!before(time, order, parent)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    times[at] = time;
    orders[at] = order;
    events[at] = event;
  }

  /** Plans {@code event} after {@code nanos} from now. */
  public void after(long nanos, Event event) {
    at(now + nanos, event);
  }

  /** Lets everything happen that is planned until {@code endNanos}, that included. */
  public void runUntil(long endNanos) {
    while (size > 0 && times[0] <= endNanos) {
      now = times[0];
      Event event = events[0];
      removeFirst();
      event.happen();
    }
    now = Math.max(now, endNanos);
  }

  private void removeFirst() {
    size--;
    long time = times[size];
    long order = orders[size];
    Event event = events[size];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(times[child + 1], orders[child + 1], child)) {
        child++;
      }
      if (!before(times[child], orders[child], time, order)) {
        break;
      }
      move(child, at);
      at = child;
    }
    times[at] = time;
    orders[at] = order;
    events[at] = event;
  }

  private boolean before(long time, long order, int at) {
    return before(time, order, times[at], orders[at]);
  }

  private static boolean before(long time, long order, long otherTime, long otherOrder) {
    return time < otherTime || (time == otherTime && order < otherOrder);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    orders[to] = orders[from];
    events[to] = events[from];
  }
}
