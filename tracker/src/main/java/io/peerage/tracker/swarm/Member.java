package io.peerage.tracker.swarm;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.tracker.identity.Caller;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One agent in the directory. All under the directory's lock. */
final class Member {
  final Map<ContentRoot, Held> holdings = new HashMap<>();
  Caller agent;
  String zone;
  PeerEndpoint endpoint;
  Capacity capacity;
  Instant lastSeen;
  boolean online = true;
  long chunks;
  long takedownVersion;
  private String epoch;
  private long sequence;
  private boolean complete;

  /** An agent that was not known before the announce {@code first}. */
  Member(Caller agent, AnnounceRequest first, Instant now) {
    this.agent = agent;
    this.zone = first.zone();
    this.endpoint = first.endpoint();
    this.capacity = first.capacity();
    this.lastSeen = now;
    this.epoch = first.epoch();
    this.sequence = first.sequence();
  }

  /** Whether {@code request} was overtaken by another announce of its epoch. */
  boolean isLate(AnnounceRequest request) {
    return !request.full() && request.epoch().equals(epoch) && request.sequence() < sequence;
  }

  /**
   * Moves on to {@code request}.
   *
   * @return whether all holdings are known with it
   */
  boolean follow(AnnounceRequest request) {
    boolean next =
        request.epoch().equals(epoch)
            && (request.sequence() == sequence || request.sequence() == sequence + 1);
    complete = request.full() || (complete && next);
    epoch = request.epoch();
    sequence = request.sequence();
    return complete;
  }
}
