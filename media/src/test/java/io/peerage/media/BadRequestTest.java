package io.peerage.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRequestTest {
  private static final Rendition GOOD = new Rendition("low", 320, 180, 25, 400_000);

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Big  | 320  | 180 | 25  | 400000    | rendition name \"Big\" cannot be a folder's",
        "../x | 320  | 180 | 25  | 400000    | rendition name \"../x\" cannot be a folder's",
        "a    | 32   | 180 | 25  | 400000    | rendition a: width 32 is not in 64 to 4096",
        "a    | 320  | 181 | 25  | 400000    | rendition a: height 181 is odd",
        "a    | 320  | 180 | 5   | 400000    | rendition a: framesPerSecond 5 is not in 10 to 120",
        "a    | 320  | 180 | 25  | 1000      | rendition a: bitsPerSecond 1000 is absurd for 320x180",
        "a    | 320  | 180 | 25  | 999999999 | rendition a: bitsPerSecond 999999999 is absurd",
        "a    | 4096 | 4096| 120 | 90000000  | is beyond H.264 level 5.2",
      })
  void renditionThatCannotBeIsRefusedWithWhatIsRight(
      String name, int width, int height, int fps, int bits, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rendition(name, width, height, fps, bits))
        .withMessageContaining(message)
        .withMessageContaining("use ");
  }

  @Test
  void requestThatCannotBeIsRefused() {
    refuses(List.of(), 3, Duration.ofSeconds(2), "renditions has 0 entries: give 1 to 8");
    refuses(Collections.nCopies(9, GOOD), 3, Duration.ofSeconds(2), "renditions has 9 entries");
    refuses(List.of(GOOD, GOOD), 3, Duration.ofSeconds(2), "has the name low twice");
    refuses(List.of(GOOD), 0, Duration.ofSeconds(2), "segments 0 is not in 1 to 10000");
    refuses(
        List.of(GOOD), 3, Duration.ofMillis(900), "segmentDuration 0.9 s is not in 1 s to 30 s");
    refuses(List.of(GOOD), 3, Duration.ofSeconds(31), "segmentDuration 31 s is not in");
    refuses(List.of(GOOD), 3, Duration.ofMillis(2010), "is not a whole number of frames");
  }

  @Test
  void folderThatIsNotEmptyIsLeftAlone() throws IOException {
    Path file = Files.writeString(temp.resolve("mine.txt"), "mine");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> make(temp, Optional.of(Generator.BUILT_IN), Optional.empty()))
        .withMessageContaining("folder " + temp + " is not empty");
    assertThat(file).hasContent("mine");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> make(file, Optional.of(Generator.BUILT_IN), Optional.empty()))
        .withMessageContaining("folder " + file + " is a file");
  }

  @Test
  void ffmpegThatIsNotThereIsMissedOnlyByThoseWhoAskForIt() throws Exception {
    assertThatExceptionOfType(FfmpegException.class)
        .isThrownBy(() -> make(temp, Optional.of(Generator.FFMPEG), Optional.empty()))
        .withMessageContaining("is not on the PATH: install it, or let the built-in generator");
    HlsAsset asset = make(temp, Optional.empty(), Optional.empty());
    assertThat(asset.generator()).isEqualTo(Generator.BUILT_IN);
    assertThat(asset.reason()).contains("ffmpeg is not on the PATH");
    assertThat(Ffmpeg.find(null)).isEmpty();
    assertThat(Ffmpeg.find(temp.toString())).isEmpty();
  }

  @Test
  void ffmpegThatFailsIsQuotedAndLeavesNothingBehind() throws Exception {
    Path program = temp.resolve("ffmpeg");
    Files.writeString(program, "#!/bin/sh\necho 'Unknown encoder libx264' >&2\nexit 3\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Ffmpeg broken = Ffmpeg.find("/nowhere:" + temp).orElseThrow();
    Path folder = temp.resolve("asset");
    assertThatExceptionOfType(FfmpegException.class)
        .isThrownBy(() -> make(folder, Optional.of(Generator.FFMPEG), Optional.of(broken)))
        .withMessageContaining("failed with status 3: Unknown encoder libx264")
        .withMessageContaining("The built-in generator does without ffmpeg");
    assertThat(folder).doesNotExist();
    HlsAsset asset = make(folder, Optional.empty(), Optional.of(broken));
    assertThat(asset.generator()).isEqualTo(Generator.BUILT_IN);
    assertThat(asset.reason()).contains(program + " cannot encode H.264 and AAC");
  }

  @Test
  void interruptedWorkLeavesNothingBehind() {
    Path folder = temp.resolve("asset");
    Progress interrupts = (_, _) -> Thread.currentThread().interrupt();
    HlsRequest request = request(List.of(GOOD), 5, Duration.ofSeconds(1));
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> new AssetMaker(folder, request, interrupts, Optional.empty()).make());
    assertThat(folder).doesNotExist();
    assertThat(Thread.interrupted()).isFalse();
  }

  private static void refuses(
      List<Rendition> renditions, int segments, Duration duration, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(renditions, segments, duration))
        .withMessageContaining(message);
  }

  private static HlsRequest request(List<Rendition> renditions, int segments, Duration duration) {
    return new HlsRequest(renditions, segments, duration, Optional.of(Generator.BUILT_IN));
  }

  private static HlsAsset make(Path folder, Optional<Generator> generator, Optional<Ffmpeg> ffmpeg)
      throws IOException, InterruptedException {
    HlsRequest request = new HlsRequest(List.of(GOOD), 1, Duration.ofSeconds(1), generator);
    return new AssetMaker(folder, request, Progress.NONE, ffmpeg).make();
  }
}
