package io.peerage.protocol.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What an identity is for: the first segment of its SPIFFE path. */
public enum Role {
  AGENT("agent"),
  ORIGIN_ADAPTER("origin-adapter"),
  TRACKER("tracker");

  private final String segment;

  Role(String segment) {
    this.segment = segment;
  }

  /** The role as it is written in SPIFFE ids and JSON. */
  @JsonValue
  public String segment() {
    return segment;
  }

  @JsonCreator
  public static Role parse(String segment) {
    return Arrays.stream(values())
        .filter(role -> role.segment.equals(segment))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "a role is one of "
                    + Arrays.stream(values()).map(Role::segment).collect(Collectors.joining(", "))
                    + "; not \""
                    + segment
                    + '"'));
  }
}
