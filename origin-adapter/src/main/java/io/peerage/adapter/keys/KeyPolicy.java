package io.peerage.adapter.keys;

import java.time.Duration;

/**
 * How many keys a site has, and how long they last.
 *
 * @param rootKeys how many root keys are made, 1 to {@value #MAX_ROOT_KEYS}
 * @param threshold how many of them must sign a change
 * @param rootValidity how long a root document is believed
 * @param publishingValidity how long a publishing key may sign
 * @param overlap how long the old publishing key may still sign after a rotation, so that adapters
 *     can be given the new one without haste
 */
public record KeyPolicy(
    int rootKeys,
    int threshold,
    Duration rootValidity,
    Duration publishingValidity,
    Duration overlap) {
  /** Three root keys of which two must sign; a year; a day of overlap. */
  public static final KeyPolicy DEFAULT =
      new KeyPolicy(3, 2, Duration.ofDays(365), Duration.ofDays(365), Duration.ofDays(1));

  private static final int MAX_ROOT_KEYS = 8;

  public KeyPolicy {
    if (rootKeys < 1 || rootKeys > MAX_ROOT_KEYS) {
      throw new IllegalArgumentException("rootKeys is 1 to " + MAX_ROOT_KEYS + ", not " + rootKeys);
    }
    if (threshold < 1 || threshold > rootKeys) {
      throw new IllegalArgumentException(
          "threshold is 1 to rootKeys (" + rootKeys + "), not " + threshold);
    }
    requirePositive("rootValidity", rootValidity);
    requirePositive("publishingValidity", publishingValidity);
    if (overlap.isNegative()) {
      throw new IllegalArgumentException("overlap is not negative, unlike " + overlap);
    }
  }

  private static void requirePositive(String field, Duration value) {
    if (value.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(field + " is at least a minute, not " + value);
    }
  }
}
