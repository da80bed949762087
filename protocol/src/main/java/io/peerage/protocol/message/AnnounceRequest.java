package io.peerage.protocol.message;

import java.util.List;

/**
 * {@code POST /peerage/v1/announce}, over mTLS: an agent's heartbeat, with what changed in its
 * store since the last one.
 *
 * @param epoch 1 to 64 characters, new at every start of the agent
 * @param sequence counts announces within the epoch, from 1; a gap makes the tracker ask for all
 * @param full whether {@code holdings} starts a complete list, before which all else is forgotten;
 *     it may go on in the next announces
 * @param zone a name for hosts with cheap, fast links to each other, at most 64 characters
 * @param endpoint where it serves other agents
 * @param denyListVersion the version of the deny list that it follows, 0 for none
 * @param takedownVersion the version of the takedown list that it follows, 0 for none
 * @param holdings at most {@value #MAX_HOLDINGS}
 */
public record AnnounceRequest(
    String epoch,
    long sequence,
    boolean full,
    String zone,
    PeerEndpoint endpoint,
    Capacity capacity,
    long denyListVersion,
    long takedownVersion,
    List<Holding> holdings) {
  /** The most bytes of the request's body. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** The most holdings of one announce; an agent with more says them in several. */
  public static final int MAX_HOLDINGS = 1000;

  public AnnounceRequest {
    Bounds.checkText("epoch", epoch, 1, 64);
    Bounds.check("sequence", sequence, 1, Long.MAX_VALUE);
    Bounds.checkText("zone", zone, 1, 64);
    Bounds.check("denyListVersion", denyListVersion, 0, Long.MAX_VALUE);
    Bounds.check("takedownVersion", takedownVersion, 0, Long.MAX_VALUE);
    Bounds.checkSize("holdings", holdings, MAX_HOLDINGS);
    holdings = List.copyOf(holdings);
  }

  /** Whether it is the last one of an agent that stops: it has nothing, and serves nobody. */
  public boolean saysGoodbye() {
    return full && holdings.isEmpty() && capacity.uploadSlots() == 0;
  }
}
