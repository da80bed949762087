package io.peerage.tracker.purges;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;

/** That an agent said at {@code at} that it had carried out all purges up to {@code upTo}. */
public record AgentStep(AgentId agent, long upTo, Instant at) {}
