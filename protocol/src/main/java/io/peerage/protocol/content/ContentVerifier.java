package io.peerage.protocol.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Knows what the right bytes of some content are, and turns bytes of unknown worth into {@link
 * VerifiedChunk} and {@link ProvenBlocks}. There is no other way to those types.
 *
 * <p>Made from a content root, the content's length and its chunk layer, which must hash to the
 * root: so a layer may come from anyone. Immutable and thread-safe. 32 bytes of memory per chunk.
 */
public final class ContentVerifier {
  private final ContentRoot root;
  private final ContentLayout layout;
  private final HashList chunkHashes;

  private ContentVerifier(ContentRoot root, ContentLayout layout, HashList chunkHashes) {
    this.root = root;
    this.layout = layout;
    this.chunkHashes = chunkHashes;
  }

  /**
   * Checks a chunk layer against a root.
   *
   * @throws ContentMismatchException when there are more or fewer hashes than {@code length} needs,
   *     or they do not hash to {@code root}
   */
  public static ContentVerifier of(ContentRoot root, long length, HashList chunkHashes)
      throws ContentMismatchException {
    ContentLayout layout = new ContentLayout(length);
    if (chunkHashes.size() != layout.chunkCount()) {
      throw new ContentMismatchException(
          root, "%d chunk hashes instead of %d".formatted(chunkHashes.size(), layout.chunkCount()));
    }
    if (!rootOf(layout, chunkHashes).equals(root)) {
      throw new ContentMismatchException(root, "chunk hashes that do not hash to the root");
    }
    return new ContentVerifier(root, layout, chunkHashes);
  }

  static ContentRoot rootOf(ContentLayout layout, HashList chunkHashes) {
    return switch (chunkHashes.size()) {
      case 0 -> ContentRoot.EMPTY;
      case 1 -> new ContentRoot(chunkHashes.get(0));
      default ->
          new ContentRoot(
              MerkleTree.root(
                  chunkHashes, MerkleTree.widthFor(chunkHashes.size()), layout.chunkLevel()));
    };
  }

  public ContentRoot root() {
    return root;
  }

  public ContentLayout layout() {
    return layout;
  }

  /** The chunk layer: the right hash of every chunk. */
  public HashList chunkHashes() {
    return chunkHashes;
  }

  /**
   * Checks a whole chunk. {@code bytes} is kept, not copied, and must not change afterwards.
   *
   * @throws ContentMismatchException when the length or the hash is wrong
   */
  public VerifiedChunk verify(int index, ByteBuffer bytes) throws ContentMismatchException {
    if (bytes.remaining() != layout.chunkLength(index)) {
      throw new ContentMismatchException(
          root,
          "%d bytes instead of %d for chunk %d"
              .formatted(bytes.remaining(), layout.chunkLength(index), index));
    }
    HashList blockHashes = hashBlocks(bytes.duplicate());
    checkChunkHash(index, MerkleTree.root(blockHashes, layout.chunkTreeWidth(index), 0));
    return new VerifiedChunk(
        new ChunkId(root, index), layout, new VerifiedBytes(bytes), blockHashes);
  }

  /**
   * Checks a proof for blocks {@code firstBlock} to {@code firstBlock + count - 1} of chunk {@code
   * index}.
   *
   * @throws ContentMismatchException when the proof is not of that run, or does not lead to the
   *     chunk's hash
   */
  public ProvenBlocks accept(int index, int firstBlock, int count, RangeProof proof)
      throws ContentMismatchException {
    Sha256Hash actual =
        proof
            .chunkHash(layout, index, firstBlock, count)
            .orElseThrow(() ->
                new ContentMismatchException(
                    root,
                    "%d hashes that are no proof for blocks %d+%d of chunk %d"
                        .formatted(proof.hashes().size(), firstBlock, count, index)));
    checkChunkHash(index, actual);
    return new ProvenBlocks(
        new ChunkId(root, index), layout, firstBlock, proof.hashes().slice(0, count));
  }

  /** The proof of chunk {@code index}'s hash for someone who knows only the root. */
  public ChunkProof proveChunk(int index) {
    return new ChunkProof(
        root,
        layout.length(),
        index,
        MerkleTree.prove(
            chunkHashes, MerkleTree.widthFor(chunkHashes.size()), layout.chunkLevel(), index, 1));
  }

  private void checkChunkHash(int index, Sha256Hash actual) throws ContentMismatchException {
    if (!actual.equals(chunkHashes.get(index))) {
      throw new ContentMismatchException(
          root,
          "hash %s instead of %s for chunk %d".formatted(actual, chunkHashes.get(index), index));
    }
  }

  private static HashList hashBlocks(ByteBuffer bytes) {
    int blocks = (bytes.remaining() + ContentLayout.BLOCK_BYTES - 1) / ContentLayout.BLOCK_BYTES;
    Sha256Hash[] hashes = new Sha256Hash[blocks];
    MessageDigest digest = Sha256Hash.digest();
    for (int i = 0; i < blocks; i++) {
      int length = Math.min(ContentLayout.BLOCK_BYTES, bytes.remaining());
      digest.update(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
      hashes[i] = Sha256Hash.of(digest.digest());
    }
    return HashList.of(hashes);
  }
}
