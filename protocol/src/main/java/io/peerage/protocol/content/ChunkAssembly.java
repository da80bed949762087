package io.peerage.protocol.content;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * A chunk as it grows, verified block by verified block, in any order and from any number of
 * sources. Readers may take verified bytes before the chunk is whole.
 *
 * <p>Holds the whole chunk in memory from the start. Not thread-safe: its owner holds a lock, under
 * which {@link #put} costs one copy of a block; hashing was done before, in {@link
 * ProvenBlocks#verify}.
 */
public final class ChunkAssembly {
  private final ChunkId id;
  private final ContentLayout layout;
  private final ByteBuffer bytes;
  private final Sha256Hash[] hashes;
  private final BitSet present = new BitSet();

  public ChunkAssembly(ContentVerifier content, int index) {
    this.id = new ChunkId(content.root(), index);
    this.layout = content.layout();
    this.bytes = ByteBuffer.allocate(layout.chunkLength(index));
    this.hashes = new Sha256Hash[layout.blockCount(index)];
  }

  public ChunkId id() {
    return id;
  }

  public ContentLayout layout() {
    return layout;
  }

  /**
   * Takes a block in.
   *
   * @return whether it was still missing
   */
  public boolean put(VerifiedBlock block) {
    if (!block.chunk().equals(id)) {
      throw new IllegalArgumentException("a block of " + block.chunk() + " for chunk " + id);
    }
    if (present.get(block.block())) {
      return false;
    }
    bytes.put(
        block.block() * ContentLayout.BLOCK_BYTES,
        block.bytes().buffer(),
        0,
        block.bytes().length());
    hashes[block.block()] = block.hash();
    present.set(block.block());
    return true;
  }

  public boolean has(int block) {
    return present.get(block);
  }

  /** How many blocks are in. */
  public int blocksPresent() {
    return present.cardinality();
  }

  public boolean isComplete() {
    return blocksPresent() == hashes.length;
  }

  /** The first block from {@code from} on that is missing. */
  public OptionalInt nextMissing(int from) {
    int block = present.nextClearBit(from);
    return block < hashes.length ? OptionalInt.of(block) : OptionalInt.empty();
  }

  /**
   * The verified bytes that stand in a row from {@code offset} on, at most {@code maxBytes}; none
   * when the block at {@code offset} is missing.
   */
  public VerifiedBytes read(int offset, int maxBytes) {
    int firstMissing = present.nextClearBit(offset / ContentLayout.BLOCK_BYTES);
    long end =
        firstMissing >= hashes.length
            ? bytes.capacity()
            : (long) firstMissing * ContentLayout.BLOCK_BYTES;
    int length = Math.clamp(end - offset, 0, maxBytes);
    return new VerifiedBytes(bytes.slice(Math.min(offset, bytes.capacity()), length));
  }

  /** The whole chunk; only once {@link #isComplete}. */
  public VerifiedChunk toChunk() {
    if (!isComplete()) {
      throw new IllegalStateException(
          "chunk " + id + " has " + blocksPresent() + " of " + hashes.length + " blocks");
    }
    return new VerifiedChunk(
        id, layout, new VerifiedBytes(bytes.duplicate().clear()), HashList.of(hashes));
  }
}
