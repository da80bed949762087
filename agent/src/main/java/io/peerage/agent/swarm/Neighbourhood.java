package io.peerage.agent.swarm;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Neighbour;
import io.peerage.protocol.message.PeerEndpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The agents of a zone, made ready for finding chunks' homes among them. Immutable. */
final class Neighbourhood {
  private final List<Neighbour> neighbours;
  private final List<Homes.Keyed> keyed;
  private final Map<AgentId, PeerEndpoint> endpoints = new HashMap<>();

  Neighbourhood(List<Neighbour> neighbours) {
    this.neighbours = neighbours;
    this.keyed = neighbours.stream().map(Neighbour::id).map(Homes.Keyed::of).toList();
    neighbours.forEach(neighbour -> endpoints.put(neighbour.id(), neighbour.endpoint()));
  }

  /** Whether this was made of that very list. */
  @SuppressWarnings("ReferenceEquality") // a newer list with the same agents may stay unnoticed
  boolean isOf(List<Neighbour> list) {
    return neighbours == list;
  }

  /** The chunk's homes, the first first, at most {@code limit}. */
  List<AgentId> homes(ChunkId chunk, int limit) {
    return Homes.order(chunk, keyed, limit);
  }

  PeerEndpoint endpoint(AgentId agent) {
    return Objects.requireNonNull(endpoints.get(agent), "an agent of this neighbourhood");
  }
}
