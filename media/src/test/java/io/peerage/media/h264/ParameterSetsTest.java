package io.peerage.media.h264;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterSetsTest {
  @ParameterizedTest
  @CsvSource({
    "1280,720,25,6000000,31",
    "1920,1080,30,8000000,40",
    "640,360,25,1800000,30",
    "98,66,10,150000,11",
    "64,64,10,100000,11",
    "4096,2160,30,50000000,52"
  })
  void sequenceParametersDescribeTheVideo(int width, int height, int fps, int bits, int level) {
    VideoFormat video = new VideoFormat(width, height, fps, fps);
    H264Level lowest = H264Level.lowestFor(video, bits).orElseThrow();
    BitReader in = new BitReader(ParameterSets.sequence(video, lowest));
    assertThat(in.bits(8)).as("profile_idc: Baseline").isEqualTo(66);
    assertThat(in.bits(8)).as("constraints: Constrained Baseline").isEqualTo(0xC0);
    assertThat(in.bits(8)).as("level_idc").isEqualTo(level);
    assertThat(in.ue()).as("seq_parameter_set_id").isZero();
    assertThat(in.ue()).as("log2_max_frame_num_minus4").isEqualTo(4);
    assertThat(in.ue()).as("pic_order_cnt_type").isEqualTo(2);
    assertThat(in.ue()).as("max_num_ref_frames").isEqualTo(1);
    assertThat(in.bit()).as("gaps_in_frame_num_value_allowed_flag").isZero();
    int wide = (in.ue() + 1) * 16;
    int high = (in.ue() + 1) * 16;
    assertThat(in.bit()).as("frame_mbs_only_flag").isOne();
    assertThat(in.bit()).as("direct_8x8_inference_flag").isOne();
    if (in.bit() == 1) {
      assertThat(in.ue()).as("left").isZero();
      wide -= 2 * in.ue();
      assertThat(in.ue()).as("top").isZero();
      high -= 2 * in.ue();
    }
    assertThat(wide).isEqualTo(width);
    assertThat(high).isEqualTo(height);
    assertThat(in.bit()).as("vui_parameters_present_flag").isOne();
    assertThat(in.bits(9)).as("square samples").isEqualTo(0x101);
    assertThat(in.bits(8)).as("overscan, signal type, chroma location").isEqualTo(0b0_1_101_0_0_0);
    assertThat(in.bit()).as("timing_info_present_flag").isOne();
    assertThat(in.bits(32)).as("num_units_in_tick").isEqualTo(1);
    assertThat(in.bits(32)).as("time_scale").isEqualTo(2 * fps);
    assertThat(in.bit()).as("fixed_frame_rate_flag").isOne();
    assertThat(in.bits(3)).as("no HRD, no pic_struct").isZero();
    assertThat(in.bit()).as("bitstream_restriction_flag").isOne();
    assertThat(in.bit()).isZero();
    int[] limits = {in.ue(), in.ue(), in.ue(), in.ue(), in.ue(), in.ue()};
    assertThat(limits).containsExactly(0, 0, 0, 0, 0, 1);
    assertThat(in.isAtTrailingBits()).isTrue();
  }

  @Test
  void pictureParametersSayCavlcWithoutDeblockingByDefault() {
    BitReader in = new BitReader(ParameterSets.picture());
    assertThat(in.ue()).as("pic_parameter_set_id").isZero();
    assertThat(in.ue()).as("seq_parameter_set_id").isZero();
    assertThat(in.bit()).as("entropy_coding_mode_flag").isZero();
    assertThat(in.bit()).isZero();
    int[] slices = {in.ue(), in.ue(), in.ue()};
    assertThat(slices).as("groups and reference pictures").containsOnly(0);
    assertThat(in.bits(3)).as("weighted prediction").isZero();
    assertThat(in.se()).as("pic_init_qp_minus26").isEqualTo(ParameterSets.QUANTIZER - 26);
    int[] offsets = {in.se(), in.se()};
    assertThat(offsets).containsOnly(0);
    assertThat(in.bit()).as("deblocking_filter_control_present_flag").isOne();
    assertThat(in.bits(2)).isZero();
    assertThat(in.isAtTrailingBits()).isTrue();
  }
}
