package io.peerage.tracker;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.audit.AuditResult;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.overview.Overview;
import io.peerage.tracker.swarm.SwarmDirectory;
import java.util.Locale;

/** The tracker's meters; none has an agent as a label. Thread-safe. */
final class TrackerMetrics {
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
  }

  void count(AuditResult.Outcome outcome) {
    registry.counter("peerage.tracker.audits", "outcome", label(outcome)).increment();
  }

  void count(Verdict verdict) {
    registry.counter("peerage.tracker.verdicts", "state", label(verdict.to())).increment();
  }

  void watch(Overview overview, SwarmDirectory swarm, EventLog events) {
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

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
