package io.peerage.tracker.selection;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;

/**
 * An agent that could be offered.
 *
 * @param sameZone whether it is in the asker's zone
 * @param state those in quarantine and banned are never chosen
 * @param servedWell whether it served the asker itself well; looked at only when it is contested
 * @param proven whether it ever was clean in an audit
 * @param belief what is left of its rank in the face of suspicion, 0 to 1; it is in the score
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
    boolean servedWell,
    boolean proven,
    double belief,
    double score,
    int uploadSlots,
    int freeSlots) {}
