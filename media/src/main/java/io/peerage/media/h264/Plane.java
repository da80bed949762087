package io.peerage.media.h264;

import java.util.Arrays;

/**
 * One colour component of the picture as a decoder has it, of 8-bit samples in whole macroblocks.
 * Not thread-safe.
 */
final class Plane {
  private final int width;
  private final byte[] samples;

  Plane(int width, int height) {
    this.width = width;
    this.samples = new byte[width * height];
  }

  int width() {
    return width;
  }

  /** A sample, 0 to 255. */
  int at(int x, int y) {
    return samples[y * width + x] & 0xFF;
  }

  void set(int x, int y, int value) {
    samples[y * width + x] = (byte) value;
  }

  /** Sets a square of samples to one value, cut to 0 to 255. */
  void fill(int x, int y, int side, int value) {
    byte cut = (byte) Math.clamp(value, 0, 255);
    for (int row = y; row < y + side; row++) {
      Arrays.fill(samples, row * width + x, row * width + x + side, cut);
    }
  }

  /** The sum of {@code count} samples right above (x, y), from there to the right. */
  int sumAbove(int x, int y, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += at(x + i, y - 1);
    }
    return sum;
  }

  /** The sum of {@code count} samples left of (x, y), from there down. */
  int sumLeft(int x, int y, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += at(x - 1, y + i);
    }
    return sum;
  }
}
