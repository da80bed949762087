package io.peerage.protocol.content;

import java.util.Optional;

/**
 * Proves the right hash of one chunk to someone who knows only the content's root: the chunk's
 * hash, then its siblings in the chunk layer from the bottom to the root, padding left out.
 *
 * @param length bytes of the whole content
 * @param hashes 1 to {@value #MAX_HASHES} hashes
 */
public record ChunkProof(ContentRoot root, long length, int chunk, HashList hashes) {
  /** The chunk's hash and one sibling for each level above. */
  public static final int MAX_HASHES = 13;

  public ChunkProof {
    ContentLayout layout = new ContentLayout(length);
    if (chunk < 0 || chunk >= layout.chunkCount()) {
      throw new IllegalArgumentException(
          "chunk " + chunk + " is not in content of " + layout.chunkCount() + " chunks");
    }
    if (hashes.size() < 1 || hashes.size() > MAX_HASHES) {
      throw new IllegalArgumentException("a chunk's proof has 1 to " + MAX_HASHES + " hashes");
    }
  }

  /** The right hash of the chunk, if the proof leads to the root. */
  public Optional<Sha256Hash> chunkHash() {
    ContentLayout layout = new ContentLayout(length);
    int chunks = layout.chunkCount();
    return MerkleTree.climb(
            hashes, chunks, MerkleTree.widthFor(chunks), layout.chunkLevel(), chunk, 1)
        .filter(root.hash()::equals)
        .map(_ -> hashes.get(0));
  }
}
