package io.peerage.media.h264;

/**
 * The sequence and picture parameter sets, which tell a decoder how to read all that follows (ITU-T
 * H.264, sections 7.3.2.1, 7.3.2.2 and E.1.1).
 *
 * <p>Constrained Baseline: profile_idc 66 with constraint_set0_flag and constraint_set1_flag. One
 * reference picture, output in decoding order (picture order count type 2), CAVLC, one slice a
 * picture, square samples, fixed frame rate, no deblocking (so that sharp macroblocks stay exact).
 */
final class ParameterSets {
  /** The quantizer of all coded residuals; see {@link MacroblockWriter} for what it means. */
  static final int QUANTIZER = 24;

  /** Bits of frame_num, so it wraps at 256. */
  static final int FRAME_NUMBER_BITS = 8;

  private static final int BASELINE = 66;
  private static final int CONSTRAINTS = 0b1100_0000;
  private static final int FORMAT_UNSPECIFIED = 5;

  private ParameterSets() {}

  static byte[] sequence(VideoFormat video, H264Level level) {
    BitWriter out = new BitWriter();
    out.bits(BASELINE, 8);
    out.bits(CONSTRAINTS, 8);
    out.bits(level.idc(), 8);
    out.ue(0); // seq_parameter_set_id
    out.ue(FRAME_NUMBER_BITS - 4); // log2_max_frame_num_minus4
    out.ue(2); // pic_order_cnt_type
    out.ue(1); // max_num_ref_frames
    out.bit(false); // gaps_in_frame_num_value_allowed_flag
    out.ue(video.macroblocksWide() - 1);
    out.ue(video.macroblocksHigh() - 1);
    out.bit(true); // frame_mbs_only_flag
    out.bit(true); // direct_8x8_inference_flag
    cropping(out, video);
    out.bit(true); // vui_parameters_present_flag
    usability(out, video);
    out.trailingBits();
    return out.toByteArray();
  }

  /** Macroblocks come whole, so what lies beyond the picture is cropped, in units of 2 samples. */
  private static void cropping(BitWriter out, VideoFormat video) {
    int right = (video.macroblocksWide() * 16 - video.width()) / 2;
    int bottom = (video.macroblocksHigh() * 16 - video.height()) / 2;
    boolean cropped = right > 0 || bottom > 0;
    out.bit(cropped);
    if (cropped) {
      out.ue(0); // left
      out.ue(right);
      out.ue(0); // top
      out.ue(bottom);
    }
  }

  private static void usability(BitWriter out, VideoFormat video) {
    out.bit(true); // aspect_ratio_info_present_flag
    out.bits(1, 8); // aspect_ratio_idc: square
    out.bit(false); // overscan_info_present_flag
    out.bit(true); // video_signal_type_present_flag
    out.bits(FORMAT_UNSPECIFIED, 3);
    out.bit(false); // video_full_range_flag
    out.bit(false); // colour_description_present_flag
    out.bit(false); // chroma_loc_info_present_flag
    out.bit(true); // timing_info_present_flag
    out.bits(1, 32); // num_units_in_tick
    out.bits(2 * video.framesPerSecond(), 32); // time_scale: two ticks a frame
    out.bit(true); // fixed_frame_rate_flag
    out.bit(false); // nal_hrd_parameters_present_flag
    out.bit(false); // vcl_hrd_parameters_present_flag
    out.bit(false); // pic_struct_present_flag
    out.bit(true); // bitstream_restriction_flag
    out.bit(false); // motion_vectors_over_pic_boundaries_flag
    out.ue(0); // max_bytes_per_pic_denom: no limit
    out.ue(0); // max_bits_per_mb_denom: no limit
    out.ue(0); // log2_max_mv_length_horizontal
    out.ue(0); // log2_max_mv_length_vertical
    out.ue(0); // max_num_reorder_frames
    out.ue(1); // max_dec_frame_buffering
  }

  static byte[] picture() {
    BitWriter out = new BitWriter();
    out.ue(0); // pic_parameter_set_id
    out.ue(0); // seq_parameter_set_id
    out.bit(false); // entropy_coding_mode_flag: CAVLC
    out.bit(false); // bottom_field_pic_order_in_frame_present_flag
    out.ue(0); // num_slice_groups_minus1
    out.ue(0); // num_ref_idx_l0_default_active_minus1
    out.ue(0); // num_ref_idx_l1_default_active_minus1
    out.bit(false); // weighted_pred_flag
    out.bits(0, 2); // weighted_bipred_idc
    out.se(QUANTIZER - 26); // pic_init_qp_minus26
    out.se(0); // pic_init_qs_minus26
    out.se(0); // chroma_qp_index_offset
    out.bit(true); // deblocking_filter_control_present_flag
    out.bit(false); // constrained_intra_pred_flag
    out.bit(false); // redundant_pic_cnt_present_flag
    out.trailingBits();
    return out.toByteArray();
  }
}
