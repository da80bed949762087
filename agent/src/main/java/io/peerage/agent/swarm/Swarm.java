package io.peerage.agent.swarm;

import io.peerage.agent.accounting.TicketWallet;
import io.peerage.agent.origin.Site;
import io.peerage.agent.peer.PeerClient;
import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.agent.tracker.FleetView;
import io.peerage.agent.tracker.Locator;
import io.peerage.agent.tracker.ObservationLog;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.TakedownList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * All chunks on their way to this agent: at most one flight each, however many want it, and no more
 * bytes under way than configured. Thread-safe.
 */
public final class Swarm {
  private static final Duration WAIT_FOR_ROOM = Duration.ofSeconds(2);
  private static final int KIB = 1024;

  private final FleetSources.Fleet fleet;
  private final SwarmConfig config;
  private final SourcePlanner planner;
  private final ChunkStore store;
  private final Takedowns takedowns;
  private final SwarmEvents events;
  private final LongSupplier nanoClock;
  private final Map<ChunkId, Flight> flights = new ConcurrentHashMap<>();
  private final Semaphore roomKib;

  /**
   * @param self this agent's id
   * @param zone as it announces it
   */
  public Swarm(
      AgentId self,
      String zone,
      SwarmConfig config,
      ChunkStore store,
      FleetView view,
      Locator locator,
      PeerClient client,
      TicketWallet wallet,
      ObservationLog observations,
      TrafficMeter traffic,
      Takedowns takedowns,
      SwarmEvents events,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.config = config;
    this.planner = new SourcePlanner(config);
    this.store = store;
    this.takedowns = takedowns;
    this.events = events;
    this.nanoClock = nanoClock;
    this.roomKib = new Semaphore((int) Math.min(config.inFlight().bytes() / KIB, 1 << 30));
    this.fleet =
        new FleetSources.Fleet(
            self,
            zone,
            view,
            locator,
            client,
            wallet,
            new PeerBook(nanoClock, config.avoidMismatch().duration()),
            observations,
            traffic,
            events,
            config,
            random,
            new AtomicReference<>(new Neighbourhood(List.of())));
  }

  /** Why a chunk is wanted. */
  public enum Purpose {
    /** A client waits for it. */
    CLIENT,
    /** A client will want it soon; nobody waits for room. */
    READ_AHEAD,
    /** Another agent asked this one as the chunk's home. */
    HOME
  }

  /**
   * Joins the chunk's flight, or starts it.
   *
   * @param firstWanted the byte of the chunk that is wanted first
   * @return nothing when the chunk has come into the store meanwhile, or when there is no room for
   *     reading ahead
   * @throws FlightException when there is no room for it, or it is taken down
   */
  public Optional<Flight> join(
      Site site, ContentVerifier content, int chunk, int firstWanted, Purpose purpose)
      throws FlightException, InterruptedException {
    requireNotTakenDown(content.root());
    ChunkId id = new ChunkId(content.root(), chunk);
    Flight known = flights.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    int kib = Math.ceilDiv(content.layout().chunkLength(chunk), KIB);
    if (!acquireRoom(kib, purpose)) {
      if (purpose == Purpose.READ_AHEAD) {
        return Optional.empty();
      }
      throw new FlightException(
          FlightException.Reason.OVERLOADED, config.inFlight() + " of chunks are under way");
    }
    AtomicReference<Flight> started = new AtomicReference<>();
    Flight flight =
        flights.compute(
            id,
            (_, present) -> {
              // Only here, where no flight can end unseen, is "not in the store" the last word.
              if (present != null || store.contains(id)) {
                return present;
              }
              Flight fresh = newFlight(site, content, chunk, firstWanted, purpose, kib);
              started.set(fresh);
              return fresh;
            });
    Flight fresh = started.get();
    if (fresh == null) {
      roomKib.release(kib);
    } else {
      fresh.start();
    }
    return Optional.ofNullable(flight);
  }

  /** Asked before the first byte of a content is read, be it in the store. */
  public void requireNotTakenDown(ContentRoot root) throws FlightException {
    Optional<TakedownList.Entry> order = takedowns.against(root);
    if (order.isPresent()) {
      throw new FlightException(
          FlightException.Reason.TAKEN_DOWN,
          "taken down by an order under case %s (%s)"
              .formatted(order.get().caseId(), order.get().reason()));
    }
  }

  /** How many chunks are under way. */
  public int underWay() {
    return flights.size();
  }

  private boolean acquireRoom(int kib, Purpose purpose) throws InterruptedException {
    return purpose == Purpose.READ_AHEAD
        ? roomKib.tryAcquire(kib)
        : roomKib.tryAcquire(kib, WAIT_FOR_ROOM.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Flight newFlight(
      Site site, ContentVerifier content, int chunk, int firstWanted, Purpose purpose, int kib) {
    long begun = nanoClock.getAsLong();
    return new Flight(
        content,
        chunk,
        firstWanted,
        planner,
        new FleetSources(fleet, site, content, chunk, purpose == Purpose.HOME),
        nanoClock,
        flight -> {
          // First into the store, then out of the flights, so that no one finds it in neither.
          flight.result().ifPresent(whole -> store.put(content, whole));
          flights.remove(flight.id(), flight);
          roomKib.release(kib);
          if (flight.result().isPresent()) {
            events.chunkFetched(Duration.ofNanos(nanoClock.getAsLong() - begun));
          } else {
            flight.failure().ifPresent(events::chunkFailed);
          }
        });
  }
}
