package io.peerage.simulation.scheme;

import io.peerage.protocol.message.Observation;
import io.peerage.simulation.world.Participant;
import io.peerage.simulation.world.TrustScheme;
import io.peerage.simulation.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Everyone is offered to everyone, by chance. */
public final class NoTrustScheme implements TrustScheme {
  private final World world;

  public NoTrustScheme(World world) {
    this.world = world;
  }

  @Override
  public boolean clientsAvoid() {
    return false;
  }

  @Override
  public void join(Participant participant) {}

  @Override
  public List<Participant> offers(Participant client, List<Participant> holders, int limit) {
    List<Participant> list = new ArrayList<>(holders);
    Collections.shuffle(list, Random.from(world.random()));
    return list.subList(0, Math.min(limit, list.size()));
  }

  @Override
  public void observe(Participant client, Observation observation) {}

  @Override
  public void minute() {}
}
