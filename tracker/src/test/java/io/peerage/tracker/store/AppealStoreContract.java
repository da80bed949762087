package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.appeals.Appeal;
import io.peerage.tracker.appeals.AppealState;
import io.peerage.tracker.appeals.AppealStore;
import io.peerage.tracker.appeals.EvidenceCheck;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link AppealStore} does. */
public abstract class AppealStoreContract extends StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123Z");
  private static final AgentId AGENT = new AgentId("a-1");
  private static final AgentId OTHER = new AgentId("a-2");

  @Test
  void appealAndItsDecisionSurviveAnyEnd() throws Exception {
    Appeal filed = stores.appeals().add(filed(AGENT, NOW));
    assertThat(filed.id()).isPositive();
    assertThat(filed).isEqualTo(with(filed.id(), filed(AGENT, NOW)));
    stores.restartAfterAbruptEnd();
    assertThat(stores.appeals().find(filed.id())).contains(filed);
    assertThat(stores.appeals().open()).containsExactly(filed);

    Appeal decided = decided(filed, AppealState.REJECTED, "no 'reason'\nat all");
    stores.appeals().update(decided);
    stores.restart();
    assertThat(stores.appeals().find(filed.id())).contains(decided);
    assertThat(stores.appeals().open()).isEmpty();
  }

  @Test
  void agentHasOneOpenAppeal() {
    Appeal first = stores.appeals().add(filed(AGENT, NOW));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> stores.appeals().add(filed(AGENT, NOW)));
    stores.appeals().add(filed(OTHER, NOW));
    stores.appeals().update(decided(first, AppealState.UPHELD, "right"));
    Appeal second = stores.appeals().add(filed(AGENT, NOW));
    assertThat(stores.appeals().of(AGENT))
        .extracting(Appeal::id)
        .containsExactly(second.id(), first.id());
  }

  @Test
  void decisionIsMadeOnce() {
    Appeal filed = stores.appeals().add(filed(AGENT, NOW));
    Appeal upheld = decided(filed, AppealState.UPHELD, "right");
    stores.appeals().update(upheld);
    stores.appeals().update(decided(filed, AppealState.REJECTED, "wrong"));
    assertThat(stores.appeals().find(filed.id())).contains(upheld);
  }

  @Test
  void openOnesComeByTheirDueTimeAndPagesFromTheNewest() {
    Appeal later = stores.appeals().add(filed(AGENT, NOW.plusSeconds(60)));
    Appeal sooner = stores.appeals().add(filed(OTHER, NOW));
    assertThat(stores.appeals().open()).containsExactly(sooner, later);
    assertThat(stores.appeals().page(Long.MAX_VALUE, 1)).containsExactly(sooner);
    assertThat(stores.appeals().page(sooner.id(), 9)).containsExactly(later);
  }

  @Test
  void onlyTheLastOfAnAgentAreKeptAndNumbersAreGivenOnce() {
    for (int i = 0; i < AppealStore.KEPT + 2; i++) {
      Appeal filed = stores.appeals().add(filed(AGENT, NOW));
      stores.appeals().update(decided(filed, AppealState.REJECTED, "again"));
    }
    List<Appeal> kept = stores.appeals().of(AGENT);
    assertThat(kept).hasSize(AppealStore.KEPT);
    long last = kept.getFirst().id();
    stores.appeals().removeBefore(NOW.plusMillis(1));
    assertThat(stores.appeals().of(AGENT)).isEmpty();
    assertThat(stores.appeals().add(filed(AGENT, NOW)).id()).isGreaterThan(last);
    stores.appeals().removeBefore(NOW);
    assertThat(stores.appeals().of(AGENT)).hasSize(1);
  }

  private static Appeal filed(AgentId agent, Instant at) {
    return new Appeal(
        0,
        agent,
        at,
        "127.0.0.1",
        "it was not I; it was my disk",
        AgentState.BANNED,
        at.minusSeconds(5),
        List.of(new EvidenceCheck("ev-1", true, "block 5"), new EvidenceCheck("ev-2", false, "")),
        AppealState.FILED,
        at.plus(Duration.ofDays(3)),
        "",
        null,
        null,
        null);
  }

  private static Appeal with(long id, Appeal a) {
    return new Appeal(
        id,
        a.agent(),
        a.filedAt(),
        a.filedBy(),
        a.text(),
        a.against(),
        a.since(),
        a.evidence(),
        a.state(),
        a.due(),
        a.finding(),
        a.decidedAt(),
        a.decidedBy(),
        a.reason());
  }

  private static Appeal decided(Appeal a, AppealState state, String reason) {
    return new Appeal(
        a.id(),
        a.agent(),
        a.filedAt(),
        a.filedBy(),
        a.text(),
        a.against(),
        a.since(),
        List.of(new EvidenceCheck("ev-1", false, "forged")),
        state,
        a.due(),
        "what the program found",
        NOW.plusSeconds(9),
        "ann from 127.0.0.1",
        reason);
  }
}
