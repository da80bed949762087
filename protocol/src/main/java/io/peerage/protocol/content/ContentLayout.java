package io.peerage.protocol.content;

import java.util.BitSet;

/**
 * How content of some length is cut: into chunks, the unit of transfer, and those into 16 KiB
 * blocks, the unit of verification and of blame. The length alone decides, so that everyone who
 * knows the root and the length cuts alike:
 *
 * <pre>
 * length            chunk
 * up to 256 KiB     256 KiB
 * up to 512 KiB     512 KiB
 * up to   1 GiB       1 MiB
 * up to   2 GiB       2 MiB
 * up to  16 GiB       4 MiB
 * </pre>
 *
 * so content has at most 4,096 chunks and its manifest stays below 256 KiB. Longer content has no
 * manifest and passes through.
 *
 * @param length bytes of content, 0 to {@link #MAX_LENGTH}
 */
public record ContentLayout(long length) {
  /** Bytes of a block; only the last block of the content may be shorter. */
  public static final int BLOCK_BYTES = 16 * 1024;

  /** The smallest chunk, in bytes. */
  public static final int MIN_CHUNK_BYTES = 256 * 1024;

  /** The largest chunk, in bytes. */
  public static final int MAX_CHUNK_BYTES = 4 * 1024 * 1024;

  /** The most chunks that content can have. */
  public static final int MAX_CHUNKS = 4096;

  /** The most blocks that a chunk can have. */
  public static final int MAX_CHUNK_BLOCKS = MAX_CHUNK_BYTES / BLOCK_BYTES;

  /** The longest content: 16 GiB. */
  public static final long MAX_LENGTH = (long) MAX_CHUNKS * MAX_CHUNK_BYTES;

  private static final long USUAL_CHUNK_BYTES = 1024 * 1024;
  private static final long USUAL_CHUNKS = 1024;

  public ContentLayout {
    if (length < 0 || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "content length " + length + " is not in 0.." + MAX_LENGTH + " bytes");
    }
  }

  /** Bytes of every chunk but the last, a power of two. */
  public int chunkBytes() {
    long chunk = MIN_CHUNK_BYTES;
    while (chunk < MAX_CHUNK_BYTES && tooSmall(chunk)) {
      chunk *= 2;
    }
    return (int) chunk;
  }

  private boolean tooSmall(long chunk) {
    return chunk < Math.min(length, USUAL_CHUNK_BYTES) || chunk * USUAL_CHUNKS < length;
  }

  /** How many chunks there are; 0 for empty content. */
  public int chunkCount() {
    return Math.toIntExact(ceilDiv(length, chunkBytes()));
  }

  /** Where chunk {@code index} starts, in bytes from the start of the content. */
  public long chunkOffset(int index) {
    return (long) checkChunk(index) * chunkBytes();
  }

  /** Bytes of chunk {@code index}; only the last may be shorter than {@link #chunkBytes}. */
  public int chunkLength(int index) {
    return (int) Math.min(chunkBytes(), length - chunkOffset(index));
  }

  /** The chunk that holds byte {@code offset}. */
  public int chunkAt(long offset) {
    if (offset < 0 || offset >= length) {
      throw new IllegalArgumentException("offset " + offset + " is not in content of " + length);
    }
    return (int) (offset / chunkBytes());
  }

  /** How many blocks chunk {@code index} has. */
  public int blockCount(int index) {
    return (int) ceilDiv(chunkLength(index), BLOCK_BYTES);
  }

  /** Bytes of block {@code block} of chunk {@code index}. */
  public int blockLength(int index, int block) {
    if (block < 0 || block >= blockCount(index)) {
      throw new IllegalArgumentException("chunk " + index + " has no block " + block);
    }
    return Math.min(BLOCK_BYTES, chunkLength(index) - block * BLOCK_BYTES);
  }

  /** A set with a bit for every chunk, all set. */
  public BitSet allChunks() {
    BitSet all = new BitSet();
    all.set(0, chunkCount());
    return all;
  }

  /**
   * Leaves of the tree over chunk {@code index}, padding included. A lone chunk's tree is only as
   * wide as its blocks need; otherwise every chunk's is full, the last with padding (BEP 52).
   */
  int chunkTreeWidth(int index) {
    return chunkCount() == 1 ? MerkleTree.widthFor(blockCount(index)) : chunkBytes() / BLOCK_BYTES;
  }

  /** The level at which chunk hashes stand in the whole tree, where blocks are level 0. */
  int chunkLevel() {
    return Integer.numberOfTrailingZeros(chunkBytes() / BLOCK_BYTES);
  }

  private int checkChunk(int index) {
    if (index < 0 || index >= chunkCount()) {
      throw new IllegalArgumentException(
          "chunk " + index + " is not in content of " + chunkCount() + " chunks");
    }
    return index;
  }

  private static long ceilDiv(long value, long divisor) {
    return (value + divisor - 1) / divisor;
  }
}
