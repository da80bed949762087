package io.peerage.tracker.selection;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.Neighbour;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * Decides among whom the chunks of a zone have their homes. Pure. Everyone in the zone must come to
 * the same answer, so no chance and no asker takes part in it.
 */
final class NeighbourRule {
  private final int enoughTrusted;

  NeighbourRule(SelectionParameters parameters) {
    this.enoughTrusted = parameters.enoughTrustedNeighbours();
  }

  /** An agent of the zone that is online. */
  record Resident(Neighbour neighbour, AgentState state) {}

  /** The trusted; with too few of them, also those on probation. */
  List<Neighbour> neighbours(List<Resident> residents) {
    long trusted =
        residents.stream().filter(resident -> resident.state() == AgentState.TRUSTED).count();
    List<Neighbour> eligible =
        residents.stream()
            .filter(resident ->
                switch (resident.state()) {
                  case TRUSTED -> true;
                  case PROBATION -> trusted < enoughTrusted;
                  case DEGRADED, CONTESTED, QUARANTINE, BANNED -> false;
                })
            .map(Resident::neighbour)
            .toList();
    if (eligible.size() <= AnnounceResponse.MAX_NEIGHBOURS) {
      return eligible;
    }
    // By the hash of their names: when one goes, one comes, and no other home moves.
    return eligible.stream()
        .map(neighbour -> new Ranked(hash(neighbour), neighbour))
        .sorted(Comparator.comparing(Ranked::hash))
        .limit(AnnounceResponse.MAX_NEIGHBOURS)
        .map(Ranked::neighbour)
        .toList();
  }

  private record Ranked(Sha256Hash hash, Neighbour neighbour) {}

  private static Sha256Hash hash(Neighbour neighbour) {
    return Sha256Hash.hash(neighbour.id().value().getBytes(StandardCharsets.UTF_8));
  }
}
