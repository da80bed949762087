package io.peerage.media.h264;

/**
 * Codes single macroblocks (ITU-T H.264, section 7.3.5) and keeps the picture as a decoder will
 * have it.
 *
 * <p>A flat macroblock is Intra_16x16 with DC prediction and only DC levels. With quantizer 24,
 * flat scaling and no other levels, the inverse transform (sections 8.5.10, 8.5.11 and 8.5.12)
 * comes down to this, with LevelScale 160 and a shift of 24/6 = 4:
 *
 * <pre>
 * luma    dc = (160 * level + 2) >> 2 = 40 * level     residual = (dc + 32) >> 6, 0.625 a level
 * chroma  dc = ((160 * f) << 4) >> 5  = 80 * f         residual = (dc + 32) >> 6, 1.25 a unit of f
 *         f = H * levels * H, H = [1 1; 1 -1]: one f for each 4x4 block
 * </pre>
 *
 * Not thread-safe.
 */
final class MacroblockWriter {
  private static final int INTRA_16X16_DC = 1 + 2; // I_16x16_2_0_0 (table 7-11)
  private static final int WITH_CHROMA_DC = 4; // from there to I_16x16_2_1_0
  private static final int PCM = 25;
  private static final int IN_P_SLICE = 5; // intra types come after those of P (table 7-13)

  private final BitWriter out;
  private final Picture picture;
  private final int[] cbLevels = new int[4];
  private final int[] crLevels = new int[4];

  MacroblockWriter(BitWriter out, Picture picture) {
    this.out = out;
    this.picture = picture;
  }

  /**
   * Codes a macroblock of one colour; the decoder gets it within 1 of luma and 2 of chroma.
   *
   * @param besidePcm whether the macroblock to the left or above was coded exactly in this picture
   */
  void flat(int macroblockX, int macroblockY, Colour colour, boolean inPSlice, boolean besidePcm) {
    int predicted = picture.predictLuma(macroblockX, macroblockY);
    int lumaLevel = divideRounding((colour.luma() - predicted) * 64, 40);
    boolean chroma = chromaLevels(picture.cb(), macroblockX, macroblockY, colour.cb(), cbLevels);
    chroma |= chromaLevels(picture.cr(), macroblockX, macroblockY, colour.cr(), crLevels);

    type(INTRA_16X16_DC + (chroma ? WITH_CHROMA_DC : 0), inPSlice);
    out.ue(0); // intra_chroma_pred_mode: DC
    out.se(0); // mb_qp_delta
    Cavlc.lumaDc(out, lumaLevel, besidePcm);
    if (chroma) {
      Cavlc.chromaDc(out, cbLevels);
      Cavlc.chromaDc(out, crLevels);
    }

    int luma = predicted + residual(40 * lumaLevel);
    picture.luma().fill(macroblockX * 16, macroblockY * 16, 16, luma);
    reconstruct(picture.cb(), macroblockX, macroblockY, cbLevels);
    reconstruct(picture.cr(), macroblockX, macroblockY, crLevels);
  }

  /** Codes a macroblock of the scene exactly (I_PCM, section 7.3.5: pcm_sample_luma and so on). */
  void exact(int macroblockX, int macroblockY, TestPicture scene, int frame, boolean inPSlice) {
    type(PCM, inPSlice);
    out.align();
    int left = macroblockX * 16;
    int top = macroblockY * 16;
    for (int y = top; y < top + 16; y++) {
      for (int x = left; x < left + 16; x++) {
        sample(picture.luma(), x, y, scene.luma(x, y, frame));
      }
    }
    for (int y = top; y < top + 16; y += 2) {
      for (int x = left; x < left + 16; x += 2) {
        sample(picture.cb(), x / 2, y / 2, scene.cb(x, y, frame));
      }
    }
    for (int y = top; y < top + 16; y += 2) {
      for (int x = left; x < left + 16; x += 2) {
        sample(picture.cr(), x / 2, y / 2, scene.cr(x, y, frame));
      }
    }
  }

  private void sample(Plane plane, int x, int y, int value) {
    plane.set(x, y, value);
    out.alignedByte((byte) value);
  }

  private void type(int type, boolean inPSlice) {
    out.ue(inPSlice ? type + IN_P_SLICE : type);
  }

  /** Finds the levels that bring all four blocks to a value; returns whether any is not 0. */
  private static boolean chromaLevels(
      Plane plane, int macroblockX, int macroblockY, int value, int[] levels) {
    int[] f = new int[4];
    for (int block = 0; block < 4; block++) {
      int predicted = Picture.predictChroma(plane, macroblockX, macroblockY, block);
      f[block] = divideRounding((value - predicted) * 64, 80);
    }
    // H is its own inverse but for a factor of 4.
    levels[0] = divideRounding(f[0] + f[1] + f[2] + f[3], 4);
    levels[1] = divideRounding(f[0] - f[1] + f[2] - f[3], 4);
    levels[2] = divideRounding(f[0] + f[1] - f[2] - f[3], 4);
    levels[3] = divideRounding(f[0] - f[1] - f[2] + f[3], 4);
    return (levels[0] | levels[1] | levels[2] | levels[3]) != 0;
  }

  private static void reconstruct(Plane plane, int macroblockX, int macroblockY, int[] levels) {
    int[] values = new int[4];
    for (int block = 0; block < 4; block++) {
      int right = (block & 1) == 0 ? 1 : -1;
      int lower = (block & 2) == 0 ? 1 : -1;
      int f = levels[0] + right * levels[1] + lower * levels[2] + right * lower * levels[3];
      int predicted = Picture.predictChroma(plane, macroblockX, macroblockY, block);
      values[block] = predicted + residual(80 * f);
    }
    for (int block = 0; block < 4; block++) {
      int x = macroblockX * 8 + (block & 1) * 4;
      int y = macroblockY * 8 + (block >> 1) * 4;
      plane.fill(x, y, 4, values[block]);
    }
  }

  private static int residual(int dc) {
    return (dc + 32) >> 6;
  }

  private static int divideRounding(int value, int divisor) {
    return Math.floorDiv(2 * value + divisor, 2 * divisor);
  }
}
