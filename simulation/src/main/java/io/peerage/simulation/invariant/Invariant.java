package io.peerage.simulation.invariant;

import io.peerage.simulation.world.Witness;
import io.peerage.simulation.world.World;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that must hold at every moment of a run. */
public abstract class Invariant implements Witness {
  private @Nullable String broken;

  /** One of each. */
  public static List<Invariant> all() {
    return List.of(
        new OnlyVerifiedBytes(),
        new ReadsEndWithinBudget(),
        new HonestAreNeverRemoved(),
        new OriginLoadIsBounded(),
        new BansCarryEvidence());
  }

  /** Notes what broke it; only the first time counts. */
  protected final void breakAt(World world, String what) {
    if (broken == null) {
      broken =
          "%s at %s: %s"
              .formatted(
                  getClass().getSimpleName(),
                  Duration.ofNanos(world.nowNanos()).truncatedTo(ChronoUnit.SECONDS),
                  what);
    }
  }

  /** What broke it first, and when; nothing while it holds. */
  public final Optional<String> broken() {
    return Optional.ofNullable(broken);
  }
}
