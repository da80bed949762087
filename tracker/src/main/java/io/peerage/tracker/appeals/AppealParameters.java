package io.peerage.tracker.appeals;

import io.peerage.runtime.config.TimeSpan;

/**
 * How appeals are dealt with.
 *
 * @param due within what time a person should decide what the program does not
 * @param setAside for how long clients whose complaints an upheld appeal has set aside have no vote
 *     on that agent. In that time the program sets none aside again: a person decides
 */
public record AppealParameters(TimeSpan due, TimeSpan setAside) {
  public static final AppealParameters DEFAULTS =
      new AppealParameters(TimeSpan.parse("72h"), TimeSpan.parse("7d"));

  public AppealParameters {
    if (due.toMillis() < 1000) {
      throw new IllegalArgumentException("due is at least 1s, not " + due);
    }
    if (setAside.toMillis() < 1000) {
      throw new IllegalArgumentException("setAside is at least 1s, not " + setAside);
    }
  }
}
