package io.peerage.protocol.message;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.identity.AgentId;
import java.util.List;

/**
 * {@code POST /peerage/v1/locate}, over mTLS: who has chunks of some content?
 *
 * @param limit the most peers wanted, 1 to {@value LocateResponse#MAX_PEERS}
 * @param avoid agents that the asker has reason to avoid, at most {@value #MAX_AVOIDED}
 */
public record LocateRequest(ContentRoot root, int limit, List<AgentId> avoid) {
  /** The most bytes of the request's body. */
  public static final int MAX_BYTES = 16 * 1024;

  /** The most agents to avoid in one request. */
  public static final int MAX_AVOIDED = 100;

  public LocateRequest {
    Bounds.check("limit", limit, 1, LocateResponse.MAX_PEERS);
    Bounds.checkSize("avoid", avoid, MAX_AVOIDED);
    avoid = List.copyOf(avoid);
  }
}
