package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import java.util.List;

/**
 * What changed in the book since it was last asked.
 *
 * @param droppedOpinions opinions that made room for others
 */
public record TrustChanges(
    List<StandingRow> standings, List<OpinionRow> opinions, List<DroppedOpinion> droppedOpinions) {
  public static final TrustChanges NONE = new TrustChanges(List.of(), List.of(), List.of());

  /** Names an opinion. */
  public record DroppedOpinion(AgentId client, AgentId server) {}

  public TrustChanges {
    standings = List.copyOf(standings);
    opinions = List.copyOf(opinions);
    droppedOpinions = List.copyOf(droppedOpinions);
  }

  public boolean isEmpty() {
    return standings.isEmpty() && opinions.isEmpty() && droppedOpinions.isEmpty();
  }
}
