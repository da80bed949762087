package io.peerage.media.h264;

import java.util.Arrays;

/**
 * Decides how each macroblock of a picture is coded, so that the picture takes the bytes it may.
 *
 * <p>The idea: a picture that opens a segment is a mosaic of flat colours, which costs little. What
 * is left of its budget, and nearly all of that of the pictures that follow, goes to macroblocks
 * coded exactly, at a known 386 bytes each. Which ones, a scan decides that goes on from picture to
 * picture and starts over at the end. So the mosaic grows sharp in the course of a segment, the
 * sooner the higher the bitrate. One pass over the macroblocks for each picture. Not thread-safe.
 */
final class DetailScan {
  private static final int EXACT_BYTES = 386; // with its head, its run of skips and the alignment
  private static final int FLAT_BYTES = 4;
  private static final int HEADS_BYTES = 40; // delimiter, parameter sets, slice header

  private final VideoFormat video;
  private final TestPicture scene;
  private final Coding[] plan;
  private int next;

  DetailScan(VideoFormat video, TestPicture scene) {
    this.video = video;
    this.scene = scene;
    this.plan = new Coding[video.macroblocks()];
  }

  /**
   * The plan for a picture, by macroblock in raster order; good until the next call.
   *
   * @param budgetBytes what the picture may take, as nearly as it can; negative is as 0
   */
  Coding[] plan(int frame, long budgetBytes) {
    int flat = planFlat(frame);
    long exact = (budgetBytes - HEADS_BYTES - (long) flat * FLAT_BYTES) / EXACT_BYTES;
    planExact(frame, exact);
    return plan;
  }

  private int planFlat(int frame) {
    if (video.opensSegment(frame)) {
      Arrays.fill(plan, Coding.FLAT);
      return plan.length;
    }
    int flat = 0;
    for (int i = 0; i < plan.length; i++) {
      boolean moves = scene.barMoves(x(i), y(i), frame);
      plan[i] = moves ? Coding.FLAT : Coding.SKIP;
      flat += moves ? 1 : 0;
    }
    return flat;
  }

  private void planExact(int frame, long count) {
    long left = count;
    for (int seen = 0; seen < plan.length && left > 0; seen++) {
      if (scene.isScene(x(next), y(next), frame)) {
        plan[next] = Coding.EXACT;
        left--;
      }
      next = (next + 1) % plan.length;
    }
  }

  private int x(int macroblock) {
    return macroblock % video.macroblocksWide();
  }

  private int y(int macroblock) {
    return macroblock / video.macroblocksWide();
  }
}
