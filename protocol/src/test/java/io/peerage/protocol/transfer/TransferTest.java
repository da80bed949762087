package io.peerage.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.json.MalformedMessageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferTest {
  private static final ContentRoot ROOT = new ContentRoot(Sha256Hash.hash(new byte[] {1}));

  @Test
  void resourcesReadTheirOwnPaths() {
    for (ContentResource resource :
        List.of(
            new ContentResource.Chunk(new ChunkId(ROOT, 0)),
            new ContentResource.Chunk(new ChunkId(ROOT, 4095)),
            new ContentResource.Layer(ROOT))) {
      assertThat(ContentResource.parse(resource.path())).contains(resource);
    }
  }

  @Test
  void otherPathsNameNothing() {
    String base = ContentResource.PREFIX + ROOT;
    for (String path :
        List.of(
            "/",
            base,
            base + "/",
            base + "/chunks/",
            base + "/chunks/-1",
            base + "/chunks/01",
            base + "/chunks/4096",
            base + "/chunks/99999",
            base + "/chunks/1/",
            base + "/layer?x",
            ContentResource.PREFIX + "ABC/layer",
            ContentResource.PREFIX + "../chunks/1")) {
      assertThat(ContentResource.parse(path)).as(path).isEmpty();
    }
  }

  @Test
  void blockRunsAreWholeBlocksOfTheirChunk() {
    ContentLayout layout = new ContentLayout(1024 * 1024 + 20_000);
    assertThat(BlockRun.parseRange("bytes=16384-49151", layout, 0)).contains(new BlockRun(1, 2));
    assertThat(BlockRun.parseRange("bytes=16384-19999", layout, 1)).contains(new BlockRun(1, 1));
    for (String bad :
        List.of(
            "bytes=0-0",
            "bytes=1-16383",
            "bytes=16384-16383",
            "bytes=0-",
            "bytes=-5",
            "bytes=0-1048576",
            "bytes=0-16383,32768-49151",
            "blocks=0-16383",
            "bytes=999999999-999999999")) {
      assertThat(BlockRun.parseRange(bad, layout, 0)).as(bad).isEmpty();
    }
  }

  @Test
  void runsWriteWhatTheyRead() {
    ContentLayout layout = new ContentLayout(1024 * 1024 + 20_000);
    for (BlockRun run : List.of(new BlockRun(0, 2), new BlockRun(1, 1), new BlockRun(0, 1))) {
      assertThat(BlockRun.parseRange(run.toRange(layout, 1), layout, 1)).contains(run);
    }
    assertThat(new BlockRun(1, 1).toContentRange(layout, 1)).isEqualTo("bytes 16384-19999/20000");
    assertThat(BlockRun.covering(16383, 16385)).isEqualTo(new BlockRun(0, 2));
    assertThat(BlockRun.covering(16384, 32768)).isEqualTo(new BlockRun(1, 1));
  }

  @Test
  void proofSurvivesItsHeader() throws Exception {
    RangeProof proof = new RangeProof(HashList.of(ROOT.hash(), Sha256Hash.ZERO));
    assertThat(TransferHeaders.readProof(TransferHeaders.write(proof))).isEqualTo(proof);
    for (String bad : List.of("", ":", "::", "abc", ":abc:", ":AAAA:", ":" + "A".repeat(20_000))) {
      assertThatExceptionOfType(MalformedMessageException.class)
          .as(bad)
          .isThrownBy(() -> TransferHeaders.readProof(bad));
    }
  }
}
