package io.peerage.tracker.events;

import com.fasterxml.jackson.annotation.JsonValue;

/** What kind of thing happened. */
public enum EventType {
  AGENT_ENROLLED("agent-enrolled"),
  AGENT_ONLINE("agent-online"),
  AGENT_OFFLINE("agent-offline"),
  AUDIT("audit"),
  STATE("state"),
  DENY_LIST("deny-list"),
  APPEAL("appeal"),
  PURGE_REQUESTED("purge-requested"),
  PURGE_COMPLETED("purge-completed"),
  TAKEDOWN_ORDERED("takedown-ordered"),
  TAKEDOWN_LIFTED("takedown-lifted");

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  @JsonValue
  public String wireName() {
    return wireName;
  }
}
