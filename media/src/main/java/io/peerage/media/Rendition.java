package io.peerage.media;

import io.peerage.media.h264.H264Level;
import io.peerage.media.h264.VideoFormat;
import java.util.regex.Pattern;

/**
 * One of the forms in which an asset is offered.
 *
 * @param name its folder's name too: 1 to 32 of a-z, 0-9, {@code -} and {@code _}
 * @param width samples a line, even, 64 to 4096
 * @param height lines, even, 64 to 4096
 * @param framesPerSecond 10 to 120
 * @param bitsPerSecond target of a segment's size over its duration, all overhead included. What
 *     makes sense depends on the format: from about 0.02 to 4 bits a sample, and within the limits
 *     of H.264 level 5.2
 */
public record Rendition(
    String name, int width, int height, int framesPerSecond, int bitsPerSecond) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");
  private static final int MIN_SIDE = 64;
  private static final int MAX_SIDE = 4096;
  private static final int MIN_FRAMES_PER_SECOND = 10; // for a clock each 100 ms
  private static final int MAX_FRAMES_PER_SECOND = 120;
  // A mosaic of flat colours each second takes some 0.012 bits a sample; each frame takes at least
  // one packet, and tables and heads a little more; a quiet tone comes on top.
  private static final double MIN_BITS_PER_SAMPLE = 0.02;
  private static final int MIN_BITS_PER_FRAME = 2_000;
  private static final int MIN_BITS_PER_SECOND = 60_000;
  private static final int MAX_BITS_PER_SAMPLE = 4;

  public Rendition {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "rendition name \"%s\" cannot be a folder's: use 1 to 32 of a-z, 0-9, - and _, with a letter or digit first, as 720p"
              .formatted(name));
    }
    checkSide(name, "width", width);
    checkSide(name, "height", height);
    if (framesPerSecond < MIN_FRAMES_PER_SECOND || framesPerSecond > MAX_FRAMES_PER_SECOND) {
      throw new IllegalArgumentException(
          "rendition %s: framesPerSecond %d is not in %d to %d: use 25, 30 or 50"
              .formatted(name, framesPerSecond, MIN_FRAMES_PER_SECOND, MAX_FRAMES_PER_SECOND));
    }
    long samplesPerSecond = (long) width * height * framesPerSecond;
    long least =
        MIN_BITS_PER_SECOND
            + (long) MIN_BITS_PER_FRAME * framesPerSecond
            + (long) (MIN_BITS_PER_SAMPLE * samplesPerSecond);
    long most = Math.max(least, MAX_BITS_PER_SAMPLE * samplesPerSecond);
    if (bitsPerSecond < least || bitsPerSecond > most) {
      throw new IllegalArgumentException(
          "rendition %s: bitsPerSecond %d is absurd for %dx%d at %d frames a second: use %d to %d"
              .formatted(name, bitsPerSecond, width, height, framesPerSecond, least, most));
    }
    VideoFormat video = new VideoFormat(width, height, framesPerSecond, 1);
    if (H264Level.lowestFor(video, bitsPerSecond).isEmpty()) {
      throw new IllegalArgumentException(
          "rendition %s: %dx%d at %d frames and %d bits a second is beyond H.264 level 5.2: use a smaller size, fewer framesPerSecond or at most 240000000 bitsPerSecond"
              .formatted(name, width, height, framesPerSecond, bitsPerSecond));
    }
  }

  private static void checkSide(String name, String field, int value) {
    if (value < MIN_SIDE || value > MAX_SIDE) {
      throw new IllegalArgumentException(
          "rendition %s: %s %d is not in %d to %d".formatted(name, field, value, MIN_SIDE, MAX_SIDE)
              + ": use a usual size, as 1280x720 or 640x360");
    }
    if (value % 2 != 0) {
      throw new IllegalArgumentException(
          "rendition %s: %s %d is odd, and 4:2:0 video has even sides: use %d or %d"
              .formatted(name, field, value, value - 1, value + 1));
    }
  }
}
