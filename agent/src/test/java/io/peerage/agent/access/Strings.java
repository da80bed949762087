package io.peerage.agent.access;

import java.util.Random;

/** Strings for property tests. */
public final class Strings {
  private Strings() {}

  /** Up to {@code max} characters out of {@code alphabet}. */
  public static String random(Random random, int max, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(max + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
