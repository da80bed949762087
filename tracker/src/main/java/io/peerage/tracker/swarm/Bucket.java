package io.peerage.tracker.swarm;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** One network group gets at most this part of the places. */
  private static final int NETWORK_PART = 10;

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

  /**
   * Adds holders that are online and eligible until there are {@code max}. When there are more, one
   * network group gets at most a tenth of the places, as long as there are others: a crowd of
   * identities in one network must not hide all others.
   */
  void collect(List<Holder> into, int max, Predicate<AgentId> eligible, RandomGenerator random) {
    boolean crowded = holders.size() > max;
    int start = crowded ? random.nextInt(holders.size()) : 0;
    Map<NetworkGroup, Integer> taken = new HashMap<>();
    List<Held> waiting = new ArrayList<>();
    for (int i = 0; i < holders.size() && into.size() < max; i++) {
      Held held = holders.get((start + i) % holders.size());
      Member owner = held.owner;
      if (!owner.online || !eligible.test(owner.agent.id())) {
        continue;
      }
      if (crowded
          && taken.merge(owner.agent.network(), 1, Integer::sum)
              > Math.max(1, max / NETWORK_PART)) {
        waiting.add(held);
      } else {
        into.add(holder(held));
      }
    }
    // Not enough of other networks.
    for (int i = 0; i < waiting.size() && into.size() < max; i++) {
      into.add(holder(waiting.get(i)));
    }
  }

  private static Holder holder(Held held) {
    Member owner = held.owner;
    return new Holder(owner.agent, owner.zone, owner.endpoint, owner.capacity, held.chunks);
  }
}
