package io.peerage.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.trust.Counted;
import io.peerage.tracker.trust.OpinionRow;
import io.peerage.tracker.trust.StandingRow;
import io.peerage.tracker.trust.TrustChanges;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link io.peerage.tracker.trust.TrustStore} does. */
public abstract class TrustStoreContract extends StoreContract {
  @Test
  void everythingSavedSurvivesAnyEnd() throws Exception {
    TrustChanges saved =
        new TrustChanges(
            List.of(standing("a", 1, 0.1), standing("b", 1, 1.0 / 3)),
            List.of(opinion("a", "b", 1), opinion("b", "a", 1)),
            List.of());
    stores.trust().save(saved);
    stores.restartAfterAbruptEnd();
    assertSameRows(stores.trust().load(), saved);
    stores.restart();
    assertSameRows(stores.trust().load(), saved);
  }

  @Test
  void laterRevisionWinsWhateverComesFirst() {
    stores.trust().save(changes(standing("a", 5, 0.5), opinion("a", "b", 5)));
    stores.trust().save(changes(standing("a", 4, 0.4), opinion("a", "b", 4)));
    assertSameRows(stores.trust().load(), changes(standing("a", 5, 0.5), opinion("a", "b", 5)));
    stores.trust().save(changes(standing("a", 6, 0.6), opinion("a", "b", 6)));
    assertSameRows(stores.trust().load(), changes(standing("a", 6, 0.6), opinion("a", "b", 6)));
  }

  @Test
  void droppedOpinionIsGoneAndMayComeBackInTheSameCall() {
    stores.trust().save(changes(standing("a", 1, 0.5), opinion("a", "b", 1)));
    TrustChanges.DroppedOpinion dropped =
        new TrustChanges.DroppedOpinion(new AgentId("a"), new AgentId("b"));
    stores.trust().save(new TrustChanges(List.of(), List.of(), List.of(dropped)));
    assertThat(stores.trust().load().opinions()).isEmpty();
    stores
        .trust()
        .save(new TrustChanges(List.of(), List.of(opinion("a", "b", 2)), List.of(dropped)));
    assertThat(stores.trust().load().opinions()).containsExactly(opinion("a", "b", 2));
  }

  @Test
  void forgottenAgentTakesItsOpinionsAndThoseOnItAlong() {
    stores
        .trust()
        .save(
            new TrustChanges(
                List.of(standing("a", 1, 0.1), standing("b", 1, 0.2), standing("c", 1, 0.3)),
                List.of(opinion("a", "b", 1), opinion("b", "c", 1), opinion("c", "b", 1)),
                List.of()));
    stores.trust().forget(new AgentId("a"));
    assertThat(stores.trust().load().standings()).hasSize(2);
    assertThat(stores.trust().load().opinions()).hasSize(2);
    stores.trust().forget(new AgentId("b"));
    assertThat(stores.trust().load().opinions()).isEmpty();
  }

  @Test
  void savingNothingChangesNothing() {
    stores.trust().save(TrustChanges.NONE);
    assertThat(stores.trust().load().isEmpty()).isTrue();
  }

  private static void assertSameRows(TrustChanges actual, TrustChanges expected) {
    assertThat(actual.standings()).containsExactlyInAnyOrderElementsOf(expected.standings());
    assertThat(actual.opinions()).containsExactlyInAnyOrderElementsOf(expected.opinions());
  }

  private static TrustChanges changes(StandingRow standing, OpinionRow opinion) {
    return new TrustChanges(List.of(standing), List.of(opinion), List.of());
  }

  private static StandingRow standing(String agent, long revision, double credibility) {
    return new StandingRow(
        new AgentId(agent),
        new Account("acme"),
        new NetworkGroup("10.0.0.0/24"),
        12.5,
        0.1 + 0.2,
        1_763_710_000_123L,
        0.98765432101,
        1e-12,
        3,
        1,
        credibility,
        new Counted(12.25, 0.3, 1_763_710_000_122L),
        revision);
  }

  private static OpinionRow opinion(String client, String server, long revision) {
    return new OpinionRow(
        new AgentId(client),
        new AgentId(server),
        1.1,
        2.2,
        3.3,
        4.4,
        1_763_710_000_123L,
        20_413,
        2.9,
        0.7,
        new Counted(0.4, 1.0 / 7, 1_763_710_000_121L),
        1_763_710_000_999L,
        revision);
  }
}
