package io.peerage.tracker.selection;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.LocateRequest;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.tracker.accounting.TicketDesk;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.swarm.Holder;
import io.peerage.tracker.swarm.Presence;
import io.peerage.tracker.swarm.SwarmDirectory;
import io.peerage.tracker.takedowns.Takedowns;
import io.peerage.tracker.trust.Score;
import io.peerage.tracker.trust.TrustLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Answers who has some content. Thread-safe. */
public final class Locates {
  private final SelectionParameters parameters;
  private final PeerSelector selector;
  private final SwarmDirectory swarm;
  private final TrustLedger trust;
  private final Bans bans;
  private final Takedowns takedowns;
  private final TicketDesk tickets;
  private final RandomGenerator seeds;

  /**
   * @param seeds each list is drawn from a seed of these; thread-safe
   */
  public Locates(
      SelectionParameters parameters,
      SwarmDirectory swarm,
      TrustLedger trust,
      Bans bans,
      Takedowns takedowns,
      TicketDesk tickets,
      RandomGenerator seeds) {
    this.parameters = parameters;
    this.selector = new PeerSelector(parameters);
    this.swarm = swarm;
    this.trust = trust;
    this.bans = bans;
    this.takedowns = takedowns;
    this.tickets = tickets;
    this.seeds = seeds;
  }

  /**
   * Peers for {@code caller}; none that it wants to avoid, and not itself; nobody for what is taken
   * down.
   */
  public LocateResponse locate(Caller caller, LocateRequest request) {
    int freshMillis = Math.toIntExact(parameters.fresh().toMillis());
    if (takedowns.isTakenDown(request.root())) {
      return new LocateResponse(List.of(), freshMillis, null);
    }
    RandomGenerator random = new SplittableRandom(seeds.nextLong());
    String zone = swarm.presence(caller.id()).map(Presence::zone).orElse("");
    Set<AgentId> left = new HashSet<>(request.avoid());
    left.add(caller.id());
    Map<AgentId, Holder> holders = new HashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (Holder holder :
        swarm.holders(
            request.root(),
            zone,
            parameters.maxCandidates(),
            id -> bans.state(id).isOffered() && !left.contains(id),
            random)) {
      AgentId id = holder.agent().id();
      AgentState state = bans.state(id);
      Score score = trust.quickScore(id);
      holders.put(id, holder);
      candidates.add(
          new Candidate(
              id,
              holder.agent().account(),
              holder.agent().network(),
              holder.zone().equals(zone),
              state,
              state == AgentState.CONTESTED && trust.hasServedWell(id, caller.id()),
              score.cleanAudits() > 0,
              score.belief(),
              score.score(),
              holder.capacity().uploadSlots(),
              holder.capacity().freeSlots()));
    }
    List<LocateResponse.Offer> offers = new ArrayList<>();
    for (Candidate candidate : selector.select(candidates, request.limit(), random)) {
      Holder holder = holders.get(candidate.agent());
      if (holder != null) {
        offers.add(
            new LocateResponse.Offer(
                candidate.agent(), holder.endpoint(), holder.zone(), holder.chunks()));
      }
    }
    return new LocateResponse(
        offers,
        freshMillis,
        tickets
            .issue(caller.id(), offers.stream().map(LocateResponse.Offer::id).toList())
            .orElse(null));
  }
}
