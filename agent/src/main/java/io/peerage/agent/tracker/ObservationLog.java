package io.peerage.agent.tracker;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.ReportRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this agent saw of others since its last report, summed up per server. At most {@value
 * ReportRequest#MAX_OBSERVATIONS} servers; of further ones nothing is noted until the next report.
 * Thread-safe.
 */
public final class ObservationLog {
  // Guarded by this object's monitor.
  private final Map<AgentId, Observation> byServer = new LinkedHashMap<>();

  /** Adds to what was seen of a server. */
  public synchronized void add(Observation seen) {
    if (byServer.size() < ReportRequest.MAX_OBSERVATIONS || byServer.containsKey(seen.server())) {
      byServer.merge(seen.server(), seen, ObservationLog::sum);
    }
  }

  /** Takes all out. */
  synchronized List<Observation> take() {
    List<Observation> taken = new ArrayList<>(byServer.values());
    byServer.clear();
    return taken;
  }

  private static Observation sum(Observation a, Observation b) {
    return new Observation(
        a.server(),
        Math.min(MAX_COUNT, a.transfers() + b.transfers()),
        a.bytes() + b.bytes(),
        Math.min(MAX_COUNT, a.mismatches() + b.mismatches()),
        Math.min(MAX_COUNT, a.timeouts() + b.timeouts()),
        Math.min(MAX_COUNT, a.refusals() + b.refusals()));
  }

  private static final int MAX_COUNT = 1_000_000;
}
