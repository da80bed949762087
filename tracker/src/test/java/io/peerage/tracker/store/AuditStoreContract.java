package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.audit.AuditResult;
import io.peerage.tracker.audit.AuditStore;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link AuditStore} does. */
public abstract class AuditStoreContract extends StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123Z");
  private static final AgentId AGENT = new AgentId("a-1");

  @Test
  void lastFiftyOfEachAgentAreKeptTheNewestFirst() {
    AgentId other = new AgentId("b-1");
    stores.audits().add(other, result(0));
    for (int i = 0; i < AuditStore.KEPT + 10; i++) {
      stores.audits().add(AGENT, result(i));
    }
    assertThat(stores.audits().of(AGENT))
        .hasSize(AuditStore.KEPT)
        .startsWith(result(AuditStore.KEPT + 9))
        .endsWith(result(10));
    assertThat(stores.audits().of(other)).containsExactly(result(0));
  }

  @Test
  void auditsSurviveAnAbruptEnd() throws Exception {
    stores.audits().add(AGENT, result(1));
    stores.restartAfterAbruptEnd();
    assertThat(stores.audits().of(AGENT)).containsExactly(result(1));
  }

  @Test
  void forgottenAgentHasNone() {
    stores.audits().add(AGENT, result(1));
    stores.audits().forget(AGENT);
    assertThat(stores.audits().of(AGENT)).isEmpty();
  }

  private static AuditResult result(int number) {
    return new AuditResult(
        NOW.plusSeconds(number), AuditResult.Outcome.UNAVAILABLE, "number " + number);
  }
}
