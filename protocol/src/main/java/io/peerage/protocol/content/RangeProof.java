package io.peerage.protocol.content;

import java.util.Optional;

/**
 * What a receiver needs to check a run of blocks of one chunk against the chunk's hash, before the
 * rest of the chunk is there.
 *
 * <p>On the wire ({@code Peerage-Proof}): the hashes of the run's blocks in order; then, from the
 * bottom of the chunk's tree to its top, the left sibling where the run starts on a right child and
 * the right sibling where it ends on a left child. Siblings that are padding are left out. The
 * whole of a 4 MiB chunk needs 256 hashes, one block of it 9.
 *
 * @param hashes 1 to {@link #MAX_HASHES} hashes
 */
public record RangeProof(HashList hashes) {
  /** The most hashes that a proof within a chunk can need. */
  public static final int MAX_HASHES = ContentLayout.MAX_CHUNK_BLOCKS;

  public RangeProof {
    if (hashes.size() < 1 || hashes.size() > MAX_HASHES) {
      throw new IllegalArgumentException(
          "a proof has 1 to " + MAX_HASHES + " hashes, not " + hashes.size());
    }
  }

  /**
   * Makes the proof for blocks {@code firstBlock} to {@code firstBlock + count - 1} of chunk {@code
   * index} from the hashes of all the chunk's blocks.
   */
  public static RangeProof of(
      ContentLayout layout, int index, HashList blockHashes, int firstBlock, int count) {
    if (blockHashes.size() != layout.blockCount(index)) {
      throw new IllegalArgumentException(
          "chunk %d has %d blocks, not %d"
              .formatted(index, layout.blockCount(index), blockHashes.size()));
    }
    if (firstBlock < 0 || count < 1 || firstBlock > blockHashes.size() - count) {
      throw new IllegalArgumentException(
          "blocks %d+%d are not in a chunk of %d".formatted(firstBlock, count, blockHashes.size()));
    }
    return new RangeProof(
        MerkleTree.prove(blockHashes, layout.chunkTreeWidth(index), 0, firstBlock, count));
  }

  /**
   * The chunk hash that this proof leads to, if it is one for {@code count} blocks from {@code
   * firstBlock} on of chunk {@code index}.
   */
  public Optional<Sha256Hash> chunkHash(
      ContentLayout layout, int index, int firstBlock, int count) {
    return MerkleTree.climb(
        hashes, layout.blockCount(index), layout.chunkTreeWidth(index), 0, firstBlock, count);
  }
}
