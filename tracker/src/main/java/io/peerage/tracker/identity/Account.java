package io.peerage.tracker.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Who answers for an identity: chosen when its enrolment token is made. Identities are limited per
 * account, and an account has one vote on any agent.
 *
 * @param name 1 to 64 lower-case letters, digits, dots, hyphens and underscores, the first a letter
 *     or a digit
 */
public record Account(@JsonValue String name) implements Comparable<Account> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Account {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an account is 1 to 64 lower-case letters, digits, dots, hyphens and underscores, not \""
              + name
              + '"');
    }
  }

  @Override
  public int compareTo(Account other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
