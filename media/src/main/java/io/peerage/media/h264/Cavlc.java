package io.peerage.media.h264;

/**
 * Writes transform coefficient levels in context-adaptive variable-length codes (ITU-T H.264,
 * section 9.2): how many levels are not zero and how many of those are trailing ones, the signs of
 * these, the other levels from the highest frequency down, and the zeros between. It has only the
 * tables for the blocks that {@link MacroblockWriter} codes.
 */
final class Cavlc {
  /** The greatest magnitude of a level that {@link #level} can code, whatever came before. */
  static final int MAX_LEVEL = 2000;

  private static final int ESCAPE_PREFIX = 15;
  private static final int ESCAPE_BITS = 12;
  private static final int MOST_TRAILING_ONES = 3;

  // Table 9-5, nC = -1, by total_coeff and trailing ones.
  private static final String[][] CHROMA_TOKENS = {
    {"01"},
    {"000111", "1"},
    {"000100", "000110", "001"},
    {"000011", "0000011", "0000010", "000101"},
    {"000010", "00000011", "00000010", "0000000"},
  };

  // Table 9-9 (a), by total_coeff - 1 and total_zeros.
  private static final String[][] CHROMA_TOTAL_ZEROS = {
    {"1", "01", "001", "000"}, {"1", "01", "00"}, {"1", "0"},
  };

  // Table 9-10, by zeros left - 1 and run_before.
  private static final String[][] RUNS = {
    {"1", "0"}, {"1", "01", "00"}, {"11", "10", "01", "00"},
  };

  private Cavlc() {}

  /**
   * An Intra16x16DCLevel block of which only the first level may differ from zero.
   *
   * @param besidePcm whether the macroblock to the left or above is I_PCM. Such count as 16 levels
   *     a block and all others here as none, so that the context nC is 8 or more, or else 0.
   */
  static void lumaDc(BitWriter out, int level, boolean besidePcm) {
    boolean one = Math.abs(level) == 1;
    if (level == 0) {
      code(out, besidePcm ? "000011" : "1");
      return;
    }
    if (one) {
      code(out, besidePcm ? "000001" : "01");
      out.bit(level < 0);
    } else {
      code(out, besidePcm ? "000000" : "000101");
      level(out, level, true, 0);
    }
    code(out, "1"); // total_zeros: none before the first
  }

  /** A ChromaDCLevel block: four levels, in the order of the 4x4 blocks they stand for. */
  static void chromaDc(BitWriter out, int[] levels) {
    int total = 0;
    int last = -1;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] != 0) {
        total++;
        last = i;
      }
    }
    int ones = trailingOnes(levels);
    code(out, CHROMA_TOKENS[total][ones]);
    if (total == 0) {
      return;
    }
    levels(out, levels, ones);
    int zerosLeft = last + 1 - total;
    if (total < levels.length) {
      code(out, CHROMA_TOTAL_ZEROS[total - 1][zerosLeft]);
    }
    runs(out, levels, last, zerosLeft);
  }

  private static int trailingOnes(int[] levels) {
    int ones = 0;
    for (int i = levels.length - 1; i >= 0 && ones < MOST_TRAILING_ONES; i--) {
      if (Math.abs(levels[i]) > 1) {
        break;
      }
      ones += Math.abs(levels[i]);
    }
    return ones;
  }

  private static void levels(BitWriter out, int[] levels, int ones) {
    int seen = 0;
    int suffixBits = 0;
    for (int i = levels.length - 1; i >= 0; i--) {
      if (levels[i] == 0) {
        continue;
      }
      if (seen < ones) {
        out.bit(levels[i] < 0);
      } else {
        boolean notOne = seen == ones && ones < MOST_TRAILING_ONES;
        suffixBits = level(out, levels[i], notOne, suffixBits);
      }
      seen++;
    }
  }

  /**
   * One level (section 9.2.2.1, read backwards).
   *
   * @param notOne whether it is known not to be plus or minus 1, which saves two codes
   * @param suffixBits what came back for the level before, 0 for the first
   * @return suffixLength for the next level
   */
  private static int level(BitWriter out, int level, boolean notOne, int suffixBits) {
    if (Math.abs(level) > MAX_LEVEL) {
      throw new IllegalArgumentException("level " + level + " is over " + MAX_LEVEL);
    }
    int code = (level > 0 ? 2 * level - 2 : -2 * level - 1) - (notOne ? 2 : 0);
    if (suffixBits == 0 && code >= 14 && code < 30) {
      prefix(out, 14);
      out.bits(code - 14, 4);
    } else {
      // Without a suffix, 14 is taken by the case above, which ends where the escape starts.
      int escapeFrom = suffixBits == 0 ? 30 : ESCAPE_PREFIX << suffixBits;
      if (code < escapeFrom) {
        prefix(out, code >> suffixBits);
        out.bits(code, suffixBits);
      } else {
        prefix(out, ESCAPE_PREFIX);
        out.bits(code - escapeFrom, ESCAPE_BITS);
      }
    }
    int next = Math.max(1, suffixBits);
    return Math.abs(level) > 3 << (next - 1) && next < 6 ? next + 1 : next;
  }

  private static void prefix(BitWriter out, int zeros) {
    out.bits(1, zeros + 1);
  }

  private static void runs(BitWriter out, int[] levels, int last, int totalZeros) {
    int zerosLeft = totalZeros;
    int at = last;
    while (zerosLeft > 0) {
      int before = at - 1;
      while (before >= 0 && levels[before] == 0) {
        before--;
      }
      if (before < 0) {
        return; // the lowest level: the zeros left are its run
      }
      int run = at - 1 - before;
      code(out, RUNS[zerosLeft - 1][run]);
      zerosLeft -= run;
      at = before;
    }
  }

  private static void code(BitWriter out, String code) {
    out.bits(Integer.parseInt(code, 2), code.length());
  }
}
