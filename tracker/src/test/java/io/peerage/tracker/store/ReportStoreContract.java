package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.accounting.FleetAccounts;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.reports.ReportStore.AgentReports;
import io.peerage.tracker.reports.ReportWindow;
import io.peerage.tracker.reports.TrafficStep;
import io.peerage.tracker.reports.TrafficSum;
import io.peerage.tracker.trust.Counted;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every {@link io.peerage.tracker.reports.ReportStore} does. */
public abstract class ReportStoreContract extends StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final AgentId AGENT = new AgentId("a-1");
  private static final List<ReportWindow> WINDOWS =
      List.of(new ReportWindow("first \"epoch\"", 7, -1), new ReportWindow("second", 1, 1));

  @Test
  void reportItsMarkAndItsTrustSurviveAnyEndTogether() throws Exception {
    StandingRow standing =
        new StandingRow(
            AGENT,
            new Account("acme"),
            new NetworkGroup("10.0.0.0/24"),
            1,
            2,
            3,
            0.5,
            0.6,
            0,
            0,
            0.1,
            Counted.NOTHING,
            4);
    stores
        .reports()
        .record(
            AGENT, WINDOWS, traffic(5), new TrustChanges(List.of(standing), List.of(), List.of()));
    for (int i = 0; i < 2; i++) {
      if (i == 0) {
        stores.restartAfterAbruptEnd();
      } else {
        stores.restart();
      }
      assertThat(stores.reports().agents())
          .isEqualTo(Map.of(AGENT, new AgentReports(WINDOWS, traffic(5))));
      assertThat(stores.reports().fleet()).isEqualTo(traffic(5));
      assertThat(stores.trust().load().standings()).containsExactly(standing);
    }
  }

  @Test
  void sumsAddUpAlsoUnderManyAtOnce() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        AgentId agent = new AgentId("a-" + i % 10);
        threads.execute(() -> record(agent, traffic(1)));
      }
    }
    assertThat(stores.reports().fleet()).isEqualTo(traffic(200));
    assertThat(stores.reports().agents()).hasSize(10);
    assertThat(stores.reports().agents().values())
        .allSatisfy(kept -> assertThat(kept.traffic()).isEqualTo(traffic(20)));
  }

  @Test
  void sumsStandStillInsteadOfOverflowing() {
    Traffic much = new Traffic(TrafficSum.MOST - 1, 0, 0, 0, 0, TrafficSum.MOST);
    record(AGENT, much);
    record(AGENT, traffic(1L << 50));
    Traffic sum = stores.reports().fleet();
    assertThat(sum.clientBytes()).isEqualTo(TrafficSum.MOST);
    assertThat(sum.requests()).isEqualTo(TrafficSum.MOST);
    assertThat(sum.peerBytes()).isEqualTo(3L << 50);
    assertThat(stores.reports().agents().values())
        .singleElement()
        .satisfies(kept -> assertThat(kept.traffic()).isEqualTo(sum));
  }

  @Test
  void forgottenAgentStaysInTheFleetsSum() {
    record(AGENT, traffic(5));
    stores.reports().forget(AGENT);
    assertThat(stores.reports().agents()).isEmpty();
    assertThat(stores.reports().fleet()).isEqualTo(traffic(5));
  }

  @Test
  void stepsReplaceThoseOfTheSameTimeAndOldOnesGo() throws Exception {
    stores.reports().saveSteps(List.of(step(0, 1), step(10, 2), step(20, 3)), Instant.EPOCH);
    stores.reports().saveSteps(List.of(step(20, 9)), NOW.plusSeconds(10));
    stores.restartAfterAbruptEnd();
    assertThat(stores.reports().steps(Instant.EPOCH)).containsExactly(step(10, 2), step(20, 9));
    assertThat(stores.reports().steps(NOW.plusSeconds(11))).containsExactly(step(20, 9));
    stores.reports().saveSteps(List.of(step(30, 3)), NOW.plusSeconds(30));
    assertThat(stores.reports().steps(Instant.EPOCH)).containsExactly(step(30, 3));
  }

  private void record(AgentId agent, Traffic traffic) {
    stores.reports().record(agent, WINDOWS, traffic, TrustChanges.NONE);
  }

  private static TrafficStep step(int seconds, long n) {
    return new TrafficStep(
        NOW.plusSeconds(seconds),
        traffic(n),
        n == 3 ? null : new FleetAccounts(n, 2 * n, 3 * n, 4 * n));
  }

  private static Traffic traffic(long n) {
    return new Traffic(n, 2 * n, 3 * n, 4 * n, 5 * n, n);
  }
}
