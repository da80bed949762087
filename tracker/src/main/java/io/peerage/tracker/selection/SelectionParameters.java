package io.peerage.tracker.selection;

import io.peerage.runtime.config.TimeSpan;

/**
 * How peers are chosen.
 *
 * @param newcomerShare the part of a list that goes to agents on probation, 0 to 1, so that they
 *     can earn trust; the others are drawn in proportion to the square of their score
 * @param groupShare the most that one network group or account may have of a list, 0 to 1, as long
 *     as there are enough others
 * @param groupCrowd as how many of its agents a network group may weigh at most when a list is
 *     drawn; the agents of a greater crowd share that weight. So a thousand identities in one
 *     network get no more than a handful would
 * @param busyWeight what an agent without a free upload slot weighs against an idle one, above 0 to
 *     1; in between it goes by the share of free slots
 * @param maxCandidates how many holders are looked at for one list
 * @param fresh how long an agent may use a list
 * @param enoughTrustedNeighbours trusted agents of a zone from which on agents on probation are no
 *     neighbours, and thus no homes of chunks
 */
public record SelectionParameters(
    double newcomerShare,
    double groupShare,
    int groupCrowd,
    double busyWeight,
    int maxCandidates,
    TimeSpan fresh,
    int enoughTrustedNeighbours) {
  public static final SelectionParameters DEFAULTS =
      new SelectionParameters(0.1, 1.0 / 3, 2, 0.05, 500, TimeSpan.parse("10s"), 3);

  public SelectionParameters {
    require("newcomerShare", newcomerShare, 0, 1);
    require("groupShare", groupShare, 0.01, 1);
    require("groupCrowd", groupCrowd, 1, 10_000);
    require("busyWeight", busyWeight, 0.001, 1);
    require("maxCandidates", maxCandidates, 50, 10_000);
    require("enoughTrustedNeighbours", enoughTrustedNeighbours, 0, 500);
    if (fresh.toMillis() > 600_000) {
      throw new IllegalArgumentException("fresh is at most 10m, not " + fresh);
    }
  }

  private static void require(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException("%s is %s to %s, not %s".formatted(name, min, max, value));
    }
  }
}
