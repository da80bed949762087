package io.peerage.media.h264;

/** A colour in BT.601 or BT.709 video range: luma 16 to 235, chroma 16 to 240. */
record Colour(int luma, int cb, int cr) {
  static Colour grey(int luma) {
    return new Colour(luma, 128, 128);
  }
}
