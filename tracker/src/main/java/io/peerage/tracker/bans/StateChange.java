package io.peerage.tracker.bans;

import io.peerage.protocol.identity.AgentId;
import java.util.Optional;

/**
 * Everything that changes with one judgement.
 *
 * @param denyListVersion the version of the deny list from now on
 */
public record StateChange(
    AgentId agent,
    Status status,
    Optional<Verdict> verdict,
    Optional<EvidenceFile> evidence,
    long denyListVersion) {}
