package io.peerage.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.peerage.agent.http.EdgePorts;
import io.peerage.agent.manifest.ManifestEvents;
import io.peerage.agent.prefetch.PrefetchEvents;
import io.peerage.agent.purge.PurgeEvents;
import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.store.StoreEvents;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.swarm.Swarm;
import io.peerage.agent.swarm.SwarmEvents;
import io.peerage.agent.takedown.TakedownEvents;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.agent.tracker.FleetView;
import io.peerage.agent.traffic.MemoryBudget;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Traffic;
import io.peerage.protocol.site.UntrustedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The agent's meters: {@code peerage_agent_...}. Thread-safe. */
final class AgentMetrics
    implements StoreEvents,
        SwarmEvents,
        ManifestEvents,
        PrefetchEvents,
        PurgeEvents,
        TakedownEvents {
  private static final String PREFIX = "peerage.agent.";

  private final MeterRegistry registry;

  AgentMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void bindTraffic(TrafficMeter traffic) {
    bytes("client", "Body bytes delivered to clients", traffic, Traffic::clientBytes);
    bytes("store", "Of those, bytes from the store", traffic, Traffic::storeBytes);
    bytes("peer", "Bytes fetched from other agents", traffic, Traffic::peerBytes);
    bytes("origin", "Bytes fetched from origins", traffic, Traffic::originBytes);
    bytes("served", "Bytes served to other agents", traffic, Traffic::servedBytes);
    FunctionCounter.builder(
            PREFIX + "requests", traffic, meter -> (double) meter.totals().requests())
        .description("Requests of clients")
        .register(registry);
  }

  private void bytes(
      String kind, String description, TrafficMeter traffic, ToLongFunction<Traffic> of) {
    FunctionCounter.builder(
            PREFIX + kind, traffic, meter -> (double) of.applyAsLong(meter.totals()))
        .description(description)
        .baseUnit("bytes")
        .register(registry);
  }

  void bindStore(ChunkStore store) {
    Gauge.builder(PREFIX + "store.disk", store, s -> (double) s.diskBytes())
        .description("Bytes of chunks on disk")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder(PREFIX + "store.memory", store, s -> (double) s.memoryBytes())
        .description("Bytes of chunks in memory")
        .baseUnit("bytes")
        .register(registry);
  }

  void bindEdge(EdgePorts edge, MemoryBudget memory) {
    Gauge.builder(PREFIX + "client.connections", edge, EdgePorts::connections)
        .description("Connections of clients")
        .register(registry);
    Gauge.builder(PREFIX + "request.memory", memory, m -> (double) m.takenBytes())
        .description("Memory that requests under way may come to need")
        .baseUnit("bytes")
        .register(registry);
  }

  void bindSwarm(Swarm swarm, FleetView fleet, InstantSource clock) {
    Gauge.builder(PREFIX + "flights", swarm, Swarm::underWay)
        .description("Chunks under way")
        .register(registry);
    Gauge.builder(PREFIX + "neighbours", fleet, f -> f.neighbours().size())
        .description("Agents of the zone among which chunks have their homes")
        .register(registry);
    Gauge.builder(
            PREFIX + "tracker.silence",
            fleet,
            f ->
                f.lastContact().equals(Instant.EPOCH)
                    ? Double.NaN
                    : Duration.between(f.lastContact(), clock.instant()).toMillis() / 1e3)
        .description("Time since the tracker last answered; NaN until it first has")
        .baseUnit("seconds")
        .register(registry);
  }

  void bindTakedowns(Takedowns takedowns) {
    Gauge.builder(PREFIX + "takedown.orders", takedowns, Takedowns::orders)
        .description("Orders of the takedown list that is followed")
        .register(registry);
  }

  @Override
  public void refusedForOrder(Asker asker) {
    Counter.builder(PREFIX + "takedown.refusals")
        .description("Requests refused because what they asked for is taken down")
        .tag("asker", asker.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  @Override
  public void evicted(ChunkId chunk) {
    count("store.evictions", "Chunks evicted from disk");
  }

  @Override
  public void corrupt(ChunkId chunk) {
    count("store.corrupt", "Chunks on disk that were not what was written");
  }

  @Override
  public void notKept(ChunkId chunk, String reason) {
    count("store.not.kept", "Chunks that could not be written to disk");
  }

  @Override
  public void attemptEnded(String source, String outcome) {
    Counter.builder(PREFIX + "attempts")
        .description("Requests for chunks, by source and outcome")
        .tag("source", source)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  @Override
  public void chunkFetched(Duration took) {
    Timer.builder(PREFIX + "chunk.fetch")
        .description("Time from the first want of a chunk to its last block")
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .register(registry)
        .record(took);
  }

  @Override
  public void chunkFailed(FlightException.Reason reason) {
    Counter.builder(PREFIX + "chunk.failures")
        .description("Chunks that could not be had")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  @Override
  public void prefetchEnded(String outcome) {
    Counter.builder(PREFIX + "prefetches")
        .description("Objects fetched ahead of players, by outcome")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  @Override
  public void asked() {
    count("manifest.questions", "Questions to adapters for manifests");
  }

  @Override
  public void refused(UntrustedException.Reason reason) {
    Counter.builder(PREFIX + "manifest.refusals")
        .description("Manifests and roots that were not believed")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  @Override
  public void servedStale() {
    count("served.stale", "Stale objects served because the origin could not be asked");
  }

  @Override
  public void purged(Purge.Mode mode) {
    Counter.builder(PREFIX + "purges")
        .description("Purges carried out")
        .tag("mode", mode.word())
        .register(registry)
        .increment();
  }

  @Override
  public void lostTrack() {
    count(
        "purges.unknown", "Times that all was taken for stale, since purges were missed for good");
  }

  @Override
  public void hit(int things) {
    Counter.builder(PREFIX + "purged")
        .description("Kept responses and manifests that purges hit")
        .register(registry)
        .increment(things);
  }

  private void count(String name, String description) {
    Counter.builder(PREFIX + name).description(description).register(registry).increment();
  }
}
