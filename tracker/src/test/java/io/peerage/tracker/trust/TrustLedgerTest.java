package io.peerage.tracker.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustLedgerTest {
  private static final AgentId SERVER = new AgentId("server");

  private final List<TrustChanges> saved = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private final TrustLedger ledger =
      new TrustLedger(
          TrustParameters.DEFAULTS,
          BrakeParameters.DEFAULTS,
          new Kept(),
          () -> now,
          TrustEvent.UNHEARD);

  private final class Kept implements TrustStore {
    @Override
    public TrustChanges load() {
      return TrustChanges.NONE;
    }

    @Override
    public void save(TrustChanges changes) {
      saved.add(changes);
    }

    @Override
    public void forget(AgentId agent) {}
  }

  @Test
  void selectionSeesAReportWithTheNextPublicationAndNotOnlyAtTheEndOfTheRound() {
    place(SERVER);
    AgentId client = place(new AgentId("client"));
    double before = ledger.quickScore(SERVER).good();
    observe(client, 3, 0);
    assertThat(ledger.quickScore(SERVER).good()).isEqualTo(before);
    ledger.publish();
    assertThat(ledger.quickScore(SERVER).good()).isGreaterThan(before);
    assertThat(ledger.quickScore(SERVER).score())
        .isEqualTo(ledger.score(SERVER).orElseThrow().score());
  }

  @Test
  void publishedScoreFallsBeforeTheRoundEndsAsFarAsItWouldAtItsEnd() {
    place(SERVER);
    for (int i = 0; i < 8; i++) {
      observe(place(new AgentId("client-" + i)), 3, 0);
    }
    ledger.endRound();
    double before = ledger.quickScore(SERVER).score();
    for (int i = 0; i < 8; i++) {
      observe(new AgentId("client-" + i), 0, 3);
    }
    ledger.publish();
    Score published = ledger.quickScore(SERVER);
    assertThat(published.score()).isLessThan(before);
    ledger.endRound();
    assertThat(published).isEqualTo(ledger.quickScore(SERVER));
  }

  @Test
  void goodTransfersRaiseAPublishedScoreOnlyAsFarAsTheControllerLetsThem() {
    place(SERVER);
    AgentId client = place(new AgentId("client"));
    for (int i = 0; i < 3; i++) {
      ledger.audited(SERVER, false);
    }
    ledger.endRound();
    double before = ledger.quickScore(SERVER).score();
    observe(client, 3, 0);
    ledger.publish();
    assertThat(ledger.quickScore(SERVER).score()).isEqualTo(before);
  }

  @Test
  void reportTakesItsOwnRowsAlongWhileFewServersWait() {
    place(SERVER);
    AgentId client = place(new AgentId("client"));
    TrustChanges changes = observe(client, 3, 0);
    assertThat(changes.opinions()).extracting(OpinionRow::server).containsExactly(SERVER);
    assertThat(ledger.unsavedServers()).isZero();
  }

  @Test
  void whenManyServersWaitReportsLeaveThemToTheSaving() {
    AgentId client = place(new AgentId("client"));
    for (int i = 0; i < 1500; i++) {
      place(new AgentId("server-" + i));
    }
    place(SERVER);
    assertThat(observe(client, 3, 0).isEmpty()).isTrue();
    ledger.save();
    assertThat(saved).hasSizeGreaterThan(1);
    assertThat(saved.stream().mapToInt(changes -> changes.standings().size()).sum())
        .isEqualTo(1502);
    assertThat(saved.getLast().opinions()).extracting(OpinionRow::server).containsExactly(SERVER);
  }

  @Test
  void auditIsSavedAtOnceHoweverManyWait() {
    for (int i = 0; i < 1500; i++) {
      place(new AgentId("server-" + i));
    }
    ledger.audited(place(SERVER), true);
    assertThat(saved).hasSize(1);
    assertThat(saved.getFirst().standings()).extracting(StandingRow::agent).containsExactly(SERVER);
  }

  private AgentId place(AgentId agent) {
    int number = Math.abs(agent.hashCode() % 50_000);
    ledger.place(
        new Caller(
            agent,
            new Account("account-" + agent),
            new NetworkGroup("10." + number / 256 + "." + number % 256 + ".0/24")));
    return agent;
  }

  private TrustChanges observe(AgentId client, int transfers, int mismatches) {
    List<TrustChanges> given = new ArrayList<>();
    ledger.observe(
        client, List.of(new Observation(SERVER, transfers, 1000, mismatches, 0, 0)), given::add);
    return given.getFirst();
  }
}
