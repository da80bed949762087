package io.peerage.tracker.shadow;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.AgentState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An agent that the two policies put into different states.
 *
 * @param since the end of the round in which they were first seen to differ so
 * @param until the end of the round in which they no longer did; null while they do
 * @param active the state by the policy in force
 * @param activeWhy the reason of the verdict that put it there
 * @param activeAt when that was
 * @param shadow the state by the shadow policy
 * @param shadowWhy likewise; it had that state from the start if there was no verdict since
 * @param shadowAt likewise
 */
public record Divergence(
    AgentId agent,
    Instant since,
    @Nullable Instant until,
    AgentState active,
    String activeWhy,
    Instant activeAt,
    AgentState shadow,
    String shadowWhy,
    Instant shadowAt) {
  Divergence endedAt(Instant time) {
    return new Divergence(
        agent, since, time, active, activeWhy, activeAt, shadow, shadowWhy, shadowAt);
  }
}
