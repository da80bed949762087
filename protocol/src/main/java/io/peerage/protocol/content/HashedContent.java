package io.peerage.protocol.content;

/**
 * All hashes of some content, as its publisher computed them: the block hashes, the chunk layer and
 * the root. Immutable.
 *
 * @param layout how the content is cut
 * @param blockHashes one hash per block of the whole content
 * @param chunkHashes the chunk layer
 */
public record HashedContent(
    ContentLayout layout, HashList blockHashes, HashList chunkHashes, ContentRoot root) {

  /** Builds the chunk layer and the root from the hashes of all blocks. */
  public static HashedContent of(ContentLayout layout, HashList blockHashes) {
    Sha256Hash[] chunkHashes = new Sha256Hash[layout.chunkCount()];
    for (int i = 0; i < chunkHashes.length; i++) {
      chunkHashes[i] =
          MerkleTree.root(blockHashesOf(layout, blockHashes, i), layout.chunkTreeWidth(i), 0);
    }
    HashList chunks = HashList.of(chunkHashes);
    return new HashedContent(layout, blockHashes, chunks, ContentVerifier.rootOf(layout, chunks));
  }

  /** The hashes of chunk {@code index}'s blocks. */
  public HashList blockHashes(int index) {
    return blockHashesOf(layout, blockHashes, index);
  }

  /** The proof for {@code count} blocks from {@code firstBlock} on of chunk {@code index}. */
  public RangeProof prove(int index, int firstBlock, int count) {
    return RangeProof.of(layout, index, blockHashes(index), firstBlock, count);
  }

  /** What checks bytes against these hashes. */
  public ContentVerifier verifier() {
    try {
      return ContentVerifier.of(root, layout.length(), chunkHashes);
    } catch (ContentMismatchException e) {
      throw new IllegalStateException("the root was computed from the chunk hashes", e);
    }
  }

  private static HashList blockHashesOf(ContentLayout layout, HashList all, int index) {
    int blocksPerChunk = layout.chunkBytes() / ContentLayout.BLOCK_BYTES;
    return all.slice(index * blocksPerChunk, layout.blockCount(index));
  }
}
