package io.peerage.tracker.reports;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.accounting.FleetAccounts;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.trust.TrustLedger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts reports, each once. What an agent says of its own traffic is added up as its own word;
 * what it holds against others goes to the trust ledger, unless it is itself in quarantine. What it
 * says went well counts for nothing here: receipts do. Thread-safe.
 */
public final class Reports {
  /** Starts of an agent whose reports may still come in. */
  private static final int MAX_EPOCHS = 4;

  private final ReportParameters parameters;
  private final ReportStore store;
  private final TrustLedger trust;
  private final Bans bans;
  private final InstantSource clock;
  private final TrafficSeries series;
  private final Map<AgentId, Ledger> agents = new ConcurrentHashMap<>();
  private final ReentrantLock fleetLock = new ReentrantLock();
  // Under fleetLock.
  private Traffic fleet;

  /** One agent's reports. */
  private static final class Ledger {
    final ReentrantLock lock = new ReentrantLock();
    // Under lock; the traffic is read without.
    List<ReportWindow> windows = List.of();
    volatile Traffic traffic = Traffic.NONE;
  }

  /** Reads the store. */
  public Reports(
      ReportParameters parameters,
      ReportStore store,
      TrustLedger trust,
      Bans bans,
      InstantSource clock) {
    this.parameters = parameters;
    this.store = store;
    this.trust = trust;
    this.bans = bans;
    this.clock = clock;
    this.series = new TrafficSeries(parameters.seriesKept().duration());
    store
        .agents()
        .forEach((agent, kept) -> {
          Ledger ledger = new Ledger();
          ledger.windows = kept.windows();
          ledger.traffic = kept.traffic();
          agents.put(agent, ledger);
        });
    this.fleet = store.fleet();
    series.restore(store.steps(clock.instant().minus(parameters.seriesKept().duration())));
  }

  /**
   * Takes a report in, durably.
   *
   * @return whether it was new
   * @throws IllegalArgumentException when it claims what cannot be
   */
  public boolean take(Caller caller, ReportRequest report) {
    requirePlausible(report.traffic());
    Ledger ledger = agents.computeIfAbsent(caller.id(), _ -> new Ledger());
    ledger.lock.lock();
    try {
      if (isCounted(ledger.windows, report)) {
        return false;
      }
      List<ReportWindow> windows = counted(ledger.windows, report);
      List<Observation> testimony =
          bans.state(caller.id()).isOffered()
              ? report.observations().stream().map(Reports::complaint).toList()
              : List.of();
      trust.observe(
          caller.id(),
          testimony,
          changes -> store.record(caller.id(), windows, report.traffic(), changes));
      ledger.windows = windows;
      ledger.traffic = TrafficSum.add(ledger.traffic, report.traffic());
    } finally {
      ledger.lock.unlock();
    }
    fleetLock.lock();
    try {
      fleet = TrafficSum.add(fleet, report.traffic());
    } finally {
      fleetLock.unlock();
    }
    series.add(report.traffic(), clock.instant());
    return true;
  }

  private static Observation complaint(Observation seen) {
    return new Observation(
        seen.server(), 0, 0, seen.mismatches(), seen.timeouts(), seen.refusals());
  }

  private void requirePlausible(Traffic traffic) {
    long most = parameters.maxBytesPerReport().bytes();
    requireAtMost("traffic.clientBytes", traffic.clientBytes(), most);
    requireAtMost("traffic.storeBytes", traffic.storeBytes(), most);
    requireAtMost("traffic.peerBytes", traffic.peerBytes(), most);
    requireAtMost("traffic.originBytes", traffic.originBytes(), most);
    requireAtMost("traffic.servedBytes", traffic.servedBytes(), most);
    requireAtMost("traffic.requests", traffic.requests(), most);
  }

  private static void requireAtMost(String field, long value, long most) {
    if (value > most) {
      throw new IllegalArgumentException(
          "%s is at most %d in one report, not %d".formatted(field, most, value));
    }
  }

  private static boolean isCounted(List<ReportWindow> windows, ReportRequest report) {
    return windows.stream()
        .anyMatch(
            window -> window.epoch().equals(report.epoch()) && window.counted(report.sequence()));
  }

  /** The windows with the report in them, its epoch last; of too many the first goes. */
  private static List<ReportWindow> counted(List<ReportWindow> windows, ReportRequest report) {
    List<ReportWindow> next = new ArrayList<>(windows);
    ReportWindow window = ReportWindow.startingWith(report.epoch(), report.sequence());
    for (ReportWindow known : windows) {
      if (known.epoch().equals(report.epoch())) {
        window = known.with(report.sequence());
        next.remove(known);
      }
    }
    next.add(window);
    if (next.size() > MAX_EPOCHS) {
      next.removeFirst();
    }
    return List.copyOf(next);
  }

  /** What all agents reported since the beginning. */
  public Traffic fleetTraffic() {
    fleetLock.lock();
    try {
      return fleet;
    } finally {
      fleetLock.unlock();
    }
  }

  /** What {@code agent} reported since the beginning. */
  public Traffic trafficOf(AgentId agent) {
    Ledger ledger = agents.get(agent);
    return ledger == null ? Traffic.NONE : ledger.traffic;
  }

  /** The fleet's traffic and accounts over the last {@code minutes}. */
  public TrafficSeries.Chart chart(int minutes) {
    return series.chart(minutes, clock.instant());
  }

  /** Notes how the fleet's accounts stand, for the time series. */
  public void note(FleetAccounts accounts) {
    series.note(accounts, clock.instant());
  }

  /** Writes the time series to the store. */
  public void saveSeries() {
    Instant now = clock.instant();
    List<TrafficStep> unsaved = series.drainUnsaved(now);
    if (unsaved.isEmpty()) {
      return;
    }
    try {
      store.saveSteps(unsaved, now.minus(parameters.seriesKept().duration()));
    } catch (RuntimeException e) {
      series.returnUnsaved(unsaved);
      throw e;
    }
  }

  /** Removes an agent for good; the fleet's sums stay. */
  public void forget(AgentId agent) {
    store.forget(agent);
    agents.remove(agent);
  }
}
