package io.peerage.tracker.bans;

import io.peerage.protocol.message.AgentState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would bring an agent to another state.
 *
 * @param conditions that must all be met
 * @param notBefore when it can be at the earliest; null for at any time
 * @param event what must happen beside that; null for nothing
 * @param text all of it in one line for people
 */
public record Prospect(
    AgentState to,
    List<Condition> conditions,
    @Nullable Instant notBefore,
    @Nullable String event,
    String text) {
  public Prospect {
    conditions = List.copyOf(conditions);
  }

  /**
   * A number and what it must be.
   *
   * @param what the number's name, as in the trust model
   * @param relation {@code >=} or {@code <}
   */
  public record Condition(
      String what, String relation, double needed, double present, boolean met) {
    static Condition atLeast(String what, double needed, double present) {
      return new Condition(what, ">=", needed, present, present >= needed);
    }

    static Condition below(String what, double needed, double present) {
      return new Condition(what, "<", needed, present, present < needed);
    }
  }
}
