package io.peerage.tracker.overview;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.bans.Prospect;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.bans.Verdict;
import io.peerage.tracker.trust.Explanation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why one agent is where it is, and what would change that.
 *
 * @param at when this was so
 * @param status its state with what is remembered to judge it
 * @param why the reason of the last verdict
 * @param verdicts the last ones, the newest first
 * @param earlierVerdicts how many more are kept, of the last hundred
 * @param prospects what would bring it to another state; none of an origin adapter
 * @param trust its score taken apart; null when it never announced itself
 */
public record AgentExplanation(
    AgentId agent,
    Instant at,
    Status status,
    String why,
    List<Verdict> verdicts,
    int earlierVerdicts,
    List<Prospect> prospects,
    @Nullable Explanation trust) {}
