package io.peerage.tracker.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerSelectorTest {
  private static final int LISTS = 4000;
  private final PeerSelector selector = new PeerSelector(SelectionParameters.DEFAULTS);
  private final SplittableRandom random = new SplittableRandom(42);
  private int made;

  @Test
  void sameSeedGivesTheSameList() {
    List<Candidate> candidates = many(60, AgentState.TRUSTED, 0.8);
    assertThat(selector.select(candidates, 20, new SplittableRandom(7)))
        .isEqualTo(selector.select(candidates, 20, new SplittableRandom(7)))
        .isNotEqualTo(selector.select(candidates, 20, new SplittableRandom(8)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 50})
  void oneInTenPlacesGoesToProbation(int limit) {
    List<Candidate> candidates = many(100, AgentState.TRUSTED, 0.9);
    candidates.addAll(many(100, AgentState.PROBATION, 0.02));
    double newcomers = 0;
    for (int i = 0; i < LISTS; i++) {
      List<Candidate> list = selector.select(candidates, limit, random);
      assertThat(list).hasSize(limit).doesNotHaveDuplicates();
      newcomers += count(list, c -> c.state() == AgentState.PROBATION);
    }
    assertThat(newcomers / LISTS / limit).isCloseTo(0.1, within(0.015));
  }

  @Test
  void newcomersStandAtAnyPlaceOfTheList() {
    List<Candidate> candidates = many(100, AgentState.TRUSTED, 0.9);
    candidates.addAll(many(100, AgentState.PROBATION, 0.02));
    int first = 0;
    for (int i = 0; i < LISTS; i++) {
      first +=
          count(
              selector.select(candidates, 10, random).subList(0, 1),
              c -> c.state() == AgentState.PROBATION);
    }
    assertThat((double) first / LISTS).isCloseTo(0.1, within(0.03));
  }

  @Test
  void trustedAreDrawnInProportionToTheSquareOfTheirScore() {
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(candidate(AgentState.TRUSTED, 0.9));
    candidates.add(candidate(AgentState.TRUSTED, 0.3));
    int better = 0;
    for (int i = 0; i < LISTS; i++) {
      if (selector.select(candidates, 1, random).getFirst().score() > 0.5) {
        better++;
      }
    }
    assertThat((double) better / LISTS).isCloseTo(0.81 / 0.9, within(0.02));
  }

  @Test
  void busyAgentsAreDrawnLess() {
    Candidate idle = candidate(AgentState.TRUSTED, 0.9);
    Candidate busy = withSlots(candidate(AgentState.TRUSTED, 0.9), 16, 0);
    int ofIdle = 0;
    for (int i = 0; i < LISTS; i++) {
      if (selector.select(List.of(idle, busy), 1, random).getFirst().equals(idle)) {
        ofIdle++;
      }
    }
    assertThat((double) ofIdle / LISTS).isCloseTo(1 / 1.05, within(0.02));
  }

  @Test
  void probationFillsUpWhatTheTrustedLeave() {
    List<Candidate> candidates = many(3, AgentState.TRUSTED, 0.9);
    candidates.addAll(many(40, AgentState.PROBATION, 0.02));
    List<Candidate> list = selector.select(candidates, 12, random);
    assertThat(list).hasSize(12);
    assertThat(count(list, c -> c.state() == AgentState.TRUSTED)).isEqualTo(3);
  }

  @Test
  void trustedFillUpWhatProbationLeaves() {
    assertThat(selector.select(many(40, AgentState.TRUSTED, 0.9), 20, random)).hasSize(20);
  }

  @Test
  void quarantinedAndBannedAreNeverChosen() {
    List<Candidate> candidates = many(10, AgentState.QUARANTINE, 0.9);
    candidates.addAll(many(10, AgentState.BANNED, 0.9));
    assertThat(selector.select(candidates, 10, random)).isEmpty();
  }

  @Test
  void networkAndAccountHaveAtMostAThirdWhenThereAreOthers() {
    List<Candidate> candidates = many(30, AgentState.TRUSTED, 0.01);
    for (int i = 0; i < 50; i++) {
      candidates.add(
          new Candidate(
              new AgentId("net-" + i),
              new Account("n-" + i),
              new NetworkGroup("10.9.9.0/24"),
              true,
              AgentState.TRUSTED,
              true,
              true,
              1,
              1,
              16,
              16));
      candidates.add(
          new Candidate(
              new AgentId("acc-" + i),
              new Account("crowd"),
              new NetworkGroup("10.8." + i + ".0/24"),
              true,
              AgentState.TRUSTED,
              true,
              true,
              1,
              1,
              16,
              16));
    }
    for (int i = 0; i < 200; i++) {
      List<Candidate> list = selector.select(candidates, 12, random);
      assertThat(list).hasSize(12);
      assertThat(count(list, c -> c.network().prefix().equals("10.9.9.0/24"))).isEqualTo(4);
      assertThat(count(list, c -> c.account().name().equals("crowd"))).isEqualTo(4);
    }
  }

  @Test
  void oneNetworkMayFillAListAlone() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      candidates.add(
          new Candidate(
              new AgentId("lan-" + i),
              new Account("acme"),
              new NetworkGroup("10.0.0.0/24"),
              true,
              i < 10 ? AgentState.TRUSTED : AgentState.PROBATION,
              true,
              true,
              1,
              0.9,
              16,
              16));
    }
    assertThat(selector.select(candidates, 12, random)).hasSize(12);
    assertThat(selector.select(candidates, 50, random)).hasSize(20);
  }

  @Test
  void cliqueOfTheOnlyTrustedHasAThirdWhenThereAreNewcomersElsewhere() {
    List<Candidate> candidates = many(30, AgentState.PROBATION, 0.02);
    for (int i = 0; i < 20; i++) {
      candidates.add(
          new Candidate(
              new AgentId("clique-" + i),
              new Account("clique"),
              new NetworkGroup("10.0.0.0/24"),
              true,
              AgentState.TRUSTED,
              true,
              true,
              1,
              1,
              16,
              16));
    }
    assertThat(count(selector.select(candidates, 30, random), c -> c.score() == 1)).isEqualTo(10);
  }

  @Test
  void zoneOfTheAskerComesFirst() {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      candidates.add(elsewhere(candidate(AgentState.TRUSTED, 1)));
    }
    candidates.add(candidate(AgentState.TRUSTED, 0.1));
    candidates.add(candidate(AgentState.PROBATION, 0.02));
    List<Candidate> list = selector.select(candidates, 10, random);
    assertThat(list).hasSize(10);
    assertThat(list.subList(0, 2)).allMatch(Candidate::sameZone);
    assertThat(list.subList(2, 10)).noneMatch(Candidate::sameZone);
  }

  @Test
  void orderOfTheCandidatesDoesNotFavourAnyone() {
    List<Candidate> candidates = many(20, AgentState.TRUSTED, 0.9);
    Collections.shuffle(candidates, new Random(1));
    AgentId first = candidates.getFirst().agent();
    int chosen = 0;
    for (int i = 0; i < LISTS; i++) {
      chosen += count(selector.select(candidates, 5, random), c -> c.agent().equals(first));
    }
    assertThat((double) chosen / LISTS).isCloseTo(0.25, within(0.03));
  }

  @Test
  void agentWithScoreZeroComesLast() {
    List<Candidate> candidates = many(5, AgentState.TRUSTED, 0.5);
    candidates.add(candidate(AgentState.TRUSTED, 0));
    List<Candidate> list = selector.select(candidates, 6, random);
    assertThat(list).hasSize(6);
    assertThat(list.getLast().score()).isZero();
  }

  private List<Candidate> many(int count, AgentState state, double score) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      candidates.add(candidate(state, score));
    }
    return candidates;
  }

  /** Each of its own account and network, in the asker's zone, idle. */
  private Candidate candidate(AgentState state, double score) {
    int n = made++;
    return new Candidate(
        new AgentId("a-" + n),
        new Account("account-" + n),
        new NetworkGroup("10." + n / 250 + "." + n % 250 + ".0/24"),
        true,
        state,
        true,
        true,
        1,
        score,
        16,
        16);
  }

  private static Candidate withSlots(Candidate c, int slots, int free) {
    return new Candidate(
        c.agent(),
        c.account(),
        c.network(),
        c.sameZone(),
        c.state(),
        true,
        true,
        1,
        c.score(),
        slots,
        free);
  }

  private static Candidate elsewhere(Candidate c) {
    return new Candidate(
        c.agent(),
        c.account(),
        c.network(),
        false,
        c.state(),
        true,
        true,
        1,
        c.score(),
        c.uploadSlots(),
        c.freeSlots());
  }

  private static int count(List<Candidate> list, Predicate<Candidate> which) {
    return (int) list.stream().filter(which).count();
  }
}
