package io.peerage.adapter.publish;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.ProvenBlocks;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.transfer.BlockRun;

/**
 * What a run of blocks must be, proven from the content root, before any of its bytes are there.
 *
 * @param index the chunk's
 * @param proof goes to whoever asked
 * @param blocks the same proof, checked
 */
public record ProvenRun(
    ContentVerifier content, int index, BlockRun run, RangeProof proof, ProvenBlocks blocks) {
  public ContentLayout layout() {
    return content.layout();
  }

  ChunkId chunk() {
    return new ChunkId(content.root(), index);
  }

  /** Bytes of the run. */
  public int bytes() {
    return run.bytes(layout(), index);
  }

  /** Where the run's {@code block}, numbered within the chunk, starts in the content. */
  long offsetOf(int block) {
    return layout().chunkOffset(index) + (long) block * ContentLayout.BLOCK_BYTES;
  }

  /** The block after the run's last. */
  int endBlock() {
    return run.first() + run.count();
  }

  /** Bytes of the run from {@code block} on. */
  int bytesFrom(int block) {
    return run.firstByte() + bytes() - block * ContentLayout.BLOCK_BYTES;
  }
}
