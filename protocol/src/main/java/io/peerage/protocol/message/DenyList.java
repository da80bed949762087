package io.peerage.protocol.message;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The agents that nobody should fetch from. The payload of a {@link
 * io.peerage.protocol.identity.TrackerDocument} of type {@link #PAYLOAD_TYPE}.
 *
 * @param version grows by at least one with every change; an agent takes only a greater one
 * @param agents at most {@value #MAX_AGENTS}
 */
public record DenyList(long version, Instant issued, List<Entry> agents) {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.deny-list.v1+json";

  /** The most bytes of the payload. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** The most agents on the list. */
  public static final int MAX_AGENTS = 5000;

  /**
   * One agent.
   *
   * @param state QUARANTINE: do not fetch from it; BANNED: do not serve it either
   * @param until when the entry lapses
   */
  public record Entry(AgentId agent, AgentState state, Instant until) {
    public Entry {
      if (state.isOffered()) {
        throw new IllegalArgumentException("an agent in state " + state + " is not denied");
      }
    }
  }

  public DenyList {
    Bounds.check("version", version, 0, Long.MAX_VALUE);
    Bounds.checkSize("agents", agents, MAX_AGENTS);
    agents = List.copyOf(agents);
  }

  /** The state in which {@code agent} is denied at {@code now}, if it is. */
  public Optional<AgentState> stateOf(AgentId agent, Instant now) {
    return agents.stream()
        .filter(entry -> entry.agent().equals(agent) && now.isBefore(entry.until()))
        .map(Entry::state)
        .findFirst();
  }
}
