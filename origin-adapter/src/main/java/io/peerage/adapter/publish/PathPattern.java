package io.peerage.adapter.publish;

import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.UnderstoodPath;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern for paths, without the query: {@code *} is anything within a segment, {@code **}
 * anything at all, {@code ?} one character, everything else itself. Paths are compared as origins
 * understand them, not as they are spelt ({@link UnderstoodPath}); else {@code /%70rivate/x} would
 * not be under {@code /private/**}. Immutable.
 */
public final class PathPattern {
  private static final Pattern WILDCARD = Pattern.compile("\\*\\*|\\*|\\?");

  private final String text;
  private final Pattern regex;

  private PathPattern(String text, Pattern regex) {
    this.text = text;
    this.regex = regex;
  }

  /** Reads a pattern; it starts with a slash. */
  public static PathPattern parse(String text) {
    if (!text.startsWith("/") || text.length() > ObjectPath.MAX_CHARS) {
      throw new IllegalArgumentException(
          "a pattern starts with / and uses *, ** and ?, as /vod/**; not \"" + text + '"');
    }
    StringBuilder regex = new StringBuilder();
    Matcher wildcard = WILDCARD.matcher(text);
    int at = 0;
    while (wildcard.find()) {
      regex.append(literal(text.substring(at, wildcard.start())));
      regex.append(
          switch (wildcard.group()) {
            case "**" -> ".*";
            case "*" -> "[^/]*";
            default -> "[^/]";
          });
      at = wildcard.end();
    }
    regex.append(literal(text.substring(at)));
    return new PathPattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  private static String literal(String part) {
    return Pattern.quote(UnderstoodPath.decoded(part));
  }

  boolean matches(UnderstoodPath path) {
    return regex.matcher(path.toString()).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
