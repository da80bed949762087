package io.peerage.tracker.overview;

import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Traffic;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet in numbers.
 *
 * @param startedAt when this tracker was started
 * @param traffic since the beginning
 * @param offloadRatio the part of what clients got that no origin had to send; null before any
 *     traffic, below 0 when more was fetched than delivered
 * @param agentsByState agents that are online or whose certificate is valid, and all denied ones
 */
public record FleetView(
    Instant now,
    Instant startedAt,
    String trustDomain,
    Traffic traffic,
    @Nullable Double offloadRatio,
    Map<AgentState, Integer> agentsByState,
    int agentsOnline) {}
