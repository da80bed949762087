package io.peerage.tracker.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.accounting.FleetAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficSeriesTest {
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  private final TrafficSeries series = new TrafficSeries(Duration.ofHours(24));

  @Test
  void trafficStandsInTheStepOfItsTimeAndTheOthersAreZero() {
    series.add(traffic(5), START);
    series.add(traffic(7), START.plusSeconds(9));
    series.add(traffic(1), START.plusSeconds(30));
    TrafficSeries.Chart chart = series.chart(1, START.plusSeconds(30));
    assertThat(chart.stepSeconds()).isEqualTo(10);
    assertThat(chart.points()).hasSize(6);
    assertThat(chart.points().getLast().at()).isEqualTo(START.plusSeconds(30));
    assertThat(chart.points().stream().map(point -> point.traffic().clientBytes()))
        .containsExactly(0L, 0L, 12L, 0L, 0L, 1L);
  }

  @Test
  void longTimesHaveLongerStepsAndAtMostAThousandPoints() {
    Instant now = START.plus(Duration.ofHours(24));
    for (int i = 0; i < 8640; i++) {
      series.add(traffic(1), START.plusSeconds(10L * i + 10));
    }
    for (int minutes = 1; minutes <= 1440; minutes++) {
      TrafficSeries.Chart chart = series.chart(minutes, now);
      assertThat(chart.points()).hasSizeBetween(1, TrafficSeries.MAX_POINTS);
      assertThat(chart.points().size() * chart.stepSeconds())
          .isBetween(minutes * 60 - chart.stepSeconds(), minutes * 60);
    }
    assertThat(series.chart(60, now).stepSeconds()).isEqualTo(10);
    assertThat(series.chart(1440, now).stepSeconds()).isEqualTo(120);
    assertThat(
            series.chart(1440, now).points().stream()
                .mapToLong(p -> p.traffic().clientBytes())
                .sum())
        .isBetween(8628L, 8640L);
  }

  @Test
  void nothingOlderThanADayIsKept() {
    series.add(traffic(1), START);
    series.add(traffic(1), START.plus(Duration.ofHours(25)));
    assertThat(series.drainUnsaved(START.plus(Duration.ofHours(25)))).hasSize(1);
  }

  @Test
  void unsavedStepsAreGivenOnceButThePresentOneAgain() {
    series.add(traffic(1), START);
    series.add(traffic(2), START.plusSeconds(10));
    assertThat(series.drainUnsaved(START.plusSeconds(11))).hasSize(2);
    series.add(traffic(3), START.plusSeconds(12));
    List<TrafficStep> unsaved = series.drainUnsaved(START.plusSeconds(21));
    assertThat(unsaved).containsExactly(new TrafficStep(START.plusSeconds(10), traffic(5), null));
    assertThat(series.drainUnsaved(START.plusSeconds(22))).isEmpty();
    series.returnUnsaved(unsaved);
    assertThat(series.drainUnsaved(START.plusSeconds(23))).isEqualTo(unsaved);
  }

  @Test
  void accountsStandUntilTheyChange() {
    series.note(accounts(1), START.minusSeconds(100));
    series.note(accounts(2), START);
    series.note(accounts(2), START.plusSeconds(10));
    series.note(accounts(3), START.plusSeconds(29));
    series.add(traffic(1), START.plusSeconds(30));
    assertThat(series.chart(1, START.plusSeconds(30)).points().stream().map(TrafficStep::accounts))
        .containsExactly(
            accounts(1), accounts(1), accounts(2), accounts(2), accounts(3), accounts(3));
    assertThat(series.drainUnsaved(START.plusSeconds(30)).stream().map(TrafficStep::accounts))
        .containsExactly(accounts(1), accounts(2), accounts(3), null);
  }

  @Test
  void howAccountsStandIsKnownHoweverLongNothingChanged() {
    series.note(accounts(1), START);
    series.note(accounts(2), START.plusSeconds(10));
    Instant later = START.plus(Duration.ofHours(30));
    series.add(traffic(1), later);
    assertThat(series.chart(1, later).points().getFirst().accounts()).isEqualTo(accounts(2));
  }

  @Test
  void sumsStandStillInsteadOfOverflowing() {
    Traffic most = new Traffic(TrafficSum.MOST, 0, 0, 0, 0, 0);
    assertThat(TrafficSum.add(most, traffic(1L << 50)).clientBytes()).isEqualTo(TrafficSum.MOST);
  }

  private static FleetAccounts accounts(long bytes) {
    return new FleetAccounts(bytes, bytes, 0, 0);
  }

  private static Traffic traffic(long clientBytes) {
    return new Traffic(clientBytes, 0, 0, 0, 0, 0);
  }
}
