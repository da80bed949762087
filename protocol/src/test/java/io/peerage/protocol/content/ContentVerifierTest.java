package io.peerage.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentVerifierTest {
  private final byte[] bytes = SeededStream.bytes(2 * 1024 * 1024 + 12345);
  private final HashedContent content = RangeProofTest.hash(bytes);
  private final ContentVerifier verifier = content.verifier();

  @Test
  void verifiesEachChunkAtItsOwnPlaceOnly() throws Exception {
    for (int i = 0; i < content.layout().chunkCount(); i++) {
      assertThat(verifier.verify(i, chunk(i)).bytes().buffer()).isEqualTo(chunk(i));
    }
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> verifier.verify(1, chunk(0)));
  }

  @Test
  void refusesAChunkThatIsCutShortOrTooLong() {
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> verifier.verify(2, chunk(2).limit(12344)));
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> verifier.verify(2, ByteBuffer.wrap(bytes, 2 * 1024 * 1024 - 1, 12346)));
  }

  @Test
  void refusesALayerThatDoesNotHashToTheRoot() {
    HashList layer = content.chunkHashes();
    HashList swapped = HashList.of(layer.get(1), layer.get(0), layer.get(2));
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> ContentVerifier.of(content.root(), bytes.length, swapped));
    assertThatExceptionOfType(ContentMismatchException.class)
        .isThrownBy(() -> ContentVerifier.of(content.root(), bytes.length, layer.slice(0, 2)));
  }

  @Test
  void emptyContentHasNoChunksAndTheZeroRoot() throws Exception {
    HashedContent empty = new ContentHasher().finish();
    assertThat(empty.root()).isEqualTo(ContentRoot.EMPTY);
    assertThat(ContentVerifier.of(ContentRoot.EMPTY, 0, HashList.of()).layout().chunkCount())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void assemblyIsTheChunkOnceBlocksCameInAnyOrder(long seed) throws Exception {
    Random random = new Random(seed);
    for (int index : new int[] {0, 2}) {
      ChunkAssembly assembly = new ChunkAssembly(verifier, index);
      int blocks = content.layout().blockCount(index);
      ProvenBlocks proven = verifier.accept(index, 0, blocks, content.prove(index, 0, blocks));
      List<Integer> order = new ArrayList<>();
      for (int b = 0; b < blocks; b++) {
        order.add(b);
      }
      Collections.shuffle(order, random);
      for (int block : order) {
        assertThat(assembly.isComplete()).isFalse();
        assertThatIllegalStateException().isThrownBy(assembly::toChunk);
        assertThat(assembly.put(proven.verify(block, block(index, block)))).isTrue();
        assertThat(assembly.put(proven.verify(block, block(index, block)))).isFalse();
        int offset = block * ContentLayout.BLOCK_BYTES;
        VerifiedBytes read = assembly.read(offset + 1, 100);
        assertThat(read.buffer()).isEqualTo(chunk(index).slice(offset + 1, read.length()));
      }
      assertThat(assembly.toChunk().bytes().buffer()).isEqualTo(chunk(index));
      assertThat(assembly.toChunk().blockHashes()).isEqualTo(content.blockHashes(index));
    }
  }

  @Test
  void assemblyShowsNothingOfBlocksThatAreMissing() throws Exception {
    ChunkAssembly assembly = new ChunkAssembly(verifier, 0);
    ProvenBlocks proven = verifier.accept(0, 0, 2, content.prove(0, 0, 2));
    assembly.put(proven.verify(1, block(0, 1)));
    assertThat(assembly.read(0, 1000).length()).isZero();
    assertThat(assembly.nextMissing(0)).hasValue(0);
    assembly.put(proven.verify(0, block(0, 0)));
    assertThat(assembly.read(100, 1 << 20).length()).isEqualTo(2 * ContentLayout.BLOCK_BYTES - 100);
    assertThat(assembly.nextMissing(0)).hasValue(2);
  }

  @Test
  void nothingOutsideThisPackageCanMakeVerifiedContent() {
    for (Class<?> type :
        List.of(
            VerifiedChunk.class, VerifiedBlock.class, VerifiedBytes.class, ProvenBlocks.class)) {
      JavaClass imported = new ClassFileImporter().importClass(type);
      assertThat(imported.getModifiers()).contains(JavaModifier.FINAL);
      assertThat(imported.getConstructors())
          .allSatisfy(constructor ->
              assertThat(constructor.getModifiers())
                  .doesNotContain(JavaModifier.PUBLIC, JavaModifier.PROTECTED));
    }
  }

  private ByteBuffer chunk(int index) {
    return ByteBuffer.wrap(
            bytes, (int) content.layout().chunkOffset(index), content.layout().chunkLength(index))
        .slice();
  }

  private ByteBuffer block(int index, int block) {
    return chunk(index)
        .slice(block * ContentLayout.BLOCK_BYTES, content.layout().blockLength(index, block));
  }
}
