package io.peerage.tracker.shadow;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.bans.BanListener;
import io.peerage.tracker.bans.Occurrence;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.RoundEnd;
import io.peerage.tracker.trust.TrustChanges;
import io.peerage.tracker.trust.TrustEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shadow policy at work: it hears what goes into the ledger and what happens to agents, and
 * after each round keeps where it differs from the policy in force. It begins with what the tracker
 * has stored and ends with the process; what it heard is not stored. Keeps {@value #MAX_ENDED}
 * divergences that are over. Thread-safe; who tells it something may hold a lock, since it calls
 * nobody back.
 */
public final class Shadow implements BanListener {
  private static final int MAX_ENDED = 1000;
  private static final int AGENTS_PER_STEP = 500;

  private final InstantSource clock;
  private final Instant since;
  private final ReentrantLock lock = new ReentrantLock(true);

  // Under lock.
  private final PolicyRun run;
  private final Map<AgentId, Divergence> open = new LinkedHashMap<>();
  private final Deque<Divergence> ended = new ArrayDeque<>();
  private int compared;
  private long begun;

  /**
   * @param brake of the policy in force, which is the shadow's as well
   * @param saved what the ledger has stored
   * @param statuses what is stored of where everyone stands
   */
  public Shadow(
      ShadowParameters parameters,
      BrakeParameters brake,
      TrustChanges saved,
      Map<AgentId, Status> statuses,
      InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
    this.run = new PolicyRun(parameters, brake, saved, statuses, since);
  }

  /** Something went into the ledger. */
  public void heard(TrustEvent event) {
    locked(() -> {
      run.heard(event, clock.instant());
      return true;
    });
  }

  @Override
  public void admitted(AgentId agent, Status status) {
    locked(() -> {
      run.admit(agent, status);
      return true;
    });
  }

  @Override
  public void happened(AgentId agent, Occurrence what) {
    locked(() -> {
      run.judge(agent, what, clock.instant());
      return true;
    });
  }

  /**
   * Ends the shadow's round, after that of the policy in force, and compares. Called by one thread.
   *
   * @param active where everyone stands by the policy in force
   * @param why the reason of its last verdict on an agent; asked without a lock
   */
  public void endRound(Map<AgentId, Status> active, Function<AgentId, String> why) {
    Instant now = clock.instant();
    RoundEnd end = locked(() -> run.beginRoundEnd(now));
    while (locked(() -> end.weigh(AGENTS_PER_STEP))) {
      // Whoever has something to tell comes in between.
    }
    List<AgentId> differing =
        locked(() -> {
          active.forEach(run::admit);
          run.review(now);
          return differing(active);
        });
    Map<AgentId, String> reasons = new LinkedHashMap<>();
    for (AgentId agent : differing) {
      reasons.put(agent, why.apply(agent));
    }
    locked(() -> {
      compare(active, reasons, now);
      return true;
    });
  }

  /** Those who newly differ, or differ otherwise than they did: their reasons are to be found. */
  private List<AgentId> differing(Map<AgentId, Status> active) {
    List<AgentId> differing = new ArrayList<>();
    active.forEach((agent, status) -> {
      Optional<Status> shadow = run.status(agent);
      if (shadow.isPresent()
          && shadow.get().state() != status.state()
          && !isKnown(open.get(agent), status, shadow.get())) {
        differing.add(agent);
      }
    });
    return differing;
  }

  private static boolean isKnown(@Nullable Divergence known, Status active, Status shadow) {
    return known != null && known.active() == active.state() && known.shadow() == shadow.state();
  }

  private void compare(Map<AgentId, Status> active, Map<AgentId, String> reasons, Instant now) {
    compared = 0;
    for (Divergence divergence : List.copyOf(open.values())) {
      Status status = active.get(divergence.agent());
      Optional<Status> shadow = run.status(divergence.agent());
      if (status == null || shadow.isEmpty() || !isKnown(divergence, status, shadow.get())) {
        open.remove(divergence.agent());
        ended.addFirst(divergence.endedAt(now));
      }
    }
    while (ended.size() > MAX_ENDED) {
      ended.removeLast();
    }
    active.forEach((agent, status) ->
        run.status(agent)
            .ifPresent(shadow -> {
              compared++;
              String why = reasons.get(agent);
              if (why != null && shadow.state() != status.state()) {
                open.put(agent, divergence(agent, status, why, shadow, now));
                begun++;
              }
            }));
  }

  private Divergence divergence(
      AgentId agent, Status active, String why, Status shadow, Instant now) {
    return new Divergence(
        agent,
        now,
        null,
        active.state(),
        why,
        active.since(),
        shadow.state(),
        run.verdict(agent).map(Verdict::reason).orElse("as it was when the shadow began"),
        shadow.since());
  }

  /** Agents that the two put into different states, as of the last round. */
  public int differing() {
    return locked(open::size);
  }

  /** Divergences since it began. */
  public long begun() {
    return locked(() -> begun);
  }

  /** What there is to see, at most {@code limit} of the open and of the ended divergences. */
  public static ShadowView view(Optional<Shadow> shadow, int limit) {
    return shadow.map(one -> one.view(limit)).orElse(ShadowView.NONE);
  }

  private ShadowView view(int limit) {
    return locked(() ->
        new ShadowView(
            true,
            since,
            compared,
            open.size(),
            begun,
            open.values().stream()
                .sorted(Comparator.comparing(Divergence::since).reversed())
                .limit(limit)
                .toList(),
            ended.stream().limit(limit).toList()));
  }

  private <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }
}
