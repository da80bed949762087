package io.peerage.tracker.selection;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;

/**
 * An agent that could be offered.
 *
 * @param sameZone whether it is in the asker's zone
 * @param state PROBATION or TRUSTED; others are never chosen
 * @param score {@code S}, 0 to 1
 * @param uploadSlots uploads that it serves at once
 * @param freeSlots how many of them were free when it announced itself
 */
public record Candidate(
    AgentId agent,
    Account account,
    NetworkGroup network,
    boolean sameZone,
    AgentState state,
    double score,
    int uploadSlots,
    int freeSlots) {}
