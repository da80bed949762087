package io.peerage.agent.swarm;

import io.peerage.agent.accounting.TicketWallet;
import io.peerage.agent.origin.Site;
import io.peerage.agent.peer.PeerClient;
import io.peerage.agent.swarm.SourcePlanner.Candidate;
import io.peerage.agent.tracker.FleetView;
import io.peerage.agent.tracker.Locator;
import io.peerage.agent.tracker.ObservationLog;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.LocateResponse.Offer;
import io.peerage.protocol.message.Neighbour;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.runtime.transfer.ChunkDownload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one flight's chunk can be had in the real fleet: holders of the zone first, then the
 * chunk's home in the zone, then holders elsewhere, and the site's origin. Denied and avoided
 * agents are left out. Thread-safe.
 */
final class FleetSources implements ChunkSources {
  private static final Logger log = LoggerFactory.getLogger(FleetSources.class);
  private static final int MAX_HOMES = 2;
  private static final int MAX_PER_KIND = 3;
  private static final Duration ORIGIN_SILENCE = Duration.ofSeconds(10);
  private static final Duration PEER_SILENCE = Duration.ofSeconds(3);

  private final Fleet fleet;
  private final Site site;
  private final ContentVerifier content;
  private final ChunkId chunk;
  private final boolean asHome;
  private final PeerOrder peers;
  private final Map<AgentId, Endpoint> endpoints = new ConcurrentHashMap<>();

  /** A flight asks each peer once at most. */
  private final Map<AgentId, TicketWallet.Spending> spendings = new ConcurrentHashMap<>();

  private record Endpoint(PeerEndpoint address, boolean home) {}

  /** What all flights of an agent share. */
  record Fleet(
      AgentId self,
      String zone,
      FleetView view,
      Locator locator,
      PeerClient client,
      TicketWallet wallet,
      PeerBook book,
      ObservationLog observations,
      TrafficMeter traffic,
      SwarmEvents events,
      SwarmConfig config,
      RandomGenerator random,
      AtomicReference<Neighbourhood> latest) {

    /** The zone's agents as the tracker last said. */
    Neighbourhood neighbourhood() {
      List<Neighbour> now = view.neighbours();
      Neighbourhood known = latest.get();
      if (known.isOf(now)) {
        return known;
      }
      Neighbourhood made = new Neighbourhood(now);
      latest.set(made);
      return made;
    }
  }

  /**
   * @param asHome whether another agent asked this one as the chunk's home: then no other home is
   *     asked in turn
   */
  FleetSources(Fleet fleet, Site site, ContentVerifier content, int chunkIndex, boolean asHome) {
    this.fleet = fleet;
    this.site = site;
    this.content = content;
    this.chunk = new ChunkId(content.root(), chunkIndex);
    this.asHome = asHome;
    this.peers = new PeerOrder(fleet.book, fleet.random);
  }

  @Override
  public List<Candidate> candidates(Set<Source> tried) {
    List<Offer> offers =
        fleet.locator.holders(chunk.root()).stream()
            .filter(offer -> offer.chunks().has(chunk.index()))
            .filter(offer -> isUsable(offer.id(), tried))
            .toList();
    Set<AgentId> order = new LinkedHashSet<>();
    Map<AgentId, PeerEndpoint> addresses = new HashMap<>();
    offers.forEach(offer -> addresses.put(offer.id(), offer.endpoint()));
    int bytes = content.layout().chunkLength(chunk.index());

    List<AgentId> near =
        offers.stream().filter(offer -> offer.zone().equals(fleet.zone)).map(Offer::id).toList();
    order.addAll(peers.order(near, bytes, MAX_PER_KIND));
    Set<AgentId> homes = new LinkedHashSet<>();
    if (!asHome) {
      homes.addAll(homes(tried, addresses));
      order.addAll(homes);
    }
    List<AgentId> far =
        offers.stream().filter(offer -> !offer.zone().equals(fleet.zone)).map(Offer::id).toList();
    order.addAll(peers.order(far, bytes, MAX_PER_KIND));

    List<Candidate> candidates = new ArrayList<>();
    for (AgentId id : order) {
      PeerEndpoint address = addresses.get(id);
      if (address != null) {
        boolean holds = offers.stream().anyMatch(offer -> offer.id().equals(id));
        endpoints.put(id, new Endpoint(address, homes.contains(id)));
        long expected =
            fleet.book.expectedFirstBlockNanos(id)
                + (holds ? 0 : fleet.book.expectedOriginFirstBlockNanos());
        candidates.add(new Candidate(new Source.Peer(id), expected));
      }
    }
    return candidates;
  }

  /** The chunk's homes that come before this agent itself; none when it is the home. */
  private List<AgentId> homes(Set<Source> tried, Map<AgentId, PeerEndpoint> addresses) {
    Neighbourhood neighbourhood = fleet.neighbourhood();
    List<AgentId> homes = new ArrayList<>();
    for (AgentId home : neighbourhood.homes(chunk, MAX_HOMES + 1)) {
      if (home.equals(fleet.self) || homes.size() == MAX_HOMES) {
        break;
      }
      if (isUsable(home, tried)) {
        addresses.putIfAbsent(home, neighbourhood.endpoint(home));
        homes.add(home);
      }
    }
    return homes;
  }

  private boolean isUsable(AgentId id, Set<Source> tried) {
    return !id.equals(fleet.self)
        && !tried.contains(new Source.Peer(id))
        && !fleet.book.avoids(id)
        && fleet.view.denied(id).isEmpty();
  }

  @Override
  public Download download(Source source, BlockRun run) {
    return switch (source) {
      case Source.Origin _ -> {
        ChunkDownload download = site.download(content, chunk.index(), run);
        yield new Download() {
          @Override
          public void run(ChunkDownload.Sink sink) throws IOException {
            download.run(null, ORIGIN_SILENCE, sink);
          }

          @Override
          public void cancel() {
            download.cancel();
          }
        };
      }
      case Source.Peer peer -> peerDownload(peer.id(), run);
    };
  }

  private Download peerDownload(AgentId peer, BlockRun run) {
    Endpoint endpoint = endpoints.get(peer);
    if (endpoint == null) {
      throw new IllegalArgumentException(peer + " was no candidate");
    }
    ChunkDownload download = fleet.client.download(endpoint.address, content, chunk.index(), run);
    if (endpoint.home) {
      download.askAsHome(site.name().value());
    }
    fleet
        .wallet
        .spend(peer, run.bytes(content.layout(), chunk.index()))
        .ifPresent(spending -> {
          download.under(spending.ticket());
          spendings.put(peer, spending);
        });
    fleet.book.begun(peer);
    return new Download() {
      @Override
      public void run(ChunkDownload.Sink sink) throws IOException {
        fleet.client.run(download, peer, PEER_SILENCE, sink);
      }

      @Override
      public void cancel() {
        download.cancel();
      }
    };
  }

  @Override
  public void ended(Source source, long bytes, Outcome outcome) {
    switch (source) {
      case Source.Origin _ -> {
        fleet.traffic.fromOrigin(bytes);
        if (outcome instanceof Outcome.Delivered delivered) {
          fleet.book.originDelivered(delivered.firstBlockNanos());
        }
        fleet.events.attemptEnded("origin", nameOf(outcome));
      }
      case Source.Peer peer -> {
        fleet.traffic.fromPeer(bytes);
        if (outcome instanceof Outcome.Mismatch mismatch) {
          log.warn("{} sent wrong bytes and is avoided: {}", peer.id(), mismatch.detail());
        }
        TicketWallet.Spending spending = spendings.remove(peer.id());
        if (spending != null) {
          spending.ended(bytes, outcome instanceof Outcome.Delivered);
        }
        fleet.book.ended(peer.id(), bytes, outcome).ifPresent(fleet.observations::add);
        fleet.events.attemptEnded("peer", nameOf(outcome));
      }
    }
  }

  private static String nameOf(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered _ -> "delivered";
      case Outcome.Mismatch _ -> "mismatch";
      case Outcome.TooSlow _ -> "too_slow";
      case Outcome.NotHere _ -> "not_here";
      case Outcome.Refused _ -> "refused";
      case Outcome.Cancelled _ -> "cancelled";
    };
  }
}
