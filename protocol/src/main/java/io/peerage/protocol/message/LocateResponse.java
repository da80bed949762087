package io.peerage.protocol.message;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.identity.AgentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Peers that have chunks of the content, the best first.
 *
 * @param peers at most {@value #MAX_PEERS}
 * @param freshMillis for how long the answer may be used, 0 to 600,000
 * @param tickets for these peers; null when there are none
 */
public record LocateResponse(
    List<Offer> peers,
    int freshMillis,
    @JsonSetter(nulls = Nulls.SET) @Nullable TicketSheet tickets) {
  /** The most bytes of the answer's body. */
  public static final int MAX_BYTES = 256 * 1024;

  /** The most peers of one answer. */
  public static final int MAX_PEERS = 50;

  /**
   * One peer.
   *
   * @param zone as it announced it
   * @param chunks which chunks it has
   */
  public record Offer(AgentId id, PeerEndpoint endpoint, String zone, ChunkSet chunks) {
    public Offer {
      Bounds.checkText("zone", zone, 1, 64);
    }
  }

  public LocateResponse {
    Bounds.checkSize("peers", peers, MAX_PEERS);
    Bounds.check("freshMillis", freshMillis, 0, 600_000);
    peers = List.copyOf(peers);
  }
}
