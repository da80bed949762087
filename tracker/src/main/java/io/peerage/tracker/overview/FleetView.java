package io.peerage.tracker.overview;

import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.accounting.FleetAccounts;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet in numbers.
 *
 * @param startedAt when this tracker was started
 * @param traffic since the beginning, as agents say
 * @param accounts since the beginning, as two ends of each transfer say
 * @param offloadRatio by those accounts
 * @param agentsByState agents that are online or whose certificate is valid, and all denied ones
 */
public record FleetView(
    Instant now,
    Instant startedAt,
    String trustDomain,
    Traffic traffic,
    FleetAccounts accounts,
    @Nullable Double offloadRatio,
    Map<AgentState, Integer> agentsByState,
    int agentsOnline) {}
