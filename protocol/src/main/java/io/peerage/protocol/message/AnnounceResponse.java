package io.peerage.protocol.message;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.identity.TrackerDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an announce.
 *
 * @param heartbeatMillis when to announce again, 100 to 600,000
 * @param resync whether the next announce must be {@code full}
 * @param state how the tracker stands to the agent
 * @param neighbours agents of the zone among which chunks have their homes, the asker included when
 *     it is one of them; at most {@value #MAX_NEIGHBOURS}
 * @param denyList a newer deny list than the agent has, or null
 * @param takedownVersion the version of the takedown list, 0 for none; an agent that follows an
 *     older one asks for it at once
 * @param tickets for the neighbours; null when there are none
 */
public record AnnounceResponse(
    int heartbeatMillis,
    boolean resync,
    AgentState state,
    List<Neighbour> neighbours,
    @JsonSetter(nulls = Nulls.SET) @Nullable TrackerDocument denyList,
    long takedownVersion,
    @JsonSetter(nulls = Nulls.SET) @Nullable TicketSheet tickets) {
  /** The most bytes of the answer's body. */
  public static final int MAX_BYTES = 2 * 1024 * 1024;

  /** The most neighbours of one zone. */
  public static final int MAX_NEIGHBOURS = 500;

  public AnnounceResponse {
    Bounds.check("heartbeatMillis", heartbeatMillis, 100, 600_000);
    Bounds.checkSize("neighbours", neighbours, MAX_NEIGHBOURS);
    Bounds.check("takedownVersion", takedownVersion, 0, Long.MAX_VALUE);
    neighbours = List.copyOf(neighbours);
  }
}
