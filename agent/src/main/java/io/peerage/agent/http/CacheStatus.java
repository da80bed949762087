package io.peerage.agent.http;

import io.peerage.agent.delivery.Piece;
import io.peerage.agent.responses.Answer.Forwarded;
import io.peerage.agent.responses.Answer.How;

/**
 * The value of {@code Cache-Status} (RFC 9211): whether this cache had the response, and in {@code
 * detail} where its first byte came from: {@code store}, {@code peer} or {@code origin}.
 */
final class CacheStatus {
  private final String name;

  /**
   * @param name how this cache calls itself
   */
  CacheStatus(String name) {
    this.name = name;
  }

  /** The response was here. {@code ttlSeconds} is negative when it is stale. */
  String hit(long ttlSeconds) {
    return name + "; hit; ttl=" + ttlSeconds + "; detail=store";
  }

  /** The bytes had to be fetched, and are kept. */
  String fetched(Piece.From from) {
    return switch (from) {
      case STORE -> throw new IllegalArgumentException("that is a hit");
      case PEER -> name + "; fwd=uri-miss; stored; detail=peer";
      case ORIGIN -> name + "; fwd=uri-miss; stored; detail=origin";
    };
  }

  /** A stored response, or one that may be shared. */
  String stored(How how, long ttlSeconds) {
    return switch (how) {
      case How.Hit _ -> hit(ttlSeconds);
      case How.DespiteError error ->
          name
              + "; fwd=stale"
              + (error.status().isPresent() ? "; fwd-status=" + error.status().getAsInt() : "")
              + "; ttl="
              + ttlSeconds
              + "; detail=store";
      case How.Asked asked ->
          name
              + "; fwd="
              + asked.why().word()
              + "; fwd-status="
              + asked.status()
              + "; ttl="
              + ttlSeconds
              + (asked.kept() ? "; stored" : "")
              + (asked.collapsed() ? "; collapsed" : "")
              + (asked.validated() ? "; detail=store" : "; detail=origin");
    };
  }

  /** The request went to the origin, and nothing is kept. */
  String passed(Forwarded why, int status) {
    return name + "; fwd=" + why.word() + "; fwd-status=" + status + "; detail=origin";
  }

  /** The request was answered here with an error. */
  String refused(String why) {
    return name + "; detail=" + why;
  }
}
