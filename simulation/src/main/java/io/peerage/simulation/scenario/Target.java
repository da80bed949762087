package io.peerage.simulation.scenario;

/**
 * What a scenario must reach.
 *
 * @param measure what is measured, with its unit
 * @param limit the most that it may be
 */
public record Target(String measure, double limit) {
  /** Whether {@code value} is within it. */
  public boolean holds(double value) {
    return value <= limit;
  }
}
