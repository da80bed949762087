package io.peerage.tracker.reports;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.trust.TrustChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Keeps which reports were counted, the sums of traffic, and the time series.
 *
 * <p>Durable: what a method returned from survives an abrupt end of the process and of the machine.
 * Atomic: {@link #record} keeps the mark that the report was counted, its traffic and what it
 * changed in trust together, or nothing of it; so a report that is sent again after a failure
 * counts once. Thread-safe; reports of one agent come one after another. Throws {@link
 * java.io.UncheckedIOException} when the store fails.
 */
public interface ReportStore {
  /**
   * What is kept of one agent.
   *
   * @param windows of its last epochs
   * @param traffic since the beginning
   */
  record AgentReports(List<ReportWindow> windows, Traffic traffic) {
    public AgentReports {
      windows = List.copyOf(windows);
    }
  }

  Map<AgentId, AgentReports> agents();

  /** The sum of all that was ever recorded, of agents that are forgotten as well. */
  Traffic fleet();

  /**
   * Counts a report.
   *
   * @param windows of the agent, this report included
   * @param traffic to be added to the agent's and the fleet's sums, which stop at {@link
   *     TrafficSum#MOST}
   * @param trust as {@link io.peerage.tracker.trust.TrustStore#save} takes it
   */
  void record(AgentId agent, List<ReportWindow> windows, Traffic traffic, TrustChanges trust);

  /** The series from {@code from} on, the oldest first. */
  List<TrafficStep> steps(Instant from);

  /** Keeps steps in place of those of the same time, and removes those before {@code from}. */
  void saveSteps(List<TrafficStep> steps, Instant from);

  /** Removes what is kept of an agent; the fleet's sum stays. */
  void forget(AgentId agent);
}
