package io.peerage.simulation.world;

import io.peerage.simulation.engine.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A part of the fleet whose agents are offered only each other, with time and chance of its own.
 */
public final class Zone {
  private final int number;
  private final RandomGenerator random;
  private final Timeline timeline = new Timeline();

  /** Who is there, in the order of joining. */
  final List<Participant> members = new ArrayList<>();

  Zone(int number, RandomGenerator random) {
    this.number = number;
    this.random = random;
  }

  /** From 0. */
  public int number() {
    return number;
  }

  public Timeline timeline() {
    return timeline;
  }

  RandomGenerator random() {
    return random;
  }
}
