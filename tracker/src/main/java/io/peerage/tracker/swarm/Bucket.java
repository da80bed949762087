package io.peerage.tracker.swarm;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.identity.AgentId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The holders of one content in one zone. Adding and removing take constant time: the last one
 * moves into the gap. All under the directory's lock.
 */
final class Bucket {
  final ContentRoot root;
  final String zone;
  private final List<Held> holders = new ArrayList<>(1);

  Bucket(ContentRoot root, String zone) {
    this.root = root;
    this.zone = zone;
  }

  void add(Held held) {
    held.bucket = this;
    held.position = holders.size();
    holders.add(held);
  }

  void remove(Held held) {
    Held last = holders.removeLast();
    if (last != held) {
      holders.set(held.position, last);
      last.position = held.position;
    }
  }

  boolean isEmpty() {
    return holders.isEmpty();
  }

  /** Adds holders that are online and eligible until there are {@code max}. */
  void collect(List<Holder> into, int max, Predicate<AgentId> eligible, RandomGenerator random) {
    int start = holders.size() > max ? random.nextInt(holders.size()) : 0;
    for (int i = 0; i < holders.size() && into.size() < max; i++) {
      Held held = holders.get((start + i) % holders.size());
      Member owner = held.owner;
      if (owner.online && eligible.test(owner.agent.id())) {
        into.add(new Holder(owner.agent, owner.zone, owner.endpoint, owner.capacity, held.chunks));
      }
    }
  }
}
