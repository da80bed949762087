package io.peerage.tracker.accounting;

import io.peerage.protocol.identity.AgentId;
import java.util.HashMap;
import java.util.Map;

/**
 * Whose word on bytes is the better one, when two ends of a transfer contradict each other: that of
 * the agent with whom more of its other partners agree. One who misstates his traffic contradicts
 * all who are honest; the honest contradict only those who are not. A partner counts once, however
 * many tickets the two share, so that an accomplice is worth no more than anyone else. This moves
 * sums on the dashboard, and never a credit or a state. Not thread-safe.
 */
final class Agreement {
  private final Map<AgentId, Map<AgentId, Integer>> partners = new HashMap<>();

  /** Takes in whether two agents agree on a ticket. */
  void add(AgentId client, AgentId server, boolean agreed) {
    int vote = agreed ? 1 : -1;
    partners.computeIfAbsent(client, _ -> new HashMap<>()).merge(server, vote, Integer::sum);
    partners.computeIfAbsent(server, _ -> new HashMap<>()).merge(client, vote, Integer::sum);
  }

  /** The part of its partners that mostly agree with {@code agent}: a half for one without any. */
  double share(AgentId agent) {
    Map<AgentId, Integer> votes = partners.getOrDefault(agent, Map.of());
    long agreeing = votes.values().stream().filter(sum -> sum > 0).count();
    return (agreeing + 1.0) / (votes.size() + 2.0);
  }
}
