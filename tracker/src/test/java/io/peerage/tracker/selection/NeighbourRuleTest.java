package io.peerage.tracker.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Neighbour;
import io.peerage.protocol.message.PeerEndpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighbourRuleTest {
  private final NeighbourRule rule = new NeighbourRule(SelectionParameters.DEFAULTS);

  @Test
  void enoughTrustedKeepTheNewcomersOut() {
    List<NeighbourRule.Resident> residents = residents("t", 3, AgentState.TRUSTED);
    residents.addAll(residents("p", 5, AgentState.PROBATION));
    assertThat(names(residents)).containsExactlyInAnyOrder("t-0", "t-1", "t-2");
  }

  @Test
  void newcomersHelpOutWhileTheTrustedAreFew() {
    List<NeighbourRule.Resident> residents = residents("t", 2, AgentState.TRUSTED);
    residents.addAll(residents("p", 2, AgentState.PROBATION));
    assertThat(names(residents)).containsExactlyInAnyOrder("t-0", "t-1", "p-0", "p-1");
  }

  @Test
  void quarantinedAndBannedAreNoNeighbours() {
    List<NeighbourRule.Resident> residents = residents("q", 2, AgentState.QUARANTINE);
    residents.addAll(residents("b", 2, AgentState.BANNED));
    assertThat(names(residents)).isEmpty();
  }

  @Test
  void largeZoneHasFiveHundredThatAreTheSameForEveryone() {
    List<NeighbourRule.Resident> residents = residents("t", 1200, AgentState.TRUSTED);
    List<String> names = names(residents);
    assertThat(names).hasSize(500).doesNotHaveDuplicates();
    Collections.shuffle(residents, new Random(3));
    assertThat(names(residents)).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void departureFromALargeZoneMovesOnePlaceOnly() {
    List<NeighbourRule.Resident> residents = residents("t", 1200, AgentState.TRUSTED);
    List<String> before = names(residents);
    residents.removeIf(resident -> resident.neighbour().id().value().equals(before.getFirst()));
    List<String> after = new ArrayList<>(names(residents));
    after.removeAll(before);
    assertThat(after).hasSize(1);
  }

  private List<String> names(List<NeighbourRule.Resident> residents) {
    return rule.neighbours(residents).stream().map(n -> n.id().value()).toList();
  }

  private static List<NeighbourRule.Resident> residents(
      String prefix, int count, AgentState state) {
    List<NeighbourRule.Resident> residents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      residents.add(
          new NeighbourRule.Resident(
              new Neighbour(new AgentId(prefix + "-" + i), new PeerEndpoint("10.0.0.1", 7444)),
              state));
    }
    return residents;
  }
}
