package io.peerage.agent;

import io.peerage.runtime.config.TimeSpan;

/**
 * The tracker of this agent.
 *
 * @param url its https URL for agents
 * @param enrolmentToken a token for the first start; needed once
 * @param enrolmentTokenFile a file with that token, instead
 * @param timeout for one answer
 */
public record TrackerConfig(
    String url, String enrolmentToken, String enrolmentTokenFile, TimeSpan timeout) {
  public static final TrackerConfig DEFAULTS = new TrackerConfig("", "", "", TimeSpan.ofSeconds(5));

  public TrackerConfig {
    if (!url.isEmpty() && !url.startsWith("https://")) {
      throw new IllegalArgumentException(
          "url is an https URL such as https://tracker.example.com:7443, not \"" + url + '"');
    }
  }

  /** Without the token, which is a secret until it is used. */
  @Override
  public String toString() {
    return "tracker " + url;
  }
}
