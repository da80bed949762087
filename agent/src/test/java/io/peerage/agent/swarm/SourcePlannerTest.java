package io.peerage.agent.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.swarm.SourcePlanner.AttemptView;
import io.peerage.agent.swarm.SourcePlanner.Candidate;
import io.peerage.agent.swarm.SourcePlanner.Decision;
import io.peerage.agent.swarm.SourcePlanner.View;
import io.peerage.protocol.identity.AgentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePlannerTest {
  private static final long MS = 1_000_000L;
  private static final Source.Peer ANN = new Source.Peer(new AgentId("ann"));
  private static final Source.Peer BEN = new Source.Peer(new AgentId("ben"));
  private final SwarmConfig config = SwarmConfig.DEFAULTS;
  private final SourcePlanner planner = new SourcePlanner(config);

  @Test
  void asksTheBestPeerFirst() {
    assertThat(planner.decide(view(0, 0, List.of(), candidates(ANN, BEN)), 0))
        .isEqualTo(new Decision.Ask(ANN, 90 * MS));
  }

  @Test
  void asksTheOriginWhenThereIsNoPeer() {
    assertThat(source(planner.decide(view(0, 0, List.of(), List.of()), 0)))
        .isEqualTo(Source.ORIGIN);
  }

  @Test
  void waitsForAPeerThatDelivers() {
    AttemptView ann = new AttemptView(ANN, 0, 90 * MS, 390 * MS, 1 << 20);
    Decision decision = planner.decide(view(0, 390, List.of(ann), candidates(BEN)), 400 * MS);
    assertThat(decision).isEqualTo(new Decision.WaitUntil(790 * MS));
  }

  @Test
  void hedgesAPeerThatIsSilentWhileSomeoneWaits() {
    AttemptView ann = new AttemptView(ANN, 0, 90 * MS, 0, 0);
    View view = view(0, 0, List.of(ann), candidates(BEN));
    assertThat(planner.decide(view, 199 * MS)).isEqualTo(new Decision.WaitUntil(200 * MS));
    assertThat(source(planner.decide(view, 200 * MS))).isEqualTo(BEN);
  }

  @Test
  void isPatientWhileNobodyWaits() {
    AttemptView ann = new AttemptView(ANN, 0, 90 * MS, 0, 0);
    View view = new View(0, Optional.empty(), 0, List.of(ann), candidates(BEN), 0);
    assertThat(planner.decide(view, 500 * MS)).isInstanceOf(Decision.WaitUntil.class);
    assertThat(source(planner.decide(view, 2000 * MS))).isEqualTo(BEN);
  }

  @Test
  void givesAHomeTheTimeThatTheOriginNeeds() {
    AttemptView home = new AttemptView(ANN, 0, 600 * MS, 0, 0);
    View view = view(0, 0, List.of(home), candidates(BEN));
    assertThat(planner.decide(view, 599 * MS)).isInstanceOf(Decision.WaitUntil.class);
    assertThat(source(planner.decide(view, 600 * MS))).isEqualTo(BEN);
  }

  @Test
  void asksTheOriginBesideAllPeersWhenSomeoneHasWaitedTooLong() {
    AttemptView ann = new AttemptView(ANN, 900 * MS, 600 * MS, 900 * MS, 0);
    View view = view(0, 0, List.of(ann), candidates(BEN));
    assertThat(source(planner.decide(view, 1000 * MS))).isEqualTo(Source.ORIGIN);
  }

  @Test
  void slowDripIsHedgedThoughItNeverPauses() {
    AttemptView drip = new AttemptView(ANN, 0, 90 * MS, 1100 * MS, 32 * 1024);
    View view = view(0, 1100, List.of(drip), candidates(BEN));
    assertThat(source(planner.decide(view, 1101 * MS))).isEqualTo(BEN);
  }

  @Test
  void slowDripThatIsHedgedBringsTheOriginInThoughBlocksKeepComing() {
    AttemptView drip = new AttemptView(ANN, 0, 90 * MS, 1100 * MS, 32 * 1024);
    AttemptView hedge = new AttemptView(BEN, 1101 * MS, 90 * MS, 1101 * MS, 0);
    View view = view(0, 1100, List.of(drip, hedge), candidates());
    assertThat(source(planner.decide(view, 1101 * MS))).isEqualTo(Source.ORIGIN);
  }

  @Test
  void asksNoMoreThanSoManyAtOnce() {
    List<AttemptView> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      three.add(new AttemptView(new Source.Peer(new AgentId("p" + i)), 0, 90 * MS, 0, 0));
    }
    assertThat(planner.decide(view(0, 600, three, candidates(BEN)), 900 * MS))
        .isInstanceOf(Decision.WaitUntil.class);
  }

  @Test
  void asksTheOriginAgainOnlyAfterItsPause() {
    View view = new View(0, Optional.of(0L), 0, List.of(), List.of(), 300 * MS);
    assertThat(planner.decide(view, 100 * MS)).isEqualTo(new Decision.WaitUntil(300 * MS));
    assertThat(source(planner.decide(view, 300 * MS))).isEqualTo(Source.ORIGIN);
  }

  @Test
  void givesUpWhenNothingCameForTheWholeBudget() {
    View view = view(0, 0, List.of(), candidates(ANN));
    assertThat(planner.decide(view, config.budget().toNanos())).isInstanceOf(Decision.GiveUp.class);
  }

  /** Whatever the view, a decision can be carried out: no waiting for the past, no idle flight. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyDecisionMakesSense(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long now = random.nextLong(20_000 * MS);
      List<AttemptView> attempts = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        long started = random.nextLong(now + 1);
        attempts.add(
            new AttemptView(
                random.nextBoolean() ? ANN : Source.ORIGIN,
                started,
                random.nextLong(2000 * MS),
                started + random.nextLong(now - started + 1),
                random.nextInt(3) * 16384L));
      }
      View view =
          new View(
              0,
              random.nextBoolean() ? Optional.of(random.nextLong(now + 1)) : Optional.empty(),
              random.nextLong(now + 1),
              attempts,
              random.nextBoolean() ? candidates(BEN) : List.of(),
              random.nextLong(20_000 * MS));
      switch (planner.decide(view, now)) {
        case Decision.Ask ask ->
            assertThat(attempts.stream().map(AttemptView::source))
                .doesNotContain(ask.source() instanceof Source.Origin ? Source.ORIGIN : BEN);
        case Decision.WaitUntil until -> {
          assertThat(until.nanos()).isGreaterThan(now - 1);
          if (attempts.isEmpty() && !view.candidates().isEmpty()) {
            throw new AssertionError("waits though nobody was asked and a peer is there");
          }
        }
        case Decision.GiveUp _ ->
            assertThat(now - view.lastProgressNanos())
                .isGreaterThanOrEqualTo(config.budget().toNanos());
      }
    }
  }

  private static Source source(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Ask.class);
    return ((Decision.Ask) decision).source();
  }

  private static View view(
      long startedMs, long progressMs, List<AttemptView> attempts, List<Candidate> candidates) {
    return new View(
        startedMs * MS, Optional.of(progressMs * MS), progressMs * MS, attempts, candidates, 0);
  }

  private static List<Candidate> candidates(Source.Peer... peers) {
    List<Candidate> candidates = new ArrayList<>();
    for (Source.Peer peer : peers) {
      candidates.add(new Candidate(peer, 30 * MS));
    }
    return candidates;
  }
}
