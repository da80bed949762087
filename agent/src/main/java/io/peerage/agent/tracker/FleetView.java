package io.peerage.agent.tracker;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.DenyList;
import io.peerage.protocol.message.Neighbour;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the tracker last said about the fleet. Thread-safe; a reader sees the newest of each part.
 */
public final class FleetView {
  private final InstantSource clock;
  private volatile List<Neighbour> neighbours = List.of();
  private volatile Denied denied = new Denied(0, Map.of());
  private volatile AgentState ownState = AgentState.PROBATION;
  private volatile Instant lastContact = Instant.EPOCH;

  private record Denied(long version, Map<AgentId, DenyList.Entry> agents) {}

  public FleetView(InstantSource clock) {
    this.clock = clock;
  }

  /** Agents of this zone among which chunks have their homes. */
  public List<Neighbour> neighbours() {
    return neighbours;
  }

  /** The state in which {@code agent} is denied now, if it is. */
  public Optional<AgentState> denied(AgentId agent) {
    DenyList.Entry entry = denied.agents.get(agent);
    return entry != null && clock.instant().isBefore(entry.until())
        ? Optional.of(entry.state())
        : Optional.empty();
  }

  /** How the tracker stands to this agent. */
  public AgentState ownState() {
    return ownState;
  }

  /** When the tracker last answered; the epoch when it never did. */
  public Instant lastContact() {
    return lastContact;
  }

  /** The version of the deny list that is followed; 0 for none. */
  public long denyListVersion() {
    return denied.version;
  }

  void heard(AgentState state, List<Neighbour> now) {
    ownState = state;
    neighbours = List.copyOf(now);
    lastContact = clock.instant();
  }

  /** Follows {@code list} if it is newer. */
  synchronized boolean follow(DenyList list) {
    if (list.version() <= denied.version) {
      return false;
    }
    denied =
        new Denied(
            list.version(),
            list.agents().stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        DenyList.Entry::agent, entry -> entry, (a, _) -> a)));
    return true;
  }
}
