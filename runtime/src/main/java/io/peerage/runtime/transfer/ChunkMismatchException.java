package io.peerage.runtime.transfer;

import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.transfer.BlockRun;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A server sent a proof or a block that does not belong to the content. Holds what was received, so
 * that whoever can vouch for it can make evidence of it.
 */
public final class ChunkMismatchException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient BlockRun run;
  private final transient RangeProof proof;
  private final transient @Nullable WrongBlock wrongBlock;

  /**
   * A block that is not what its proof says.
   *
   * @param block its number within the chunk
   * @param bytes what came, a copy
   */
  @SuppressWarnings("ArrayRecordComponent") // carried once, from here to the evidence
  public record WrongBlock(int block, byte[] bytes) {}

  ChunkMismatchException(
      BlockRun run, RangeProof proof, @Nullable WrongBlock wrongBlock, Exception cause) {
    super(cause.getMessage(), cause);
    this.run = run;
    this.proof = proof;
    this.wrongBlock = wrongBlock;
  }

  /** The blocks that were asked for. */
  public BlockRun run() {
    return run;
  }

  /** The proof that came. */
  public RangeProof proof() {
    return proof;
  }

  /** The wrong block; null when the proof itself is wrong. */
  public @Nullable WrongBlock wrongBlock() {
    return wrongBlock;
  }
}
