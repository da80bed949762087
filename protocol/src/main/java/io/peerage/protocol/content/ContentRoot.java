package io.peerage.protocol.content;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of some content: the root of its hash tree, equal to BitTorrent v2's {@code pieces
 * root}. It is the swarm's key; no URL takes part in it. Empty content has the root of 32 zero
 * bytes.
 */
public record ContentRoot(@JsonValue Sha256Hash hash) implements Comparable<ContentRoot> {
  /** The root of empty content. */
  public static final ContentRoot EMPTY = new ContentRoot(Sha256Hash.ZERO);

  /** Reads 64 lower-case hexadecimal digits. */
  @JsonCreator
  public static ContentRoot parse(String hex) {
    return new ContentRoot(Sha256Hash.parse(hex));
  }

  @Override
  public int compareTo(ContentRoot other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
