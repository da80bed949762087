package io.peerage.agent.swarm;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which agent of a zone fetches a chunk from the origin for all of them: rendezvous hashing (Thaler
 * and Ravishankar, 1998), so that when an agent comes or goes only its own chunks move. Every agent
 * with the same neighbours comes to the same answer.
 *
 * <p>The score of an agent for a chunk, as an unsigned number, where {@code mix} is the finaliser
 * of SplitMix64: {@code mix(a ^ mix(r + n * 0x9E3779B97F4A7C15))} with a the first 8 bytes of
 * SHA-256 of the agent's id, r the first 8 bytes of the content root, n the chunk's number.
 */
final class Homes {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Homes() {}

  /** The key of an agent: what its score is made of. Worth keeping per agent. */
  static long keyOf(AgentId agent) {
    return Sha256Hash.hash(agent.value().getBytes(StandardCharsets.UTF_8)).prefix();
  }

  /** An agent with its key. */
  record Keyed(AgentId id, long key) {
    static Keyed of(AgentId id) {
      return new Keyed(id, keyOf(id));
    }
  }

  /** The agents in the order in which they are homes of {@code chunk}, at most {@code limit}. */
  static List<AgentId> order(ChunkId chunk, Collection<Keyed> agents, int limit) {
    long seed = mix(chunk.root().hash().prefix() + chunk.index() * GOLDEN);
    return agents.stream()
        .sorted(
            Comparator.comparing((Keyed agent) -> mix(agent.key ^ seed), Long::compareUnsigned)
                .reversed())
        .limit(limit)
        .map(Keyed::id)
        .toList();
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
