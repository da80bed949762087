package io.peerage.simulation.behaviour;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import org.jspecify.annotations.Nullable;

/** How one agent behaves. One object may behave for many agents. */
public interface Behaviour {
  /** Whether it does what it should; verdicts against such agents are false. */
  default boolean isHonest() {
    return false;
  }

  /** Whether it reads as clients do, and tells the tracker what it saw. */
  default boolean reads() {
    return isHonest();
  }

  /** Whether it says that it has every content, to be asked for all. */
  default boolean claimsAll() {
    return !isHonest();
  }

  /**
   * What it does with a request.
   *
   * @param client who asks; null for an audit
   */
  Serving serve(World world, Participant self, @Nullable Participant client);

  /** Once a minute: what else it does, such as lying in reports. */
  default void minute(World world, Participant self) {}
}
