package io.peerage.tracker.identity;

import io.peerage.protocol.identity.AgentId;

/**
 * An agent that makes a request, as its certificate, its enrolment and its connection show it.
 *
 * @param network of the connection's other end, whatever endpoint the agent announces
 */
public record Caller(AgentId id, Account account, NetworkGroup network) {}
