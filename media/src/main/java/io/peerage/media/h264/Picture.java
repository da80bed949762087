package io.peerage.media.h264;

/**
 * The picture as a decoder has it after the last access unit, in 4:2:0, and the DC predictions that
 * the decoder makes from it (ITU-T H.264, sections 8.3.3.3 and 8.3.4.1 to 8.3.4.3). Whole
 * macroblocks: what is cropped from view is there too.
 */
record Picture(Plane luma, Plane cb, Plane cr) {
  private static final int NO_NEIGHBOUR = 128;

  static Picture of(VideoFormat video) {
    int wide = video.macroblocksWide();
    int high = video.macroblocksHigh();
    return new Picture(
        new Plane(wide * 16, high * 16),
        new Plane(wide * 8, high * 8),
        new Plane(wide * 8, high * 8));
  }

  /** What a decoder predicts all luma samples of a macroblock to be. */
  int predictLuma(int macroblockX, int macroblockY) {
    int x = macroblockX * 16;
    int y = macroblockY * 16;
    if (x > 0 && y > 0) {
      return (luma.sumLeft(x, y, 16) + luma.sumAbove(x, y, 16) + 16) >> 5;
    }
    if (x > 0) {
      return (luma.sumLeft(x, y, 16) + 8) >> 4;
    }
    return y > 0 ? (luma.sumAbove(x, y, 16) + 8) >> 4 : NO_NEIGHBOUR;
  }

  /**
   * What a decoder predicts the samples of a 4x4 chroma block to be.
   *
   * @param block 0 to 3: left or right half (bit 0), upper or lower half (bit 1) of the macroblock
   */
  static int predictChroma(Plane plane, int macroblockX, int macroblockY, int block) {
    boolean right = (block & 1) != 0;
    boolean lower = (block & 2) != 0;
    int top = macroblockY * 8;
    int left = macroblockX * 8;
    int x = right ? left + 4 : left;
    int y = lower ? top + 4 : top;
    int above = top > 0 ? plane.sumAbove(x, top, 4) : -1;
    int beside = left > 0 ? plane.sumLeft(left, y, 4) : -1;
    if (above >= 0 && beside >= 0 && right == lower) {
      return (above + beside + 4) >> 3;
    }
    // The corners off the diagonal take the nearer side, if there is one.
    int first = right ? above : beside;
    int second = right ? beside : above;
    int sum = first >= 0 ? first : second;
    return sum >= 0 ? (sum + 2) >> 2 : NO_NEIGHBOUR;
  }
}
