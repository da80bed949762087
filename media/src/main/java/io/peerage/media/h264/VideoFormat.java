package io.peerage.media.h264;

/**
 * Shape and pace of a video.
 *
 * @param width luma samples a line, even
 * @param height lines, even
 * @param framesPerSecond pictures a second
 * @param framesPerSegment pictures from one IDR picture to the next
 */
public record VideoFormat(int width, int height, int framesPerSecond, int framesPerSegment) {
  public VideoFormat {
    if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0) {
      throw new IllegalArgumentException("4:2:0 video cannot be " + width + "x" + height);
    }
    if (framesPerSecond < 1 || framesPerSegment < 1) {
      throw new IllegalArgumentException(
          "no video has " + framesPerSecond + " fps and " + framesPerSegment + " a segment");
    }
  }

  /** Macroblocks, of 16x16 luma samples, side by side; the last may be cut. */
  int macroblocksWide() {
    return (width + 15) / 16;
  }

  /** Macroblocks one above the other; the last may be cut. */
  int macroblocksHigh() {
    return (height + 15) / 16;
  }

  int macroblocks() {
    return macroblocksWide() * macroblocksHigh();
  }

  /** Whether picture {@code frame}, counted from 0, opens a segment. */
  boolean opensSegment(int frame) {
    return frame % framesPerSegment == 0;
  }

  int segmentOf(int frame) {
    return frame / framesPerSegment;
  }
}
