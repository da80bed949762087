package io.peerage.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ffmpeg decodes what either generator makes, whole, without a complaint. */
class AssetDecodingTest {
  @TempDir Path temp;

  private HlsAsset make(Generator generator) throws Exception {
    return HlsAsset.generate(
        temp.resolve(generator.name()), BuiltInAssetTest.REQUEST.madeBy(generator), Progress.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void everyRenditionIsDecodedWithoutAnError(Generator generator) throws Exception {
    HlsAsset asset = make(generator);
    for (int i = 0; i < asset.renditions().size(); i++) {
      MadeRendition made = asset.renditions().get(i);
      int frames = 3 * 2 * made.rendition().framesPerSecond();
      FfmpegProgram.decode(temp, "-i", made.playlist().path().toString(), "-f", "null", "-");
      assertThat(FfmpegProgram.frames(temp, made.playlist().path(), "v:0")).isEqualTo(frames);
      for (MediaFile segment : made.segments()) {
        // Each by itself too: it starts with an IDR picture and all that it needs.
        FfmpegProgram.decode(temp, "-i", segment.path().toString(), "-f", "null", "-");
        assertThat(FfmpegProgram.frames(temp, segment.path(), "v:0")).isEqualTo(frames / 3);
      }
    }
    FfmpegProgram.decode(
        temp, "-i", asset.master().path().toString(), "-map", "0:v", "-f", "null", "-");
  }

  @Test
  void bothGeneratorsMakeAssetsOfTheSameShape() throws Exception {
    HlsAsset ours = make(Generator.BUILT_IN);
    HlsAsset theirs = make(Generator.FFMPEG);
    assertThat(theirs.generator()).isEqualTo(Generator.FFMPEG);
    assertThat(names(theirs)).isEqualTo(names(ours));
    for (int i = 0; i < ours.renditions().size(); i++) {
      MadeRendition a = ours.renditions().get(i);
      MadeRendition b = theirs.renditions().get(i);
      assertThat(b.rendition()).isEqualTo(a.rendition());
      assertThat(b.duration().toMillis() / 1000.0)
          .isCloseTo(a.duration().toMillis() / 1000.0, within(0.2));
      assertThat(a.codecs()).startsWith("avc1.");
      assertThat(b.codecs()).startsWith("avc1.").endsWith(",mp4a.40.2");
      assertThat(Files.readString(b.playlist().path()))
          .contains("#EXT-X-ENDLIST", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-TARGETDURATION:2");
    }
  }

  private static List<String> names(HlsAsset asset) {
    return asset.files().stream()
        .map(file -> asset.folder().relativize(file.path()).toString())
        .toList();
  }
}
