package io.peerage.media.h264;

import java.util.Optional;

/**
 * What a decoder must be able to bear: the limits of ITU-T H.264, table A-1, up to level 5.2. Level
 * 1b is left out: it is signalled in another way and hardly used.
 */
public enum H264Level {
  L1_0(10, 1_485, 99, 64),
  L1_1(11, 3_000, 396, 192),
  L1_2(12, 6_000, 396, 384),
  L1_3(13, 11_880, 396, 768),
  L2_0(20, 11_880, 396, 2_000),
  L2_1(21, 19_800, 792, 4_000),
  L2_2(22, 20_250, 1_620, 4_000),
  L3_0(30, 40_500, 1_620, 10_000),
  L3_1(31, 108_000, 3_600, 14_000),
  L3_2(32, 216_000, 5_120, 20_000),
  L4_0(40, 245_760, 8_192, 20_000),
  L4_1(41, 245_760, 8_192, 50_000),
  L4_2(42, 522_240, 8_704, 50_000),
  L5_0(50, 589_824, 22_080, 135_000),
  L5_1(51, 983_040, 36_864, 240_000),
  L5_2(52, 2_073_600, 36_864, 240_000);

  private final int idc;
  private final int macroblocksPerSecond;
  private final int macroblocksPerFrame;
  private final int kilobitsPerSecond;

  H264Level(int idc, int macroblocksPerSecond, int macroblocksPerFrame, int kilobitsPerSecond) {
    this.idc = idc;
    this.macroblocksPerSecond = macroblocksPerSecond;
    this.macroblocksPerFrame = macroblocksPerFrame;
    this.kilobitsPerSecond = kilobitsPerSecond;
  }

  /** The lowest level that holds such a video; none if it is beyond level 5.2. */
  public static Optional<H264Level> lowestFor(VideoFormat video, long bitsPerSecond) {
    for (H264Level level : values()) {
      if (level.holds(video, bitsPerSecond)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /** level_idc, as it stands in the stream: ten times the level. */
  public int idc() {
    return idc;
  }

  private boolean holds(VideoFormat video, long bitsPerSecond) {
    int wide = video.macroblocksWide();
    int high = video.macroblocksHigh();
    long longestSideSquared = 8L * macroblocksPerFrame; // A.3.1, items f and g
    return video.macroblocks() <= macroblocksPerFrame
        && (long) video.macroblocks() * video.framesPerSecond() <= macroblocksPerSecond
        && (long) wide * wide <= longestSideSquared
        && (long) high * high <= longestSideSquared
        && bitsPerSecond <= kilobitsPerSecond * 1000L;
  }
}
