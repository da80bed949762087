package io.peerage.protocol.content;

import java.nio.ByteBuffer;

/**
 * The right hashes of a run of blocks, proven under the content root by {@link
 * ContentVerifier#accept}. Checks each block as it arrives. Immutable and thread-safe.
 */
public final class ProvenBlocks {
  private final ChunkId chunk;
  private final ContentLayout layout;
  private final int firstBlock;
  private final HashList hashes;

  ProvenBlocks(ChunkId chunk, ContentLayout layout, int firstBlock, HashList hashes) {
    this.chunk = chunk;
    this.layout = layout;
    this.firstBlock = firstBlock;
    this.hashes = hashes;
  }

  public ChunkId chunk() {
    return chunk;
  }

  /** Number of the first block within the chunk. */
  public int firstBlock() {
    return firstBlock;
  }

  /** How many blocks are proven. */
  public int count() {
    return hashes.size();
  }

  /** The right hashes, in order. */
  public HashList hashes() {
    return hashes;
  }

  /** The right hash of {@code block}, numbered within the chunk. */
  public Sha256Hash hash(int block) {
    return hashes.get(block - firstBlock);
  }

  /**
   * Checks a block. {@code bytes} is kept, not copied, and must not change afterwards.
   *
   * @param block number within the chunk
   * @throws ContentMismatchException when the length or the hash is wrong
   */
  public VerifiedBlock verify(int block, ByteBuffer bytes) throws ContentMismatchException {
    if (bytes.remaining() != layout.blockLength(chunk.index(), block)) {
      throw new ContentMismatchException(
          chunk.root(),
          "%d bytes instead of %d for block %d of chunk %d"
              .formatted(
                  bytes.remaining(),
                  layout.blockLength(chunk.index(), block),
                  block,
                  chunk.index()));
    }
    Sha256Hash actual = Sha256Hash.hash(bytes.duplicate());
    if (!actual.equals(hash(block))) {
      throw new ContentMismatchException(
          chunk.root(),
          "hash %s instead of %s for block %d of chunk %d"
              .formatted(actual, hash(block), block, chunk.index()));
    }
    return new VerifiedBlock(chunk, block, actual, new VerifiedBytes(bytes));
  }
}
