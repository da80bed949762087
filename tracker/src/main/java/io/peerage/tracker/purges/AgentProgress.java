package io.peerage.tracker.purges;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far one agent has carried purges out. Under the lock of {@link Purges}. */
final class AgentProgress {
  private final ArrayDeque<AgentStep> steps = new ArrayDeque<>();

  /** When it last asked; null when it did not since the tracker started. */
  @Nullable Instant lastContact;

  /** Whether it said that it stops. */
  boolean left;

  /** The number beyond the log's end at which it was told to take everything for stale. */
  long ahead;

  /** The number of the request that is held for it; 0 for none. */
  long held;

  /** Takes a step in; false when it is none. */
  boolean add(AgentStep step) {
    if (step.upTo() <= upTo()) {
      return false;
    }
    steps.add(step);
    if (steps.size() > PurgeStore.STEPS_KEPT) {
      steps.remove();
    }
    return true;
  }

  /** Up to which purge; 0 for none. */
  long upTo() {
    return steps.isEmpty() ? 0 : steps.getLast().upTo();
  }

  /** When it acknowledged a purge, at the latest. */
  Optional<Instant> acknowledgedAt(long id) {
    return id > upTo()
        ? Optional.empty()
        : steps.stream().filter(step -> step.upTo() >= id).map(AgentStep::at).findFirst();
  }
}
