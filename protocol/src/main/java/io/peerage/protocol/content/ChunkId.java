package io.peerage.protocol.content;

/** One chunk of some content. {@code index} counts from 0. */
public record ChunkId(ContentRoot root, int index) {
  public ChunkId {
    if (index < 0 || index >= ContentLayout.MAX_CHUNKS) {
      throw new IllegalArgumentException(
          "chunk index " + index + " is not in 0.." + (ContentLayout.MAX_CHUNKS - 1));
    }
  }

  @Override
  public String toString() {
    return root + "/" + index;
  }
}
