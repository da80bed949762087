package io.peerage.adapter.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Decides whether an origin is asked. Closed, everything goes through, until failures follow each
 * other without a success, or are too large a share of what was asked lately. Then it is open, and
 * nothing goes through, for a pause. After the pause it is half-open: one trial goes through. If it
 * succeeds the breaker closes; if it fails it opens for twice as long. Results of what was let
 * through before the last change of state count for nothing. After M. Nygard, Release It!, chapter
 * "Circuit Breaker". Pure: time is passed in. Not thread-safe.
 */
final class CircuitBreaker {
  private static final int SLOTS = 10;

  private final BreakerSettings settings;
  private State state = State.CLOSED;
  private Instant since;

  /** Grows with every change of state; what was let through carries it. */
  private long epoch;

  private int consecutive;
  private final long[] slotNumbers = new long[SLOTS];
  private final int[] asked = new int[SLOTS];
  private final int[] failed = new int[SLOTS];
  private Duration pause;
  private Instant until;
  private boolean trialUnderWay;
  private Instant trialStarted;

  /** What goes through. */
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /** What is to be done with a question. */
  sealed interface Decision {
    /**
     * It goes to the origin, and its result comes back with {@code epoch}.
     *
     * @param trial whether it decides what becomes of a half-open breaker
     */
    record Go(long epoch, boolean trial) implements Decision {}

    /** It does not; it may be asked again after a time. */
    record Stop(Duration retryAfter) implements Decision {}
  }

  CircuitBreaker(BreakerSettings settings, Instant now) {
    this.settings = settings;
    this.since = now;
    this.until = now;
    this.trialStarted = now;
    this.pause = settings.pause();
  }

  State state() {
    return state;
  }

  /** When the state was reached. */
  Instant since() {
    return since;
  }

  /** How long nothing goes through for certain; zero when a question might. */
  Duration remaining(Instant now) {
    if (state != State.OPEN) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, until);
    // A clock that was set back must not make the pause longer.
    return left.compareTo(pause) > 0 ? pause : left.isNegative() ? Duration.ZERO : left;
  }

  /** Decides on a question; what is let through must be told of by its epoch. */
  Decision ask(Instant now) {
    if (state == State.OPEN) {
      Duration left = remaining(now);
      if (left.compareTo(pause) == 0 && now.isBefore(until.minus(pause))) {
        until = now.plus(pause);
      }
      if (left.isPositive()) {
        return new Decision.Stop(left);
      }
      become(State.HALF_OPEN, now);
      trialUnderWay = false;
    }
    if (state == State.CLOSED) {
      return new Decision.Go(epoch, false);
    }
    // A trial whose end nobody told of must not keep the breaker half-open for ever.
    if (trialUnderWay && now.isBefore(trialStarted.plus(settings.maxPause()))) {
      return new Decision.Stop(settings.pause());
    }
    trialUnderWay = true;
    trialStarted = now;
    return new Decision.Go(epoch, true);
  }

  /** What was let through was answered. */
  void succeeded(long of, Instant now) {
    if (of != epoch) {
      return;
    }
    if (state == State.HALF_OPEN) {
      become(State.CLOSED, now);
      pause = settings.pause();
      forget();
      return;
    }
    consecutive = 0;
    asked[slot(now)]++;
  }

  /** What was let through failed for a reason of the origin's. Whether the breaker opened. */
  boolean failed(long of, Instant now) {
    if (of != epoch || settings.isOff()) {
      return false;
    }
    if (state == State.HALF_OPEN) {
      Duration doubled = pause.multipliedBy(2);
      open(doubled.compareTo(settings.maxPause()) < 0 ? doubled : settings.maxPause(), now);
      return true;
    }
    consecutive++;
    int slot = slot(now);
    asked[slot]++;
    failed[slot]++;
    if (consecutive >= settings.failures() || isShareReached(now)) {
      open(settings.pause(), now);
      return true;
    }
    return false;
  }

  /** What was let through ended without saying anything of the origin. */
  void abandoned(Decision.Go go) {
    if (go.epoch() == epoch && go.trial() && state == State.HALF_OPEN) {
      trialUnderWay = false;
    }
  }

  private void open(Duration forHowLong, Instant now) {
    become(State.OPEN, now);
    pause = forHowLong;
    until = now.plus(forHowLong);
    forget();
  }

  private void become(State next, Instant now) {
    state = next;
    since = now;
    epoch++;
  }

  private void forget() {
    consecutive = 0;
    Arrays.fill(asked, 0);
    Arrays.fill(failed, 0);
  }

  private boolean isShareReached(Instant now) {
    long latest = slotNumber(now);
    long all = 0;
    long bad = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (slotNumbers[i] > latest - SLOTS && slotNumbers[i] <= latest) {
        all += asked[i];
        bad += failed[i];
      }
    }
    return all >= settings.calls() && bad * 100 >= settings.percent() * all;
  }

  /** The slot of the window that {@code now} is in, emptied if it was an older one's. */
  private int slot(Instant now) {
    long number = slotNumber(now);
    int slot = Math.floorMod(number, SLOTS);
    if (slotNumbers[slot] != number) {
      slotNumbers[slot] = number;
      asked[slot] = 0;
      failed[slot] = 0;
    }
    return slot;
  }

  private long slotNumber(Instant now) {
    return Math.floorDiv(now.toEpochMilli(), Math.max(1, settings.window().toMillis() / SLOTS));
  }
}
