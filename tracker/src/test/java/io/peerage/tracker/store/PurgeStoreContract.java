package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.Purge.Kind;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.protocol.site.SiteName;
import io.peerage.tracker.purges.AgentStep;
import io.peerage.tracker.purges.PurgeRecord;
import io.peerage.tracker.purges.PurgeStore;
import io.peerage.tracker.purges.PurgeStore.Ends;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link PurgeStore} does. */
public abstract class PurgeStoreContract extends StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123Z");
  private static final SiteName SITE = new SiteName("media.example");
  private static final AgentId AGENT = new AgentId("a-1");

  @Test
  void newLogHasNoEnds() {
    assertThat(stores.purges().ends()).isEqualTo(new Ends(0, 0));
    assertThat(stores.purges().all()).isEmpty();
    assertThat(stores.purges().steps()).isEmpty();
  }

  @Test
  void purgesOfAllKindsSurviveAnAbruptEndInTheirOrder() throws Exception {
    List<PurgeRecord> records = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Mode mode : Mode.values()) {
        String value = kind == Kind.TAG ? "film-1" : "/a'\"?b=;";
        records.add(new PurgeRecord(7 + records.size(), NOW, new Purge(SITE, kind, value, mode)));
      }
    }
    records.forEach(stores.purges()::add);
    stores.restartAfterAbruptEnd();
    assertThat(stores.purges().all()).isEqualTo(records);
    assertThat(stores.purges().ends()).isEqualTo(new Ends(12, 0));
  }

  @Test
  void numberIsGivenOnce() {
    stores.purges().add(record(7));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> stores.purges().add(record(7)));
    assertThat(stores.purges().all()).containsExactly(record(7));
  }

  @Test
  void endsNeverGoDownAndWhatIsForgottenIsGone() throws Exception {
    for (int id = 1; id <= 4; id++) {
      stores.purges().add(record(id));
    }
    stores.purges().move(new Ends(3, 2));
    assertThat(stores.purges().ends()).isEqualTo(new Ends(4, 2));
    assertThat(stores.purges().all()).containsExactly(record(3), record(4));
    stores.purges().move(new Ends(9, 1));
    stores.restart();
    assertThat(stores.purges().ends()).isEqualTo(new Ends(9, 2));
  }

  @Test
  void lastStepsOfEachAgentAreKept() throws Exception {
    AgentId other = new AgentId("b-1");
    List<AgentStep> steps = new ArrayList<>();
    for (int i = 1; i <= PurgeStore.STEPS_KEPT + 5; i++) {
      steps.add(new AgentStep(AGENT, i, NOW.plusSeconds(i)));
    }
    steps.add(new AgentStep(other, 3, NOW));
    stores.purges().addSteps(steps);
    stores.restartAfterAbruptEnd();
    assertThat(stores.purges().steps()).isEqualTo(steps.subList(5, steps.size()));
    stores.purges().forget(AGENT);
    assertThat(stores.purges().steps()).containsExactly(new AgentStep(other, 3, NOW));
  }

  private static PurgeRecord record(long id) {
    return new PurgeRecord(id, NOW, new Purge(SITE, Kind.URL, "/" + id, Mode.HARD));
  }
}
