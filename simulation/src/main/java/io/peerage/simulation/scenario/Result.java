package io.peerage.simulation.scenario;

import java.util.List;

/**
 * What came of one run.
 *
 * @param measured a value for each of the scenario's targets, in their order
 * @param broken invariants that did not hold, each with when and how
 * @param notes what else is worth knowing, one line each
 */
public record Result(List<Double> measured, List<String> broken, List<String> notes) {
  public Result {
    measured = List.copyOf(measured);
    broken = List.copyOf(broken);
    notes = List.copyOf(notes);
  }
}
