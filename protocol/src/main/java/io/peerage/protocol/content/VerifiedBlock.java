package io.peerage.protocol.content;

/**
 * A block whose hash is proven to stand at its place under the content root. Made only by {@link
 * ProvenBlocks#verify}.
 *
 * @see VerifiedChunk
 */
public final class VerifiedBlock {
  private final ChunkId chunk;
  private final int block;
  private final Sha256Hash hash;
  private final VerifiedBytes bytes;

  VerifiedBlock(ChunkId chunk, int block, Sha256Hash hash, VerifiedBytes bytes) {
    this.chunk = chunk;
    this.block = block;
    this.hash = hash;
    this.bytes = bytes;
  }

  public ChunkId chunk() {
    return chunk;
  }

  /** The block's number within its chunk. */
  public int block() {
    return block;
  }

  public Sha256Hash hash() {
    return hash;
  }

  public VerifiedBytes bytes() {
    return bytes;
  }
}
