package io.peerage.media.h264;

/**
 * The synthetic scene: slow waves of colour with film grain, and over them the number of the
 * segment in large digits and, along the bottom, a bar that runs once across in each segment. So a
 * viewer sees at once which segment plays, and no two segments are alike. The same picture in every
 * rendition, whatever its size, and the same samples on every machine: it counts in whole numbers.
 */
final class TestPicture {
  private static final int TURN = 1024; // steps of a full turn; a power of two
  private static final int[] WAVE = new int[TURN];
  private static final int GRAIN = 16; // grain spreads luma by half of this to both sides
  private static final int SCENE_WIDTH = 1024; // the scene's own units, across the picture
  private static final int STEPS_PER_SECOND = 25;

  private static final Colour INK = Colour.grey(235);
  private static final Colour PAPER = Colour.grey(32);
  private static final Colour PLAYED = Colour.grey(200);
  private static final Colour TO_PLAY = Colour.grey(56);

  // Three columns by five rows, a row an octal digit, the topmost first.
  private static final int[] DIGITS = {
    075557, 026227, 071747, 071717, 055711, 074717, 074757, 071111, 075757, 075717
  };
  private static final int DIGIT_ROWS = 5;
  private static final int DIGIT_PITCH = 4;

  static {
    for (int i = 0; i < TURN; i++) {
      WAVE[i] = (int) StrictMath.round(127 * StrictMath.sin(2 * StrictMath.PI * i / TURN));
    }
  }

  private final VideoFormat video;

  TestPicture(VideoFormat video) {
    this.video = video;
  }

  /** Luma of one sample of the scene, grain included. */
  int luma(int x, int y, int frame) {
    return smoothLuma(x, y, frame) + grain(x, y, frame);
  }

  /** Cb at the place of a luma sample. */
  int cb(int x, int y, int frame) {
    int u = scene(x);
    int v = scene(y);
    int t = time(frame);
    return 128 + (wave(u + 6 * t) + wave(2 * v + t)) / 3;
  }

  /** Cr at the place of a luma sample. */
  int cr(int x, int y, int frame) {
    int u = scene(x);
    int v = scene(y);
    int t = time(frame);
    return 128 + (wave(2 * v - 7 * t) + wave(u + 2 * v)) / 3;
  }

  /** The one colour that stands for a whole macroblock. */
  Colour flat(int macroblockX, int macroblockY, int frame) {
    if (isBar(macroblockY)) {
      return played(macroblockX, frame) ? PLAYED : TO_PLAY;
    }
    if (isPanel(macroblockX, macroblockY, frame)) {
      return isInk(macroblockX, macroblockY, frame) ? INK : PAPER;
    }
    int x = macroblockX * 16 + 8;
    int y = macroblockY * 16 + 8;
    return new Colour(smoothLuma(x, y, frame), cb(x, y, frame), cr(x, y, frame));
  }

  /** Whether a macroblock shows the scene, and not the number or the bar. */
  boolean isScene(int macroblockX, int macroblockY, int frame) {
    return !isBar(macroblockY) && !isPanel(macroblockX, macroblockY, frame);
  }

  /** Whether a macroblock of the bar differs from the picture before, in the same segment. */
  boolean barMoves(int macroblockX, int macroblockY, int frame) {
    return isBar(macroblockY) && played(macroblockX, frame) != played(macroblockX, frame - 1);
  }

  private boolean isBar(int macroblockY) {
    return macroblockY == video.macroblocksHigh() - 1;
  }

  private boolean played(int macroblockX, int frame) {
    int inSegment = frame % video.framesPerSegment();
    return (long) macroblockX * video.framesPerSegment()
        < (long) (inSegment + 1) * video.macroblocksWide();
  }

  /** The number stands in the middle of a panel, one macroblock of margin around. */
  private boolean isPanel(int macroblockX, int macroblockY, int frame) {
    int wide = panelWide(frame);
    int high = DIGIT_ROWS + 2;
    return wide <= video.macroblocksWide()
        && high < video.macroblocksHigh()
        && macroblockX >= panelLeft(frame)
        && macroblockX < panelLeft(frame) + wide
        && macroblockY >= panelTop()
        && macroblockY < panelTop() + high;
  }

  private boolean isInk(int macroblockX, int macroblockY, int frame) {
    String number = number(frame);
    int column = macroblockX - panelLeft(frame) - 1;
    int row = macroblockY - panelTop() - 1;
    if (column < 0 || row < 0 || row >= DIGIT_ROWS) {
      return false;
    }
    int place = column / DIGIT_PITCH;
    int inDigit = column % DIGIT_PITCH;
    if (place >= number.length() || inDigit == DIGIT_PITCH - 1) {
      return false;
    }
    int digit = DIGITS[number.charAt(place) - '0'];
    int rowBits = digit >> (3 * (DIGIT_ROWS - 1 - row));
    return ((rowBits >> (2 - inDigit)) & 1) != 0;
  }

  private String number(int frame) {
    return Integer.toString(video.segmentOf(frame));
  }

  private int panelWide(int frame) {
    return number(frame).length() * DIGIT_PITCH + 1;
  }

  private int panelLeft(int frame) {
    return (video.macroblocksWide() - panelWide(frame)) / 2;
  }

  private int panelTop() {
    return (video.macroblocksHigh() - DIGIT_ROWS - 2) / 2;
  }

  private int smoothLuma(int x, int y, int frame) {
    int u = scene(x);
    int v = scene(y);
    int t = time(frame);
    return 126 + (wave(2 * u + 8 * t) + wave(3 * v - 5 * t) + wave(u + v + 3 * t)) / 4;
  }

  private static int grain(int x, int y, int frame) {
    int hash = (x * 0x9E3779B1) ^ (y * 0x85EBCA77) ^ (frame * 0xC2B2AE3D);
    hash = (hash ^ (hash >>> 15)) * 0x2C1B3C6D;
    hash ^= hash >>> 13;
    return (hash & (GRAIN - 1)) - GRAIN / 2;
  }

  private int scene(int samples) {
    return samples * SCENE_WIDTH / video.width();
  }

  private int time(int frame) {
    return (int) ((long) frame * STEPS_PER_SECOND / video.framesPerSecond());
  }

  private static int wave(int phase) {
    return WAVE[phase & (TURN - 1)];
  }
}
