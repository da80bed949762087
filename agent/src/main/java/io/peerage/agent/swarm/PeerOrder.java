package io.peerage.agent.swarm;

import io.peerage.protocol.identity.AgentId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Decides which of the peers that the tracker named are asked first. Pure but for the dice that are
 * handed in.
 *
 * <p>The tracker's list is drawn by trust, so its beginning matters: only the first few are
 * compared by speed. Peers that served this agent well before come before strangers, so that each
 * stranger's first wrong byte, which nobody can foresee, is met as seldom as can be. Strangers are
 * asked as often as they turned out right of late, and the origin otherwise; where nobody sends
 * wrong bytes, that is always. Now and then the tracker's order is taken as it is: else newcomers
 * could never show what they are.
 */
public final class PeerOrder {
  /** How often strangers are on a par with known peers. */
  private static final double EXPLORED = 0.05;

  /** Expected times are shaken by this much, so that not all agents run to the same peer. */
  private static final double JITTER = 0.2;

  private static final Comparator<Timed> QUICKEST =
      (one, other) -> Double.compare(one.nanos(), other.nanos());

  private final PeerBook book;
  private final RandomGenerator random;

  private record Timed(AgentId peer, double nanos) {}

  public PeerOrder(PeerBook book, RandomGenerator random) {
    this.book = book;
    this.random = random;
  }

  /**
   * Of {@code offers}, in the tracker's order, those to ask for {@code bytes}, the first first, at
   * most {@code most}, and none that this agent avoids.
   */
  public List<AgentId> order(List<AgentId> offers, int bytes, int most) {
    boolean exploring = random.nextDouble() < EXPLORED;
    boolean trusting = exploring || random.nextDouble() >= book.strangersWrong();
    List<AgentId> first = new ArrayList<>(most);
    List<AgentId> strangers = new ArrayList<>(most);
    for (int i = 0; i < offers.size() && first.size() < most; i++) {
      AgentId peer = offers.get(i);
      switch (book.standing(peer)) {
        case GOOD -> first.add(peer);
        case STRANGER -> {
          if (exploring) {
            first.add(peer);
          } else if (trusting && strangers.size() < most) {
            strangers.add(peer);
          }
        }
        case AVOIDED -> {}
      }
    }
    quickestFirst(first, bytes);
    if (first.size() < most) {
      List<AgentId> rest = strangers.subList(0, Math.min(strangers.size(), most - first.size()));
      quickestFirst(rest, bytes);
      first.addAll(rest);
    }
    return first;
  }

  private void quickestFirst(List<AgentId> peers, int bytes) {
    if (peers.size() > 1) {
      List<Timed> timed = new ArrayList<>(peers.size());
      for (AgentId peer : peers) {
        double nanos = book.expectedNanos(peer, bytes) * (1 + JITTER * random.nextDouble());
        timed.add(new Timed(peer, nanos));
      }
      timed.sort(QUICKEST);
      for (int i = 0; i < timed.size(); i++) {
        peers.set(i, timed.get(i).peer());
      }
    }
  }
}
