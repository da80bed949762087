package io.peerage.tracker.bans;

import java.util.Optional;

/**
 * What {@link BanPolicy} makes of an occurrence.
 *
 * @param status the agent's status from now on
 * @param verdict the change of state, if it is one
 */
public record Judgement(Status status, Optional<Verdict> verdict) {}
