package io.peerage.protocol.evidence;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.content.ChunkProof;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.json.Base64Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server sent where something else was right. Either its proof does not lead to the chunk's
 * hash, or the proof does and a block's bytes do not hash to what it proves.
 *
 * @param root the content asked for
 * @param length bytes of the whole content
 * @param chunk the chunk asked for
 * @param chunkProof base64 of {@link ChunkProof#hashes}: the right hash of the chunk
 * @param firstBlock the first block asked for
 * @param blockCount how many blocks were asked for
 * @param receivedProof base64 of the hashes that the server sent as its {@link RangeProof}
 * @param block the block at fault, or null when the proof is
 * @param receivedBlock what the server sent as that block, or null when the proof is at fault
 */
public record TransferFinding(
    ContentRoot root,
    long length,
    int chunk,
    String chunkProof,
    int firstBlock,
    int blockCount,
    String receivedProof,
    @JsonSetter(nulls = Nulls.SET) @Nullable Integer block,
    @JsonSetter(nulls = Nulls.SET) @Nullable Base64Bytes receivedBlock) {
  public TransferFinding {
    if ((block == null) != (receivedBlock == null)) {
      throw new IllegalArgumentException(
          "block and receivedBlock are given together or not at all");
    }
    if (receivedBlock != null && receivedBlock.length() > ContentLayout.BLOCK_BYTES) {
      throw new IllegalArgumentException(
          "receivedBlock has at most " + ContentLayout.BLOCK_BYTES + " bytes");
    }
  }

  /**
   * A finding about a proof alone.
   *
   * @param content what is right
   * @param received the proof that came for {@code blockCount} blocks from {@code firstBlock} on
   */
  public static TransferFinding ofProof(
      ContentVerifier content, int chunk, int firstBlock, int blockCount, RangeProof received) {
    return of(content, chunk, firstBlock, blockCount, received, null, null);
  }

  /** A finding about {@code block}, which came as {@code receivedBlock} under a right proof. */
  public static TransferFinding ofBlock(
      ContentVerifier content,
      int chunk,
      int firstBlock,
      int blockCount,
      RangeProof received,
      int block,
      byte[] receivedBlock) {
    return of(
        content, chunk, firstBlock, blockCount, received, block, Base64Bytes.of(receivedBlock));
  }

  private static TransferFinding of(
      ContentVerifier content,
      int chunk,
      int firstBlock,
      int blockCount,
      RangeProof received,
      @Nullable Integer block,
      @Nullable Base64Bytes receivedBlock) {
    return new TransferFinding(
        content.root(),
        content.layout().length(),
        chunk,
        content.proveChunk(chunk).hashes().toBase64(),
        firstBlock,
        blockCount,
        received.hashes().toBase64(),
        block,
        receivedBlock);
  }

  /**
   * What is wrong with what was received, in one sentence; nothing when nothing is.
   *
   * @throws IllegalArgumentException when the finding itself proves nothing, because it does not
   *     show the right hash
   */
  Optional<String> fault() {
    ContentLayout layout = new ContentLayout(length);
    Sha256Hash right =
        new ChunkProof(root, length, chunk, HashList.parseBase64(chunkProof, ChunkProof.MAX_HASHES))
            .chunkHash()
            .orElseThrow(
                () -> new IllegalArgumentException("chunkProof does not lead to the root"));
    RangeProof received =
        new RangeProof(HashList.parseBase64(receivedProof, RangeProof.MAX_HASHES));
    Optional<Sha256Hash> claimed = received.chunkHash(layout, chunk, firstBlock, blockCount);
    if (!claimed.equals(Optional.of(right))) {
      return Optional.of(
          "the proof sent for blocks %d+%d of chunk %d does not lead to the chunk's hash %s"
              .formatted(firstBlock, blockCount, chunk, right));
    }
    if (block == null || receivedBlock == null) {
      return Optional.empty();
    }
    if (block < firstBlock || block >= firstBlock + blockCount) {
      throw new IllegalArgumentException("block " + block + " is not among those asked for");
    }
    Sha256Hash expected = received.hashes().get(block - firstBlock);
    Sha256Hash actual = Sha256Hash.hash(receivedBlock.toArray());
    return actual.equals(expected)
        ? Optional.empty()
        : Optional.of(
            "block %d of chunk %d was sent with hash %s instead of %s"
                .formatted(block, chunk, actual, expected));
  }
}
