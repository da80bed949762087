package io.peerage.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Our trees against those of libtorrent, an independent implementation of BEP 52. */
class Bep52VectorsTest {
  record Vectors(String libtorrent, List<Vector> vectors) {}

  record Vector(long length, int pieceLength, String root, int layerHashes, String layerSha256) {}

  static Stream<Vector> vectors() throws IOException {
    try (InputStream in = Bep52VectorsTest.class.getResourceAsStream("bep52-vectors.json")) {
      return JsonMapper.shared()
          .readValue(Objects.requireNonNull(in), Vectors.class)
          .vectors()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void rootAndChunkLayerEqualLibtorrents(Vector vector) {
    ContentHasher hasher = new ContentHasher();
    SeededStream.feed(vector.length(), hasher::update);
    HashedContent content = hasher.finish();

    assertThat(content.root()).hasToString(vector.root());
    if (vector.pieceLength() == content.layout().chunkBytes()) {
      assertThat(content.chunkHashes().size()).isEqualTo(vector.layerHashes());
      assertThat(Sha256Hash.hash(content.chunkHashes().toBytes()))
          .hasToString(vector.layerSha256());
    }
  }

  @Test
  void everyLengthIsComparedAtItsOwnChunkSize() throws IOException {
    List<Vector> all = vectors().toList();
    assertThat(all.stream().map(Vector::length).distinct())
        .contains(0L, 1L, 16383L, 16384L, 16385L, 262144L, 262145L, 5242887L, 1073741824L)
        .allSatisfy(length ->
            assertThat(all)
                .anyMatch(v ->
                    v.length() == length
                        && v.pieceLength() == new ContentLayout(length).chunkBytes()));
  }
}
