package io.peerage.agent.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.swarm.ChunkSources.Outcome;
import io.peerage.protocol.identity.AgentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerOrderTest {
  private static final int LOOKS = 2000;

  private final PeerBook book = new PeerBook(() -> 0, Duration.ofDays(1));
  private final PeerOrder order = new PeerOrder(book, new SplittableRandom(1));
  private final List<AgentId> offers = new ArrayList<>();

  PeerOrderTest() {
    for (int i = 0; i < 10; i++) {
      offers.add(new AgentId("a-" + i));
    }
  }

  @Test
  void strangersAreTakenFromTheBeginningOfTheTrackersList() {
    for (int i = 0; i < 100; i++) {
      assertThat(order.order(offers, 1000, 3))
          .containsExactlyInAnyOrder(offers.get(0), offers.get(1), offers.get(2));
    }
  }

  @Test
  void peersThatServedWellComeFirstButNotAlways() {
    delivered(offers.get(9), 1_000_000);
    int first = 0;
    for (int i = 0; i < LOOKS; i++) {
      List<AgentId> peers = order.order(offers, 1000, 3);
      assertThat(peers).hasSize(3);
      first += peers.getFirst().equals(offers.get(9)) ? 1 : 0;
    }
    assertThat((double) first / LOOKS).isBetween(0.93, 0.97);
  }

  @Test
  void quickestOfThemComesFirst() {
    delivered(offers.get(4), 100_000_000);
    delivered(offers.get(5), 1_000_000);
    int quickest = 0;
    for (int i = 0; i < LOOKS; i++) {
      quickest += order.order(offers, 1000, 3).getFirst().equals(offers.get(5)) ? 1 : 0;
    }
    assertThat((double) quickest / LOOKS).isGreaterThan(0.9);
  }

  @Test
  void oneWrongByteMakesAStrangerOfAPeer() {
    delivered(offers.get(9), 1_000_000);
    book.ended(offers.get(9), 0, new Outcome.Mismatch("wrong"));
    assertThat(book.knowsGood(offers.get(9))).isFalse();
  }

  private void delivered(AgentId peer, long nanos) {
    for (int i = 0; i < 20; i++) {
      book.begun(peer);
      book.ended(peer, 1_000_000, new Outcome.Delivered(1_000_000, nanos, 2 * nanos));
    }
  }
}
