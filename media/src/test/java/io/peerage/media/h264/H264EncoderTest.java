package io.peerage.media.h264;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.media.FfmpegProgram;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H264EncoderTest {
  @TempDir Path temp;

  /**
   * ffmpeg decodes every sample of every picture to what the encoder thinks that a decoder has: so
   * every code of every table that is used is right. Budgets from nearly nothing to plenty.
   */
  @ParameterizedTest
  @CsvSource({
    "320,192,25,10,40,0",
    "320,192,25,10,40,1500",
    "320,192,25,10,40,20000",
    "320,192,25,10,20,200000",
    "98,66,10,7,30,2000",
    "64,64,10,5,25,400",
    // The number of a picture in its segment wraps at 256.
    "64,64,25,300,610,300",
  })
  void everySampleIsDecodedAsTheEncoderExpects(
      int width, int height, int fps, int framesPerSegment, int frames, int budgetBytes)
      throws Exception {
    VideoFormat video = new VideoFormat(width, height, fps, framesPerSegment);
    H264Encoder encoder = new H264Encoder(video, H264Level.L4_0);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < frames; i++) {
      stream.writeBytes(encoder.next(budgetBytes));
      write(encoder.picture().luma(), width, height, expected);
      write(encoder.picture().cb(), width / 2, height / 2, expected);
      write(encoder.picture().cr(), width / 2, height / 2, expected);
    }
    Path file = Files.write(temp.resolve("stream.h264"), stream.toByteArray());
    byte[] decoded =
        FfmpegProgram.decode(
            temp, "-i", file.toString(), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-");
    assertThat(decoded.length).isEqualTo(frames * width * height * 3 / 2);
    assertThat(java.util.Arrays.mismatch(decoded, expected.toByteArray()))
        .as("first sample that differs")
        .isEqualTo(-1);
  }

  @Test
  void segmentsOpenWithParameterSetsAndAnIdrPictureAndNothingElseDoes() {
    VideoFormat video = new VideoFormat(320, 192, 25, 5);
    H264Encoder encoder = new H264Encoder(video, H264Level.L2_0);
    for (int i = 0; i < 12; i++) {
      List<Integer> types = NalUnits.types(encoder.next(3000));
      assertThat(types).isEqualTo(i % 5 == 0 ? List.of(9, 7, 8, 5) : List.of(9, 1));
    }
  }

  @Test
  void unitsKeepToTheirBudgetWhereItHoldsTheLeast() {
    VideoFormat video = new VideoFormat(320, 192, 25, 25);
    H264Encoder encoder = new H264Encoder(video, H264Level.L2_0);
    for (int i = 0; i < 50; i++) {
      int most = video.opensSegment(i) ? 8000 * 6 / 5 : 8000;
      assertThat(encoder.next(8000).length).as("picture %d", i).isBetween(8000 - 2 * 386, most);
    }
  }

  private static void write(Plane plane, int width, int height, ByteArrayOutputStream out) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        out.write(plane.at(x, y));
      }
    }
  }
}
