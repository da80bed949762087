package io.peerage.tracker;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Purge;
import io.peerage.tracker.appeals.Appeals;
import io.peerage.tracker.audit.AuditResult;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.overview.Overview;
import io.peerage.tracker.purges.PurgeMeters;
import io.peerage.tracker.purges.Purges;
import io.peerage.tracker.recording.Recorder;
import io.peerage.tracker.shadow.Shadow;
import io.peerage.tracker.swarm.SwarmDirectory;
import io.peerage.tracker.trust.TrustLedger;
import java.time.Duration;
import java.util.Locale;

/** The tracker's meters; none has an agent as a label. Thread-safe. */
final class TrackerMetrics implements PurgeMeters {
  private final MeterRegistry registry;

  TrackerMetrics(MeterRegistry registry) {
    this.registry = registry;
    // From the start, so that a first increase is seen as one.
    for (AuditResult.Outcome outcome : AuditResult.Outcome.values()) {
      registry.counter("peerage.tracker.audits", "outcome", label(outcome));
    }
    for (AgentState state : AgentState.values()) {
      registry.counter("peerage.tracker.verdicts", "state", label(state));
    }
    for (Purge.Mode mode : Purge.Mode.values()) {
      registry.counter("peerage.tracker.purges", "mode", mode.word());
    }
  }

  void count(AuditResult.Outcome outcome) {
    registry.counter("peerage.tracker.audits", "outcome", label(outcome)).increment();
  }

  void count(Verdict verdict) {
    registry.counter("peerage.tracker.verdicts", "state", label(verdict.to())).increment();
  }

  @Override
  public void requested(Purge.Mode mode) {
    registry.counter("peerage.tracker.purges", "mode", mode.word()).increment();
  }

  @Override
  public void acknowledged(Duration after) {
    Timer.builder("peerage.tracker.purge.acknowledgement")
        .description("Time from the request for a purge to an agent's word that it is carried out")
        .serviceLevelObjectives(
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10))
        .register(registry)
        .record(after.isNegative() ? Duration.ZERO : after);
  }

  void watch(
      Overview overview, SwarmDirectory swarm, EventLog events, Purges purges, Appeals appeals) {
    Gauge.builder("peerage.tracker.appeals.open", () -> appeals.open().size())
        .description("Appeals that are not decided")
        .register(registry);
    Gauge.builder("peerage.tracker.appeals.overdue", appeals::overdue)
        .description("Of those, the ones that are past their due time")
        .register(registry);
    Gauge.builder("peerage.tracker.purges.held", purges::held)
        .description("Agents that wait for the next purge")
        .register(registry);
    for (AgentState state : AgentState.values()) {
      Gauge.builder("peerage.tracker.agents", () -> overview.agentsByState().getOrDefault(state, 0))
          .description("Agents that can show a certificate, or are denied, by state")
          .tag("state", label(state))
          .register(registry);
    }
    Gauge.builder("peerage.tracker.agents.online", () -> swarm.online().size())
        .description("Agents that announced themselves lately")
        .register(registry);
    Gauge.builder("peerage.tracker.holdings", swarm::holdings)
        .description("Contents that agents announced, summed over agents")
        .register(registry);
    FunctionCounter.builder(
            "peerage.tracker.holdings.passed.over", swarm, SwarmDirectory::passedOver)
        .description("Announced contents for which the directory had no room")
        .register(registry);
    Gauge.builder("peerage.tracker.event.followers", events::followers)
        .description("Streams of events")
        .register(registry);
  }

  void watch(TrustLedger trust) {
    Gauge.builder("peerage.tracker.trust.unsaved", trust::unsavedServers)
        .description("Agents of whose trust something waits to be saved")
        .register(registry);
  }

  void watch(Shadow shadow) {
    Gauge.builder("peerage.tracker.shadow.differing", shadow::differing)
        .description("Agents that the shadow policy puts into another state than the one in force")
        .register(registry);
    FunctionCounter.builder("peerage.tracker.shadow.divergences", shadow, Shadow::begun)
        .description("Times that it began to")
        .register(registry);
  }

  void watch(Recorder recorder) {
    FunctionCounter.builder("peerage.tracker.recording.lost", recorder, Recorder::lost)
        .description("Events that were not recorded")
        .register(registry);
    Gauge.builder("peerage.tracker.recording.bytes", recorder::bytes)
        .description("The size of all recordings")
        .baseUnit("bytes")
        .register(registry);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
