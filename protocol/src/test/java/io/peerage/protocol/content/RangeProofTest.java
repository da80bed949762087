package io.peerage.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeProofTest {
  private static final int BLOCK = ContentLayout.BLOCK_BYTES;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyRunOfBlocksProvesItselfAndNothingElse(long seed) throws Exception {
    Random random = new Random(seed);
    byte[] bytes = SeededStream.bytes(1 + random.nextInt(3 * 1024 * 1024));
    HashedContent content = hash(bytes);
    ContentVerifier verifier = content.verifier();
    ContentLayout layout = content.layout();
    for (int i = 0; i < 50; i++) {
      int chunk = random.nextInt(layout.chunkCount());
      int first = random.nextInt(layout.blockCount(chunk));
      int count = 1 + random.nextInt(layout.blockCount(chunk) - first);
      RangeProof proof = content.prove(chunk, first, count);
      ProvenBlocks proven = verifier.accept(chunk, first, count, proof);

      for (int block = first; block < first + count; block++) {
        ByteBuffer right = block(bytes, layout, chunk, block);
        assertThat(proven.verify(block, right).bytes().buffer()).isEqualTo(right);
        ByteBuffer wrong = flipOneBit(right, random);
        int b = block;
        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> proven.verify(b, wrong));
      }
      assertThatExceptionOfType(ContentMismatchException.class)
          .isThrownBy(() -> verifier.accept(chunk, first, count, tamper(proof, random)));
    }
  }

  @Test
  void proofWithAHashTooManyOrTooFewIsRefused() {
    HashedContent content = hash(SeededStream.bytes(40 * BLOCK));
    RangeProof proof = content.prove(0, 5, 3);
    byte[] hashes = proof.hashes().toBytes();
    RangeProof longer =
        new RangeProof(HashList.wrap(Arrays.copyOf(hashes, hashes.length + Sha256Hash.BYTES)));
    RangeProof shorter =
        new RangeProof(HashList.wrap(Arrays.copyOf(hashes, hashes.length - Sha256Hash.BYTES)));
    for (RangeProof bad : new RangeProof[] {longer, shorter}) {
      assertThatExceptionOfType(ContentMismatchException.class)
          .isThrownBy(() -> content.verifier().accept(0, 5, 3, bad));
    }
  }

  @Test
  void proofOfOneRunIsRefusedForAnother() {
    HashedContent content = hash(SeededStream.bytes(64 * BLOCK));
    RangeProof proof = content.prove(0, 8, 8);
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> content.verifier().accept(0, 16, 8, proof));
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> content.verifier().accept(0, 8, 4, proof));
  }

  @Test
  void wholeLargestChunkNeedsOneHashPerBlockAndOneBlockNine() {
    ContentLayout layout = new ContentLayout(4L * 1024 * 1024 * 1024);
    HashList blocks = HashList.wrap(new byte[256 * Sha256Hash.BYTES]);
    assertThat(RangeProof.of(layout, 0, blocks, 0, 256).hashes().size()).isEqualTo(256);
    assertThat(RangeProof.of(layout, 0, blocks, 77, 1).hashes().size()).isEqualTo(9);
  }

  @Test
  void chunkProofLeadsFromTheRootToTheChunksHash() {
    HashedContent content = hash(SeededStream.bytes(5 * 1024 * 1024 + 7));
    ContentVerifier verifier = content.verifier();
    for (int i = 0; i < content.layout().chunkCount(); i++) {
      ChunkProof proof = verifier.proveChunk(i);
      assertThat(proof.chunkHash()).contains(content.chunkHashes().get(i));
      ChunkProof elsewhere =
          new ChunkProof(
              proof.root(),
              proof.length(),
              (i + 1) % content.layout().chunkCount(),
              proof.hashes());
      assertThat(elsewhere.chunkHash()).isEmpty();
    }
  }

  static HashedContent hash(byte[] bytes) {
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(bytes));
    return hasher.finish();
  }

  private static ByteBuffer block(byte[] bytes, ContentLayout layout, int chunk, int block) {
    return ByteBuffer.wrap(
            bytes,
            (int) layout.chunkOffset(chunk) + block * BLOCK,
            layout.blockLength(chunk, block))
        .slice();
  }

  private static ByteBuffer flipOneBit(ByteBuffer right, Random random) {
    byte[] wrong = new byte[right.remaining()];
    right.duplicate().get(wrong);
    wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
    return ByteBuffer.wrap(wrong);
  }

  private static RangeProof tamper(RangeProof proof, Random random) {
    byte[] hashes = proof.hashes().toBytes();
    hashes[random.nextInt(hashes.length)] ^= (byte) (1 << random.nextInt(8));
    return new RangeProof(HashList.wrap(hashes));
  }
}
