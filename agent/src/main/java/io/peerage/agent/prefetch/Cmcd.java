package io.peerage.agent.prefetch;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a player says of itself: Common Media Client Data (CTA-5004, and CTA-5004-A for lists of
 * next objects), as far as prefetching needs it. What is malformed counts as not said.
 *
 * @param sid the player's session; empty if it does not say
 * @param ot the type of the requested object ({@code v}, {@code a}, {@code m}...); empty if it does
 *     not say
 * @param nextObjects {@code nor}, decoded: URI references relative to the requested object; at most
 *     {@value #MAX_OBJECTS}
 * @param nextRange {@code nrr}: the range of the next object in the syntax of RFC 9110 without its
 *     unit, as {@code 100-199}; empty for all of it
 */
public record Cmcd(String sid, String ot, List<String> nextObjects, String nextRange) {
  /** Says nothing. */
  public static final Cmcd NONE = new Cmcd("", "", List.of(), "");

  private static final int MAX_LENGTH = 4096;
  private static final int MAX_OBJECTS = 4;

  /** A key with its value: a string, a list of strings, or a token. */
  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*([a-z][a-z0-9.-]*)(?:=(\"(?:[^\"\\\\]|\\\\.)*\"|\\([^()]*\\)|[^,;\"()]*))?"
              + "(?:;[^,]*)?\\s*(?:,|$)");

  /** A string, and the parameters that it may have in a list. */
  private static final Pattern STRING =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(?:;[^\\s()]*)?");

  private static final Pattern TYPE = Pattern.compile("[a-z]{1,4}");
  private static final Pattern SESSION = Pattern.compile("[\\x21-\\x7e]{1,64}");
  private static final Pattern RANGE = Pattern.compile("\\d{1,18}-\\d{0,18}|-\\d{1,18}");

  public Cmcd {
    nextObjects = List.copyOf(nextObjects);
  }

  /**
   * Reads the value of the query parameter {@code CMCD} (decoded) or the values of the fields
   * {@code CMCD-Request} and {@code CMCD-Session} joined with commas.
   */
  public static Cmcd parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return NONE;
    }
    String sid = "";
    String ot = "";
    List<String> next = List.of();
    String range = "";
    Matcher pairs = PAIR.matcher(text);
    int at = 0;
    while (at < text.length() && pairs.find(at) && pairs.start() == at) {
      String value = Optional.ofNullable(pairs.group(2)).orElse("");
      switch (pairs.group(1)) {
        case "sid" -> sid = only(SESSION, value);
        case "ot" -> ot = TYPE.matcher(value).matches() ? value : "";
        case "nor" -> next = references(value);
        case "nrr" -> range = only(RANGE, value);
        default -> {}
      }
      at = pairs.end();
    }
    return new Cmcd(sid, ot, next, range);
  }

  private static String only(Pattern pattern, String value) {
    List<String> strings = strings(value);
    return strings.size() == 1 && pattern.matcher(strings.getFirst()).matches()
        ? strings.getFirst()
        : "";
  }

  private static List<String> references(String value) {
    List<String> references = new ArrayList<>();
    for (String string : strings(value)) {
      try {
        String decoded = URLDecoder.decode(string.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (!decoded.isEmpty() && references.size() < MAX_OBJECTS) {
          references.add(decoded);
        }
      } catch (IllegalArgumentException _) {
        // Not percent-encoded as it should be: not said.
      }
    }
    return references;
  }

  private static List<String> strings(String value) {
    List<String> strings = new ArrayList<>();
    Matcher matcher = STRING.matcher(value);
    while (matcher.find()) {
      strings.add(matcher.group(1).replaceAll("\\\\(.)", "$1"));
    }
    return strings;
  }
}
