package io.peerage.protocol.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The last part of an identity, unique in its trust domain: 1 to 63 lower-case letters, digits and
 * hyphens, neither first nor last a hyphen. The tracker gives it at enrolment.
 */
public record AgentId(@JsonValue String value) implements Comparable<AgentId> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AgentId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an agent's id is 1 to 63 lower-case letters, digits and hyphens, not \"" + value + '"');
    }
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
