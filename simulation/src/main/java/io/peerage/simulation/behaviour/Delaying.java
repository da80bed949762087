package io.peerage.simulation.behaviour;

import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.Serving;
import io.peerage.simulation.world.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends nothing wrong and wastes time.
 *
 * @param way how
 */
public record Delaying(Way way) implements Behaviour {
  private static final long DRIP_NANOS = Duration.ofMillis(350).toNanos();

  /** How time is wasted. */
  public enum Way {
    /** Accepts and never answers. */
    SILENT,
    /** Stops in the middle. */
    STALLING,
    /** A block now and then, each just before anyone loses patience. */
    DRIPPING,
    /** Takes and does not give. */
    FREE_RIDING
  }

  @Override
  public Serving serve(World world, Participant self, @Nullable Participant client) {
    return switch (way) {
      case SILENT -> Serving.SILENT;
      case STALLING -> new Serving.Stall(1 + world.random().nextInt(World.BLOCKS_PER_CHUNK / 2));
      case DRIPPING -> new Serving.Drip(DRIP_NANOS);
      case FREE_RIDING -> Serving.REFUSE;
    };
  }

  @Override
  public boolean reads() {
    return way == Way.FREE_RIDING;
  }
}
