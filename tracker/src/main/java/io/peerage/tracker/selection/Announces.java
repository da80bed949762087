package io.peerage.tracker.selection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.Neighbour;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.tracker.accounting.TicketDesk;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.swarm.SwarmDirectory;
import io.peerage.tracker.takedowns.Takedowns;
import io.peerage.tracker.trust.TrustLedger;
import java.util.List;

/** Takes announces in and answers them. Thread-safe. */
public final class Announces {
  private static final int MAX_ZONES_CACHED = 1000;

  private final SwarmDirectory swarm;
  private final TrustLedger trust;
  private final Bans bans;
  private final Takedowns takedowns;
  private final NeighbourRule rule;
  private final TicketDesk tickets;
  private final int heartbeatMillis;
  private final Cache<String, ZoneView> zones =
      Caffeine.newBuilder().maximumSize(MAX_ZONES_CACHED).build();

  /** A zone's neighbours as they were at these revisions. */
  private record ZoneView(long swarmRevision, long banRevision, List<Neighbour> neighbours) {}

  public Announces(
      SelectionParameters parameters,
      TimeSpan heartbeat,
      SwarmDirectory swarm,
      TrustLedger trust,
      Bans bans,
      Takedowns takedowns,
      TicketDesk tickets) {
    this.tickets = tickets;
    this.rule = new NeighbourRule(parameters);
    this.heartbeatMillis = Math.toIntExact(heartbeat.toMillis());
    this.swarm = swarm;
    this.trust = trust;
    this.bans = bans;
    this.takedowns = takedowns;
  }

  /** Takes in what an agent says, unless it is banned, and answers. */
  public AnnounceResponse announce(Caller caller, AnnounceRequest request) {
    boolean resync = false;
    List<Neighbour> neighbours = List.of();
    AgentState state = bans.state(caller.id());
    if (state == AgentState.BANNED) {
      swarm.remove(caller.id());
    } else {
      trust.place(caller);
      resync = swarm.announce(caller, request);
      neighbours = neighboursIn(request.zone());
    }
    return new AnnounceResponse(
        heartbeatMillis,
        resync,
        state,
        neighbours,
        bans.denyListAfter(request.denyListVersion()).orElse(null),
        takedowns.versionFor(request.takedownVersion()),
        tickets.issue(caller.id(), neighbours.stream().map(Neighbour::id).toList()).orElse(null));
  }

  private List<Neighbour> neighboursIn(String zone) {
    ZoneView known = zones.getIfPresent(zone);
    if (known == null || !isCurrent(known)) {
      // One asker computes it, the others of the zone wait for that.
      known =
          zones
              .asMap()
              .compute(zone, (_, other) -> other != null && isCurrent(other) ? other : view(zone));
    }
    return known.neighbours;
  }

  private boolean isCurrent(ZoneView view) {
    return view.swarmRevision == swarm.revision() && view.banRevision == bans.revision();
  }

  private ZoneView view(String zone) {
    // Read before what they guard, so that a change in between makes the view stale.
    long swarmRevision = swarm.revision();
    long banRevision = bans.revision();
    List<NeighbourRule.Resident> residents =
        swarm.onlineIn(zone).stream()
            .map(presence ->
                new NeighbourRule.Resident(
                    new Neighbour(presence.agent().id(), presence.endpoint()),
                    bans.state(presence.agent().id())))
            .toList();
    return new ZoneView(swarmRevision, banRevision, rule.neighbours(residents));
  }
}
