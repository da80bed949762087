package io.peerage.agent.http;

import io.peerage.agent.delivery.Piece;

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

  /** The request went to the origin, and nothing is kept. */
  String passed(int status) {
    return name + "; fwd=bypass; fwd-status=" + status + "; detail=origin";
  }

  /** The request was answered here with an error. */
  String refused(String why) {
    return name + "; detail=" + why;
  }
}
