package io.peerage.tracker.overview;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import io.peerage.tracker.bans.Statement;
import java.util.List;

/** The statements of reasons for what was decided against an agent, the newest first. */
public record AgentStatements(AgentId agent, AgentState state, List<Statement> statements) {}
