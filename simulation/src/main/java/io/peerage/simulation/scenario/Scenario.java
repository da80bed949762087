package io.peerage.simulation.scenario;

import java.util.List;

/** A story of an attack or a fault, and what must hold in it. Stateless; thread-safe. */
public interface Scenario {
  /** Its name on the command line. */
  String name();

  /** The story, in a sentence or two. */
  String story();

  /** What must hold. */
  List<Target> targets();

  /** Plays it once. The same size and seed play the same. */
  Result play(Size size, long seed);
}
