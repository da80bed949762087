package io.peerage.agent.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HomesTest {
  private final List<Homes.Keyed> agents = agents(10);

  @Test
  void orderDoesNotDependOnTheOrderOfTheList() {
    List<Homes.Keyed> shuffled = new ArrayList<>(agents);
    Collections.shuffle(shuffled, new Random(1));
    for (int i = 0; i < 100; i++) {
      assertThat(Homes.order(chunk(i), shuffled, 10)).isEqualTo(Homes.order(chunk(i), agents, 10));
    }
  }

  @Test
  void everyAgentIsHomeOfAboutAsMuch() {
    Map<AgentId, Integer> count = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      count.merge(Homes.order(chunk(i), agents, 1).getFirst(), 1, Integer::sum);
    }
    assertThat(count).hasSize(10);
    assertThat(count.values()).allSatisfy(n -> assertThat(n).isBetween(850, 1150));
  }

  @Test
  void onlyTheChunksOfAnAgentThatLeavesMove() {
    Homes.Keyed leaving = agents.get(3);
    List<Homes.Keyed> rest = new ArrayList<>(agents);
    rest.remove(leaving);
    for (int i = 0; i < 1000; i++) {
      List<AgentId> before = Homes.order(chunk(i), agents, 2);
      AgentId after = Homes.order(chunk(i), rest, 1).getFirst();
      assertThat(after)
          .isEqualTo(before.getFirst().equals(leaving.id()) ? before.get(1) : before.getFirst());
    }
  }

  /** The example of docs/protocol.md. */
  @Test
  void scoreIsAsTheProtocolSays() {
    ContentRoot root = ContentRoot.parse("00".repeat(31) + "01");
    assertThat(Homes.order(new ChunkId(root, 0), agents(5), 5))
        .extracting(AgentId::value)
        .containsExactly("a-1", "a-2", "a-0", "a-3", "a-4");
  }

  private static List<Homes.Keyed> agents(int count) {
    List<Homes.Keyed> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      agents.add(Homes.Keyed.of(new AgentId("a-" + i)));
    }
    return agents;
  }

  private static ChunkId chunk(int i) {
    return new ChunkId(
        new ContentRoot(Sha256Hash.hash(new byte[] {(byte) (i >> 8), (byte) i})), i % 7);
  }
}
