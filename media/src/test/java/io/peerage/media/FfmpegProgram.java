package io.peerage.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The decoder that tests judge streams by: ffmpeg and ffprobe, which the tests require. */
public final class FfmpegProgram {
  private static final int LIMIT_SECONDS = 120;

  private FfmpegProgram() {}

  /**
   * Runs ffmpeg so that any flaw is an error, and returns its standard output.
   *
   * @param folder for its output, meanwhile
   */
  public static byte[] decode(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-xerror"));
    command.addAll(List.of(arguments));
    return run(folder, command);
  }

  /** Counts the pictures that ffprobe decodes of a stream, such as {@code v:0}. */
  static int frames(Path folder, Path file, String stream)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error", "-count_frames"));
    command.addAll(List.of("-select_streams", stream, "-of", "csv=p=0"));
    command.addAll(List.of("-show_entries", "stream=nb_read_frames", file.toString()));
    String text = new String(run(folder, command), java.nio.charset.StandardCharsets.UTF_8);
    // A playlist's streams are listed within its program, and then again.
    return Integer.parseInt(text.lines().findFirst().orElseThrow().replace(",", "").strip());
  }

  private static byte[] run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".bin");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      return fail(
          "%s is needed by these tests and is not on the PATH: install ffmpeg"
              .formatted(command.getFirst()));
    }
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(err)).as("what %s complains of", command).isEmpty();
    assertThat(process.exitValue()).as("status of %s", command).isZero();
    byte[] bytes = Files.readAllBytes(out);
    Files.delete(out);
    Files.delete(err);
    return bytes;
  }
}
