package io.peerage.media.h264;

/** How a macroblock of a picture is coded. */
enum Coding {
  /** Not at all: it stays as in the picture before (P_Skip). A few bits for a whole run. */
  SKIP,
  /** One colour (Intra_16x16, DC only). Some 2 to 8 bytes. */
  FLAT,
  /** Every sample as it is (I_PCM). 384 bytes and its head. */
  EXACT
}
