package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.EvidenceFile;
import io.peerage.tracker.bans.StateChange;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link io.peerage.tracker.bans.BanStore} does. */
public abstract class BanStoreContract extends StoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123Z");
  private static final AgentId AGENT = new AgentId("a-1");

  @Test
  void freshStoreKnowsNobodyAndNoVersion() {
    assertThat(stores.bans().statuses()).isEmpty();
    assertThat(stores.bans().denyListVersion()).isZero();
    assertThat(stores.bans().verdicts(AGENT, 10)).isEmpty();
    assertThat(stores.bans().evidence("ev-1")).isEmpty();
  }

  @Test
  void stateVerdictEvidenceAndVersionSurviveAnyEnd() throws Exception {
    Status banned =
        new Status(
            AgentState.BANNED,
            NOW,
            NOW.plusSeconds(60),
            0,
            List.of(NOW.minusSeconds(100), NOW),
            List.of(NOW.minusSeconds(200)),
            List.of("ev-1", "ev-2"));
    Verdict verdict = verdict(AgentState.BANNED, NOW.plusSeconds(60), "ev-1", "ev-2");
    EvidenceFile evidence = evidence("ev-2", NOW);
    stores
        .bans()
        .commit(new StateChange(AGENT, banned, Optional.of(verdict), Optional.of(evidence), 7));
    for (int i = 0; i < 2; i++) {
      if (i == 0) {
        stores.restartAfterAbruptEnd();
      } else {
        stores.restart();
      }
      assertThat(stores.bans().statuses()).isEqualTo(Map.of(AGENT, banned));
      assertThat(stores.bans().verdicts(AGENT, 10)).containsExactly(verdict);
      assertThat(stores.bans().evidenceOf(AGENT, 10)).containsExactly(evidence.summary());
      assertThat(stores.bans().evidence("ev-2")).contains(evidence.file());
      assertThat(stores.bans().denyListVersion()).isEqualTo(7);
    }
  }

  @Test
  void laterStatusReplacesTheEarlierAndVerdictsAddUp() {
    for (int i = 0; i < 5; i++) {
      commit(status(i), verdict(AgentState.QUARANTINE, null, "ev-" + i), null, i);
    }
    assertThat(stores.bans().statuses()).isEqualTo(Map.of(AGENT, status(4)));
    assertThat(stores.bans().verdicts(AGENT, 3))
        .extracting(verdict -> verdict.evidence().getFirst())
        .containsExactly("ev-4", "ev-3", "ev-2");
    assertThat(stores.bans().verdicts(new AgentId("other"), 3)).isEmpty();
  }

  @Test
  void versionOfTheDenyListNeverGoesDown() {
    stores.bans().saveDenyListVersion(9);
    commit(status(0), null, null, 5);
    assertThat(stores.bans().denyListVersion()).isEqualTo(9);
    stores.bans().saveDenyListVersion(8);
    assertThat(stores.bans().denyListVersion()).isEqualTo(9);
  }

  @Test
  void changeWithEvidenceThatExistsAlreadyIsNotKeptAtAll() {
    commit(status(0), null, evidence("ev-1", NOW), 1);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() ->
            commit(status(1), verdict(AgentState.BANNED, NOW, "ev-1"), evidence("ev-1", NOW), 2));
    assertThat(stores.bans().statuses()).isEqualTo(Map.of(AGENT, status(0)));
    assertThat(stores.bans().verdicts(AGENT, 10)).isEmpty();
    assertThat(stores.bans().denyListVersion()).isEqualTo(1);
  }

  @Test
  void oldEvidenceAndVerdictsGoUnlessAStateRestsOnThem() {
    Status quarantined =
        new Status(AgentState.QUARANTINE, NOW, null, 3, List.of(), List.of(), List.of("ev-needed"));
    commit(quarantined, verdict(AgentState.QUARANTINE, null), evidence("ev-needed", NOW), 1);
    commit(quarantined, null, evidence("ev-old", NOW), 1);
    commit(quarantined, null, evidence("ev-new", NOW.plusSeconds(10)), 1);
    stores.bans().removeBefore(NOW.plusSeconds(5));
    assertThat(stores.bans().evidenceOf(AGENT, 10))
        .extracting(EvidenceFile.Summary::id)
        .containsExactly("ev-new", "ev-needed");
    assertThat(stores.bans().verdicts(AGENT, 10)).isEmpty();
  }

  @Test
  void forgottenAgentHasNoStatusButItsRecordStays() {
    commit(status(0), verdict(AgentState.QUARANTINE, null, "ev-1"), evidence("ev-1", NOW), 1);
    stores.bans().forget(AGENT);
    assertThat(stores.bans().statuses()).isEmpty();
    assertThat(stores.bans().verdicts(AGENT, 10)).hasSize(1);
    assertThat(stores.bans().evidence("ev-1")).isPresent();
  }

  private void commit(
      Status status, @Nullable Verdict verdict, @Nullable EvidenceFile evidence, long version) {
    stores
        .bans()
        .commit(
            new StateChange(
                AGENT,
                status,
                Optional.ofNullable(verdict),
                Optional.ofNullable(evidence),
                version));
  }

  private static Status status(int cleanAudits) {
    return new Status(
        AgentState.QUARANTINE, NOW, null, cleanAudits, List.of(), List.of(), List.of());
  }

  private static Verdict verdict(AgentState to, @Nullable Instant until, String... evidence) {
    return new Verdict(
        NOW, AgentState.QUARANTINE, to, "a reason, with 'quotes'", List.of(evidence), until);
  }

  private static EvidenceFile evidence(String id, Instant at) {
    return new EvidenceFile(
        id,
        AGENT,
        Evidence.Kind.AUDIT,
        at,
        "block 5 was wrong",
        Base64Bytes.of(new byte[] {0, 1, -1}));
  }
}
