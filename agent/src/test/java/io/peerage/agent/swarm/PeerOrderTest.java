package io.peerage.agent.swarm;

import static org.assertj.core.api.Assertions.assertThat;

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
  void strangersAreAskedLessOftenTheMoreOfThemSentWrongBytes() {
    assertThat(asked()).isEqualTo(1);
    wrong("b", 1);
    double afterOne = asked();
    assertThat(afterOne).isBetween(0.65, 0.78);
    wrong("c", 5);
    assertThat(asked()).isLessThan(afterOne / 2).isGreaterThan(0.03);
  }

  @Test
  void strangersThatTurnOutGoodWinTrustBack() {
    wrong("b", 5);
    for (int i = 0; i < 15; i++) {
      delivered(new AgentId("c-" + i), 1_000_000);
    }
    assertThat(asked()).isGreaterThan(0.95);
  }

  @Test
  void whatOneKnownPeerDoesSaysNothingOfStrangers() {
    delivered(offers.get(9), 1_000_000);
    for (int i = 0; i < 20; i++) {
      book.ended(offers.get(9), 0, new Outcome.Mismatch("wrong"));
    }
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void slownessOfStrangersIsNotHeldAgainstTheOthers() {
    for (int i = 0; i < 20; i++) {
      book.ended(new AgentId("b-" + i), 0, new Outcome.TooSlow());
      book.ended(new AgentId("c-" + i), 0, new Outcome.Refused("busy", 100));
    }
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void oneWrongByteMakesAStrangerOfAPeer() {
    delivered(offers.get(9), 1_000_000);
    book.ended(offers.get(9), 0, new Outcome.Mismatch("wrong"));
    assertThat(book.knowsGood(offers.get(9))).isFalse();
  }

  /** How often any of the offered strangers is asked. */
  private double asked() {
    int asked = 0;
    for (int i = 0; i < LOOKS; i++) {
      asked += order.order(offers.subList(0, 9), 1000, 3).isEmpty() ? 0 : 1;
    }
    return (double) asked / LOOKS;
  }

  private void wrong(String name, int strangers) {
    for (int i = 0; i < strangers; i++) {
      book.ended(new AgentId(name + "-" + i), 0, new Outcome.Mismatch("wrong"));
    }
  }

  private void delivered(AgentId peer, long nanos) {
    for (int i = 0; i < 20; i++) {
      book.begun(peer);
      book.ended(peer, 1_000_000, new Outcome.Delivered(1_000_000, nanos, 2 * nanos));
    }
  }
}
