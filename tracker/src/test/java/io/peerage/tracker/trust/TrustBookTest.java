package io.peerage.tracker.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustBookTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final AgentId SERVER = new AgentId("server");

  private final TrustBook book = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
  private long now = 20_000 * DAY;

  @Test
  void newcomerHasALittleScoreAndLittleCredibility() {
    place(SERVER, "acme", "10.0.0.0/24");
    Score score = score(SERVER);
    assertThat(score.mean()).isEqualTo(0.5);
    assertThat(score.score()).isBetween(0.01, 0.05);
    assertThat(score.credibility()).isEqualTo(0.1);
    assertThat(book.score(new AgentId("stranger"), now)).isEmpty();
  }

  @Test
  void transfersCountThreeADayAndPairWeighedByCredibility() {
    place(SERVER, "acme", "10.0.0.0/24");
    AgentId client = client(1);
    good(client, 100);
    good(client, 100);
    assertThat(score(SERVER).good()).isCloseTo(0.3, within(1e-9));
    now += DAY;
    good(client, 100);
    assertThat(score(SERVER).good()).isCloseTo(0.15 + 0.3, within(1e-9));
  }

  @Test
  void oneReportOfAMillionFailuresCountsAsThree() {
    place(SERVER, "acme", "10.0.0.0/24");
    bad(client(1), 1_000_000);
    assertThat(score(SERVER).bad()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void goodHalvesInADayAndBadInAWeek() {
    place(SERVER, "acme", "10.0.0.0/24");
    book.auditClean(SERVER, now);
    book.auditFailed(SERVER, now);
    now += DAY;
    assertThat(score(SERVER).good()).isCloseTo(0.5, within(1e-9));
    now += 6 * DAY;
    assertThat(score(SERVER).bad()).isCloseTo(2.5, within(1e-9));
  }

  @Test
  void strangersAndOneselfHaveNoSay() {
    place(SERVER, "acme", "10.0.0.0/24");
    good(new AgentId("stranger"), 3);
    good(SERVER, 3);
    book.observe(client(1), observation(new AgentId("nobody"), 1, 0), now);
    assertThat(score(SERVER).good()).isZero();
  }

  @Test
  void failedAuditDropsTheScoreAtOnce() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 60; i++) {
      book.auditClean(SERVER, now);
      book.endRound(now += MINUTE);
    }
    double before = score(SERVER).score();
    assertThat(before).isGreaterThan(0.9);
    book.auditFailed(SERVER, now);
    book.endRound(now += MINUTE);
    assertThat(score(SERVER).score()).isZero();
  }

  @Test
  void loneSlandererHardlyMovesAScore() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 60; i++) {
      book.auditClean(SERVER, now);
      book.endRound(now += MINUTE);
    }
    double before = score(SERVER).score();
    AgentId slanderer = client(1);
    for (int i = 0; i < 60; i++) {
      bad(slanderer, 1000);
      book.endRound(now += MINUTE);
    }
    assertThat(score(SERVER).score()).isGreaterThan(before * 0.85);
  }

  @Test
  void suspicionIsTheCredibleShareOfFailures() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 10; i++) {
      book.observe(client(i), observation(SERVER, i < 6 ? 4 : 0, i < 6 ? 0 : 4), now);
    }
    book.endRound(now);
    assertThat(score(SERVER).suspicion()).isCloseTo(0.4, within(1e-9));
    assertThat(score(SERVER).suspicionGroups()).isEqualTo(10);
  }

  @Test
  void suspicionFadesWithinHours() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 10; i++) {
      bad(client(i), 4);
    }
    book.endRound(now += 3 * HOUR);
    assertThat(score(SERVER).suspicion()).isZero();
    assertThat(score(SERVER).suspicionGroups()).isZero();
  }

  @Test
  void accountHasOneVoteHoweverManyIdentitiesItHas() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 50; i++) {
      AgentId sybil = new AgentId("sybil-" + i);
      place(sybil, "evil", "10.1." + i + ".0/24");
      bad(sybil, 10);
    }
    good(client(1), 10);
    book.endRound(now);
    assertThat(score(SERVER).suspicion()).isCloseTo(0.5, within(1e-9));
    assertThat(score(SERVER).suspicionGroups()).isEqualTo(2);
  }

  @Test
  void networkHasOneVoteHoweverManyAccountsAreInIt() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 50; i++) {
      AgentId sybil = new AgentId("sybil-" + i);
      place(sybil, "evil-" + i, "10.1.1.0/24");
      bad(sybil, 10);
    }
    good(client(1), 10);
    book.endRound(now);
    assertThat(score(SERVER).suspicion()).isCloseTo(0.5, within(1e-9));
    assertThat(score(SERVER).suspicionGroups()).isEqualTo(2);
  }

  @Test
  void clientGroupsCountIndependentClientsWithGoodTransfers() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 5; i++) {
      good(client(i), 1);
    }
    bad(client(6), 1);
    AgentId sibling = new AgentId("sibling");
    place(sibling, "account-0", "10.99.0.0/24");
    good(sibling, 1);
    book.endRound(now);
    assertThat(score(SERVER).clientGroups()).isEqualTo(5);
  }

  @Test
  void slanderersLoseTheirCredibilityAndTheHonestGainIt() {
    for (int s = 0; s < 12; s++) {
      AgentId server = new AgentId("server-" + s);
      place(server, "acme", "10.0.0.0/24");
      for (int audit = 0; audit < 3; audit++) {
        book.auditClean(server, now);
      }
      book.observe(client(1), observation(server, 10, 0), now);
      book.observe(client(2), observation(server, 0, 10), now);
    }
    book.endRound(now);
    assertThat(score(client(1)).credibility()).isEqualTo(1);
    assertThat(score(client(2)).credibility()).isZero();
    assertThat(score(new AgentId("server-0")).suspicion()).isCloseTo(0.5, within(1e-9));
    book.endRound(now += MINUTE);
    assertThat(score(new AgentId("server-0")).suspicion()).isZero();
  }

  @Test
  void withoutAuditsTheOthersAreTheReference() {
    for (int s = 0; s < 12; s++) {
      AgentId server = new AgentId("server-" + s);
      place(server, "acme", "10.0.0.0/24");
      for (int c = 0; c < 9; c++) {
        book.observe(client(c), observation(server, 10, 0), now);
      }
      book.observe(client(9), observation(server, 0, 10), now);
    }
    for (int round = 0; round < 5; round++) {
      book.endRound(now += MINUTE);
    }
    assertThat(score(client(0)).credibility()).isGreaterThan(0.9);
    assertThat(score(client(9)).credibility()).isLessThan(0.01);
  }

  @Test
  void opinionsOnAServerAreBoundedAndACrowdPushesOutOnlyItself() {
    TrustBook small = new TrustBook(new TrustModel(withBounds(4, 100)));
    small.place(SERVER, new Account("acme"), new NetworkGroup("10.0.0.0/24"), now);
    AgentId honest = new AgentId("honest");
    small.place(honest, new Account("good"), new NetworkGroup("10.2.0.0/24"), now);
    small.observe(honest, observation(SERVER, 10, 0), now);
    for (int i = 0; i < 20; i++) {
      AgentId sybil = new AgentId("sybil-" + i);
      small.place(sybil, new Account("evil"), new NetworkGroup("10.1." + i + ".0/24"), now);
      small.observe(sybil, observation(SERVER, 0, 10), now += 1000);
    }
    TrustChanges changes = small.drainChanges(Integer.MAX_VALUE);
    assertThat(changes.opinions()).hasSize(4);
    assertThat(changes.opinions()).anyMatch(row -> row.client().equals(honest));
    assertThat(changes.droppedOpinions()).hasSize(17);
  }

  @Test
  void opinionsOfAClientAreBounded() {
    TrustBook small = new TrustBook(new TrustModel(withBounds(100, 10)));
    AgentId client = new AgentId("client");
    small.place(client, new Account("good"), new NetworkGroup("10.2.0.0/24"), now);
    for (int i = 0; i < 12; i++) {
      AgentId server = new AgentId("server-" + i);
      small.place(server, new Account("acme"), new NetworkGroup("10.0.0.0/24"), now);
      small.observe(client, observation(server, 1, 0), now += 1000);
    }
    assertThat(small.drainChanges(Integer.MAX_VALUE).opinions())
        .extracting(row -> row.server().value())
        .hasSize(10)
        .doesNotContain("server-0", "server-1");
  }

  @Test
  void restoredBookGoesOnAsIfNothingHadHappened() {
    place(SERVER, "acme", "10.0.0.0/24");
    for (int i = 0; i < 12; i++) {
      good(client(i), 2);
      bad(client(i), 1);
    }
    book.auditFailed(SERVER, now);
    book.endRound(now += MINUTE);

    TrustBook restored = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
    restored.restore(book.drainChanges(Integer.MAX_VALUE), now);
    assertThat(restored.score(SERVER, now)).isEqualTo(book.score(SERVER, now));
    book.endRound(now += MINUTE);
    restored.endRound(now);
    assertThat(restored.score(SERVER, now + DAY)).isEqualTo(book.score(SERVER, now + DAY));
    assertThat(restored.score(client(3), now)).isEqualTo(book.score(client(3), now));
  }

  @Test
  void roundThatEndsInStepsEndsAsOneThatEndsAtOnce() {
    TrustBook other = new TrustBook(new TrustModel(TrustParameters.DEFAULTS));
    for (int round = 0; round < 20; round++) {
      for (TrustBook each : List.of(book, other)) {
        for (int s = 0; s < 12; s++) {
          AgentId server = new AgentId("s-" + s);
          each.place(server, new Account("a" + s), new NetworkGroup("10.1." + s + ".0/24"), now);
          for (int c = 0; c < 12; c++) {
            int bad = (s * c + round) % 5 == 0 ? 1 : 0;
            each.observe(new AgentId("s-" + c), observation(server, 2, bad), now);
          }
        }
      }
      now += MINUTE;
      book.endRound(now);
      RoundEnd end = other.beginRoundEnd(now);
      while (end.weigh(5)) {
        assertThat(other.agents()).hasSize(12);
      }
      for (AgentId agent : book.agents()) {
        assertThat(other.score(agent, now)).isEqualTo(book.score(agent, now));
      }
    }
  }

  @Test
  void changesAreGivenInPortionsOfWholeServersTheLongestWaitingFirst() {
    place(SERVER, "acme", "10.0.0.0/24");
    good(client(1), 1);
    good(client(2), 1);
    TrustChanges first = book.drainChanges(1);
    assertThat(first.standings()).extracting(StandingRow::agent).containsExactly(SERVER);
    assertThat(first.opinions()).hasSize(2);
    assertThat(book.unsavedServers()).isEqualTo(2);
    assertThat(book.drainChanges(Integer.MAX_VALUE).standings())
        .extracting(StandingRow::agent)
        .containsExactly(client(1), client(2));
  }

  @Test
  void changesAreGivenOnceAndAgainWhenTheyCouldNotBeSaved() {
    place(SERVER, "acme", "10.0.0.0/24");
    good(client(1), 1);
    TrustChanges changes = book.drainChanges(Integer.MAX_VALUE);
    assertThat(changes.standings()).hasSize(2);
    assertThat(changes.opinions()).hasSize(1);
    assertThat(book.drainChanges(Integer.MAX_VALUE).isEmpty()).isTrue();
    book.returnChanges(changes);
    TrustChanges again = book.drainChanges(Integer.MAX_VALUE);
    assertThat(again.standings()).hasSize(2);
    assertThat(again.opinions()).hasSize(1);
    assertThat(again.standings().getFirst().revision())
        .isGreaterThan(changes.standings().getFirst().revision());
  }

  @Test
  void forgottenAgentTakesItsOpinionsWithIt() {
    place(SERVER, "acme", "10.0.0.0/24");
    good(client(1), 1);
    good(client(2), 1);
    book.forget(client(1));
    book.endRound(now);
    assertThat(score(SERVER).clientGroups()).isEqualTo(1);
    book.forget(SERVER);
    assertThat(book.score(SERVER, now)).isEmpty();
    book.endRound(now);
    assertThat(book.drainChanges(Integer.MAX_VALUE).standings())
        .extracting(StandingRow::agent)
        .containsExactly(client(2));
  }

  private void place(AgentId agent, String account, String network) {
    book.place(agent, new Account(account), new NetworkGroup(network), now);
  }

  private AgentId client(int number) {
    AgentId client = new AgentId("client-" + number);
    place(client, "account-" + number, "10.7." + number + ".0/24");
    return client;
  }

  private void good(AgentId client, int transfers) {
    book.observe(client, observation(SERVER, transfers, 0), now);
  }

  private void bad(AgentId client, int mismatches) {
    book.observe(client, observation(SERVER, 0, mismatches), now);
  }

  private static Observation observation(AgentId server, int transfers, int mismatches) {
    return new Observation(server, transfers, 1000L * transfers, mismatches, 0, 0);
  }

  private Score score(AgentId agent) {
    return book.score(agent, now).orElseThrow();
  }

  private static TrustParameters withBounds(int clientsPerServer, int serversPerClient) {
    TrustParameters d = TrustParameters.DEFAULTS;
    return new TrustParameters(
        d.goodHalfLife(),
        d.badHalfLife(),
        d.auditCleanGain(),
        d.auditMismatchLoss(),
        d.countedPerPairPerDay(),
        d.caution(),
        TimeSpan.parse("1m"),
        d.presentWeight(),
        d.historyWeight(),
        d.dropWeight(),
        d.historyFading(),
        d.fullRoundWeight(),
        d.credibilityStart(),
        d.credibilityServers(),
        d.credibilityExponent(),
        d.ratingWeightCap(),
        d.referenceAudits(),
        d.recentHalfLife(),
        d.recentTransfers(),
        d.opinionHalfLife(),
        d.doubtWeight(),
        d.doubtExponent(),
        d.mismatchWeight(),
        d.timeoutWeight(),
        d.refusalWeight(),
        clientsPerServer,
        serversPerClient);
  }

  @Test
  void agentsAreListed() {
    place(SERVER, "acme", "10.0.0.0/24");
    assertThat(book.agents()).isEqualTo(List.of(SERVER));
  }
}
