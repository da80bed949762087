package io.peerage.agent.swarm;

import java.util.List;
import java.util.Optional;

/**
 * Decides, for one chunk under way, whom to ask next and when to look again. Pure: the same view
 * gives the same decision; times are nanoseconds on any one clock.
 *
 * <p>The idea: ask the best peer; when it does not deliver within what a waiting reader can bear,
 * ask the next one beside it (a hedge, as in Dean and Barroso, "The Tail at Scale", 2013) and let
 * the first to deliver each block win; when peers are used up, or the reader has waited {@code
 * originAfter}, ask the origin, which is always there. So peers, whatever they do, cost a reader at
 * most {@code originAfter}.
 */
public final class SourcePlanner {
  private final SwarmConfig config;

  public SourcePlanner(SwarmConfig config) {
    this.config = config;
  }

  /**
   * What the planner sees.
   *
   * @param startedNanos when the flight began
   * @param waitingSinceNanos since when a reader has waited for the next block; nothing when no one
   *     waits
   * @param lastProgressNanos when the last block came, or the flight began
   * @param attempts those that are running
   * @param candidates peers not yet tried, the best first
   * @param originRetryNanos when the origin may be asked again
   */
  public record View(
      long startedNanos,
      Optional<Long> waitingSinceNanos,
      long lastProgressNanos,
      List<AttemptView> attempts,
      List<Candidate> candidates,
      long originRetryNanos) {}

  /**
   * An attempt that is running.
   *
   * @param firstBlockNanos how long it may take to its first block, as its candidate said
   * @param lastBlockNanos when its last block came, or it began
   * @param bytes what it has delivered
   */
  public record AttemptView(
      Source source, long startedNanos, long firstBlockNanos, long lastBlockNanos, long bytes) {}

  /**
   * A peer that could be asked.
   *
   * @param expectedFirstBlockNanos how long it is expected to take to its first block
   */
  public record Candidate(Source.Peer peer, long expectedFirstBlockNanos) {}

  /** What to do. */
  public sealed interface Decision {
    /** Ask this source for what is missing, and decide again at once. */
    record Ask(Source source, long firstBlockNanos) implements Decision {}

    /** Look again at this time, or when something happens. */
    record WaitUntil(long nanos) implements Decision {}

    /** Nothing more can be done in time. */
    record GiveUp() implements Decision {}
  }

  /** Decides at {@code now}. */
  public Decision decide(View view, long now) {
    if (now - view.lastProgressNanos >= config.budget().toNanos()) {
      return new Decision.GiveUp();
    }
    boolean originRuns = originRuns(view);
    boolean room = view.attempts.size() < config.attempts();
    long giveUpAt = view.lastProgressNanos + config.budget().toNanos();

    if (!originRuns && waitedTooLong(view, now) && now >= view.originRetryNanos) {
      return askOrigin();
    }
    if (!originRuns && draggedOnTooLong(view, now) && now >= view.originRetryNanos) {
      return askOrigin();
    }
    if (room && allStalled(view, now)) {
      if (!view.candidates.isEmpty()) {
        return ask(view.candidates.getFirst());
      }
      if (!originRuns && now >= view.originRetryNanos) {
        return askOrigin();
      }
    }
    return new Decision.WaitUntil(Math.min(giveUpAt, nextLook(view, now, originRuns, room)));
  }

  private boolean waitedTooLong(View view, long now) {
    return view.waitingSinceNanos.isPresent()
        && now - view.waitingSinceNanos.get() >= config.originAfter().toNanos();
  }

  /**
   * Whether a reader waits, peers have had their time, and one of them was too slow and is hedged
   * already. Without this, peers that drip a block now and then, each just before patience ends,
   * would keep the origin out for as long as they like: the reader's wait begins anew with every
   * block.
   */
  private boolean draggedOnTooLong(View view, long now) {
    return view.waitingSinceNanos.isPresent()
        && now - view.startedNanos >= config.originAfter().toNanos()
        && view.attempts.size() > 1
        && oneIsSlow(view, now);
  }

  // Loops and not streams: all this is asked for each look at each chunk.

  private static boolean originRuns(View view) {
    for (AttemptView attempt : view.attempts) {
      if (attempt.source instanceof Source.Origin) {
        return true;
      }
    }
    return false;
  }

  private boolean oneIsSlow(View view, long now) {
    for (AttemptView attempt : view.attempts) {
      if (isSlow(attempt, now)) {
        return true;
      }
    }
    return false;
  }

  private boolean allStalled(View view, long now) {
    for (AttemptView attempt : view.attempts) {
      if (!isStalled(attempt, view, now)) {
        return false;
      }
    }
    return true;
  }

  private boolean isStalled(AttemptView attempt, View view, long now) {
    return now >= stallsAt(attempt, view) || isSlow(attempt, now);
  }

  /** When the attempt counts as stalled if nothing more comes. */
  private long stallsAt(AttemptView attempt, View view) {
    boolean someoneWaits = view.waitingSinceNanos.isPresent();
    if (attempt.bytes == 0) {
      long limit =
          someoneWaits
              ? Math.max(config.firstByte().toNanos(), attempt.firstBlockNanos)
              : Math.max(config.patience().toNanos(), attempt.firstBlockNanos);
      return attempt.startedNanos + limit;
    }
    return attempt.lastBlockNanos + (someoneWaits ? config.stall() : config.patience()).toNanos();
  }

  /** Whether the attempt has run for a second or more below the least rate. */
  private boolean isSlow(AttemptView attempt, long now) {
    double seconds = (now - attempt.startedNanos) / 1e9;
    return attempt.bytes > 0 && seconds >= 1 && attempt.bytes / seconds < config.minRate().bytes();
  }

  private long nextLook(View view, long now, boolean originRuns, boolean room) {
    long next = now + config.patience().toNanos();
    if (room) {
      for (AttemptView attempt : view.attempts) {
        long stallsAt = stallsAt(attempt, view);
        if (stallsAt > now) {
          next = Math.min(next, stallsAt);
        }
        next = Math.min(next, Math.max(now, attempt.startedNanos) + SLOWNESS_CHECK_NANOS);
      }
    }
    if (!originRuns) {
      if (view.waitingSinceNanos.isPresent()) {
        next = Math.min(next, view.waitingSinceNanos.get() + config.originAfter().toNanos());
      }
      if (view.originRetryNanos > now) {
        next = Math.min(next, view.originRetryNanos);
      }
    }
    return Math.max(next, now + MIN_WAIT_NANOS);
  }

  private static final long SLOWNESS_CHECK_NANOS = 1_000_000_000L;
  private static final long MIN_WAIT_NANOS = 1_000_000L;

  private static Decision ask(Candidate candidate) {
    return new Decision.Ask(candidate.peer, 3 * candidate.expectedFirstBlockNanos);
  }

  private Decision askOrigin() {
    return new Decision.Ask(Source.ORIGIN, config.patience().toNanos());
  }
}
