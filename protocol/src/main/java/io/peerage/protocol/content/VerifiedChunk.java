package io.peerage.protocol.content;

/**
 * A whole chunk that matches its content root. Made only by {@link ContentVerifier#verify} and
 * {@link ChunkAssembly#toChunk}. Immutable.
 */
public final class VerifiedChunk {
  private final ChunkId id;
  private final ContentLayout layout;
  private final VerifiedBytes bytes;
  private final HashList blockHashes;

  VerifiedChunk(ChunkId id, ContentLayout layout, VerifiedBytes bytes, HashList blockHashes) {
    this.id = id;
    this.layout = layout;
    this.bytes = bytes;
    this.blockHashes = blockHashes;
  }

  public ChunkId id() {
    return id;
  }

  public ContentLayout layout() {
    return layout;
  }

  /** The chunk's bytes; as many as {@code layout().chunkLength(id().index())}. */
  public VerifiedBytes bytes() {
    return bytes;
  }

  /** The hashes of all blocks, in order. */
  public HashList blockHashes() {
    return blockHashes;
  }

  /** The proof for {@code count} blocks from {@code firstBlock} on. */
  public RangeProof prove(int firstBlock, int count) {
    return RangeProof.of(layout, id.index(), blockHashes, firstBlock, count);
  }
}
