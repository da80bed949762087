package io.peerage.tracker.overview;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.identity.Account;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One agent or origin adapter.
 *
 * @param stateUntil when a ban ends; null in other states
 * @param lastSeen its last announce; null when there was none since the tracker started, or too
 *     long ago
 * @param holdings contents that it has chunks of
 * @param traffic that it reported since the beginning
 */
public record AgentView(
    AgentId id,
    Account account,
    Role role,
    AgentState state,
    Instant stateSince,
    @Nullable Instant stateUntil,
    double score,
    boolean online,
    @Nullable Instant lastSeen,
    @Nullable String zone,
    @Nullable PeerEndpoint endpoint,
    int holdings,
    long chunks,
    Traffic traffic,
    long creditedBytes,
    double mean,
    double lowerBound,
    double good,
    double bad,
    double suspicion,
    double credibility) {}
