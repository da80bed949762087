package io.peerage.tracker.events;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened.
 *
 * @param id grows with every event, also over restarts
 * @param agent whom it is about, or null
 * @param text one line for people
 */
public record Event(long id, Instant at, EventType type, @Nullable AgentId agent, String text) {}
