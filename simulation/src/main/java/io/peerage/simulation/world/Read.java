package io.peerage.simulation.world;

import io.peerage.agent.swarm.Outcome;
import io.peerage.agent.swarm.Source;
import io.peerage.agent.swarm.SourcePlanner.AttemptView;
import io.peerage.agent.swarm.SourcePlanner.Candidate;
import io.peerage.agent.swarm.SourcePlanner.Decision;
import io.peerage.agent.swarm.SourcePlanner.View;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One chunk on its way to a client that waits for it: what {@code Flight} does in the agent, in
 * virtual time. Whom to ask and when, {@code SourcePlanner} decides.
 */
final class Read {
  private static final long MIN_ORIGIN_PAUSE_NANOS = 100_000_000L;
  private static final long MAX_ORIGIN_PAUSE_NANOS = 2_000_000_000L;

  /** After so much silence a connection to a peer, and to the origin, is given up. */
  private static final long PEER_SILENCE_NANOS = 3_000_000_000L;

  private static final long ORIGIN_SILENCE_NANOS = 10_000_000_000L;

  private static final int MAX_DECISIONS = 16;

  private final World world;
  private final Participant client;
  private final List<Participant> offers;
  private final Runnable onEnd;
  private final List<Attempt> running = new ArrayList<>(3);
  private final long startedNanos;
  private long tried;
  private long lastProgressNanos;
  private long originRetryNanos;
  private long originPauseNanos = MIN_ORIGIN_PAUSE_NANOS;
  private int blocksHad;
  private int looks;
  private boolean ended;

  final int content;

  Read(World world, Participant client, int content, List<Participant> offers, Runnable onEnd) {
    this.world = world;
    this.client = client;
    this.content = content;
    this.offers = offers;
    this.onEnd = onEnd;
    this.startedNanos = world.nowNanos();
    this.lastProgressNanos = startedNanos;
    this.originRetryNanos = startedNanos;
  }

  void start() {
    look();
  }

  private void look() {
    looks++;
    long now = world.nowNanos();
    List<Candidate> candidates = candidates();
    for (int i = 0; i < MAX_DECISIONS && !ended; i++) {
      progress(now);
      switch (world.planner().decide(view(now, candidates), now)) {
        case Decision.Ask ask -> {
          ask(ask, now);
          candidates.removeIf(candidate -> candidate.peer().equals(ask.source()));
        }
        case Decision.WaitUntil wait -> {
          int look = looks;
          world
              .timeline()
              .at(
                  wait.nanos(),
                  () -> {
                    if (!ended && look == looks) {
                      look();
                    }
                  });
          return;
        }
        case Decision.GiveUp _ -> end(false, now);
      }
    }
  }

  private View view(long now, List<Candidate> candidates) {
    List<AttemptView> attempts = new ArrayList<>(running.size());
    for (Attempt attempt : running) {
      attempts.add(attempt.view(now));
    }
    return new View(
        startedNanos,
        Optional.of(Math.max(startedNanos, lastProgressNanos)),
        lastProgressNanos,
        attempts,
        candidates,
        originRetryNanos);
  }

  private void progress(long now) {
    for (Attempt attempt : running) {
      int reached = attempt.from + attempt.blocksAt(now);
      if (reached > blocksHad) {
        blocksHad = reached;
        lastProgressNanos = Math.max(lastProgressNanos, attempt.lastBlockAt(now));
      }
    }
  }

  /** Peers to ask: those that are left, in the order that the agent decides. */
  private List<Candidate> candidates() {
    boolean clientsAvoid = world.scheme().clientsAvoid();
    List<AgentId> usable = new ArrayList<>(offers.size());
    for (int i = 0; i < offers.size(); i++) {
      Participant peer = offers.get(i);
      if ((tried & (1L << i)) == 0 && peer.deniedFromNanos > world.nowNanos()) {
        usable.add(peer.id());
      }
    }
    usable =
        clientsAvoid
            ? client.order().order(usable, World.CHUNK_BYTES, World.PEERS_PER_LOOK)
            : usable.subList(0, Math.min(World.PEERS_PER_LOOK, usable.size()));
    List<Candidate> candidates = new ArrayList<>(usable.size());
    for (AgentId peer : usable) {
      candidates.add(
          new Candidate(new Source.Peer(peer), client.book().expectedFirstBlockNanos(peer)));
    }
    return candidates;
  }

  private void ask(Decision.Ask ask, long now) {
    for (Attempt attempt : running) {
      // Whoever is hedged was too slow, whatever it still brings.
      attempt.overtaken = true;
    }
    Participant server = null;
    if (ask.source() instanceof Source.Peer peer) {
      for (int i = 0; i < offers.size(); i++) {
        if (offers.get(i).id().equals(peer.id())) {
          server = offers.get(i);
          tried |= 1L << i;
          break;
        }
      }
    }
    if (!running.isEmpty()) {
      world.statistics().hedged();
    }
    Attempt attempt = world.network().attempt(client, server, ask, blocksHad, now, content);
    running.add(attempt);
    if (server != null) {
      client.book().begun(server.id());
      server.uploads++;
    }
    long silence = server == null ? ORIGIN_SILENCE_NANOS : PEER_SILENCE_NANOS;
    world.timeline().at(attempt.endsAt(silence), () -> ended(attempt));
  }

  private void ended(Attempt attempt) {
    if (ended || !running.contains(attempt)) {
      return;
    }
    long now = world.nowNanos();
    progress(now);
    running.remove(attempt);
    account(attempt, attempt.outcome(now), now);
    if (blocksHad >= World.BLOCKS_PER_CHUNK) {
      end(true, now);
      return;
    }
    if (attempt.server == null) {
      originRetryNanos = now + originPauseNanos;
      originPauseNanos = Math.min(2 * originPauseNanos, MAX_ORIGIN_PAUSE_NANOS);
    }
    look();
  }

  private void account(Attempt attempt, Outcome outcome, long now) {
    long bytes = (long) attempt.blocksAt(now) * Attempt.BLOCK_BYTES;
    Participant server = attempt.server;
    if (server == null) {
      if (outcome instanceof Outcome.Delivered delivered) {
        client.book().originDelivered(delivered.firstBlockNanos());
      }
      world.originSent(bytes, outcome);
      return;
    }
    server.uploads--;
    world.accepted(server, attempt.blocksAt(now), attempt.blocks);
    Optional<Observation> observation = client.book().ended(server.id(), bytes, outcome);
    world.peerSent(client, server, outcome, observation.orElse(null));
  }

  private void end(boolean complete, long now) {
    ended = true;
    for (Attempt attempt : List.copyOf(running)) {
      account(attempt, attempt.overtaken ? new Outcome.TooSlow() : new Outcome.Cancelled(), now);
    }
    running.clear();
    world.readEnded(client, this, complete, now - startedNanos);
    onEnd.run();
  }
}
