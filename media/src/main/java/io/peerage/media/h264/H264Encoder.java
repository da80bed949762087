package io.peerage.media.h264;

import java.io.ByteArrayOutputStream;

/**
 * Encodes the synthetic scene picture by picture, each as one access unit of a Constrained Baseline
 * stream (ITU-T H.264, annexes A and B):
 *
 * <pre>
 * access unit delimiter
 * sequence parameter set, picture parameter set      where a segment opens
 * IDR slice (I) where a segment opens, else slice (P)
 * </pre>
 *
 * No picture refers to one before the last IDR picture, so every segment decodes by itself. The
 * same calls give the same bytes, on every machine. It holds one picture and one access unit in
 * memory. Not thread-safe.
 */
public final class H264Encoder {
  private static final int SLICE_P = 5; // and all other slices of the picture too
  private static final int SLICE_I = 7;
  private static final int ONLY_I = 0; // primary_pic_type
  private static final int I_AND_P = 1;
  private static final int IDR_PICTURE_IDS = 1 << 16;

  private final VideoFormat video;
  private final byte[] sequenceParameters;
  private final byte[] pictureParameters;
  private final TestPicture scene;
  private final DetailScan scan;
  private final Picture picture;
  private final BitWriter bits = new BitWriter();
  private final MacroblockWriter macroblocks;
  private int nextFrame;

  public H264Encoder(VideoFormat video, H264Level level) {
    this.video = video;
    this.sequenceParameters = ParameterSets.sequence(video, level);
    this.pictureParameters = ParameterSets.picture();
    this.scene = new TestPicture(video);
    this.scan = new DetailScan(video, scene);
    this.picture = Picture.of(video);
    this.macroblocks = new MacroblockWriter(bits, picture);
  }

  /**
   * Encodes the next picture.
   *
   * @param budgetBytes how long the access unit should be. It is about a macroblock shorter, if the
   *     budget holds the least that the picture needs, and longer if not; one that opens a segment
   *     may be a fifth longer, as flat macroblocks beside exact ones take more. The caller counts
   *     and gives the next picture less
   */
  public byte[] next(long budgetBytes) {
    int frame = nextFrame++;
    boolean idr = video.opensSegment(frame);
    ByteArrayOutputStream unit = new ByteArrayOutputStream();
    NalUnit.ACCESS_UNIT_DELIMITER.writeTo(unit, delimiter(idr));
    if (idr) {
      NalUnit.SEQUENCE_PARAMETER_SET.writeTo(unit, sequenceParameters);
      NalUnit.PICTURE_PARAMETER_SET.writeTo(unit, pictureParameters);
    }
    NalUnit slice = idr ? NalUnit.IDR_SLICE : NalUnit.SLICE;
    slice.writeTo(unit, slice(frame, idr, scan.plan(frame, budgetBytes)));
    return unit.toByteArray();
  }

  /** The picture as a decoder has it after the last access unit. */
  Picture picture() {
    return picture;
  }

  private byte[] delimiter(boolean idr) {
    bits.clear();
    bits.bits(idr ? ONLY_I : I_AND_P, 3);
    bits.trailingBits();
    return bits.toByteArray();
  }

  private byte[] slice(int frame, boolean idr, Coding[] plan) {
    bits.clear();
    sliceHeader(frame, idr);
    int skipped = 0;
    for (int i = 0; i < plan.length; i++) {
      if (plan[i] == Coding.SKIP) {
        skipped++;
        continue;
      }
      if (!idr) {
        bits.ue(skipped); // mb_skip_run
        skipped = 0;
      }
      macroblock(frame, idr, plan, i);
    }
    if (skipped > 0) {
      bits.ue(skipped);
    }
    bits.trailingBits();
    return bits.toByteArray();
  }

  /** Section 7.3.3. */
  private void sliceHeader(int frame, boolean idr) {
    bits.ue(0); // first_mb_in_slice
    bits.ue(idr ? SLICE_I : SLICE_P);
    bits.ue(0); // pic_parameter_set_id
    bits.bits(frame % video.framesPerSegment(), ParameterSets.FRAME_NUMBER_BITS);
    if (idr) {
      bits.ue(video.segmentOf(frame) % IDR_PICTURE_IDS); // differs from the IDR picture before
      bits.bit(false); // no_output_of_prior_pics_flag
      bits.bit(false); // long_term_reference_flag
    } else {
      bits.bit(false); // num_ref_idx_active_override_flag
      bits.bit(false); // ref_pic_list_modification_flag_l0
      bits.bit(false); // adaptive_ref_pic_marking_mode_flag
    }
    bits.se(0); // slice_qp_delta
    bits.ue(1); // disable_deblocking_filter_idc: off
  }

  private void macroblock(int frame, boolean idr, Coding[] plan, int index) {
    int wide = video.macroblocksWide();
    int x = index % wide;
    int y = index / wide;
    if (plan[index] == Coding.EXACT) {
      macroblocks.exact(x, y, scene, frame, !idr);
      return;
    }
    boolean besidePcm =
        (x > 0 && plan[index - 1] == Coding.EXACT) || (y > 0 && plan[index - wide] == Coding.EXACT);
    macroblocks.flat(x, y, scene.flat(x, y, frame), !idr, besidePcm);
  }
}
