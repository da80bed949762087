package io.peerage.adapter.publish;

import io.peerage.protocol.manifest.ObjectPath;
import java.util.regex.Pattern;

/**
 * A pattern for paths as they stand on the request line, without the query: {@code *} is anything
 * within a segment, {@code **} anything at all, {@code ?} one character, everything else itself.
 */
public final class PathPattern {
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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*' && i + 1 < text.length() && text.charAt(i + 1) == '*') {
        regex.append(".*");
        i++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new PathPattern(text, Pattern.compile(regex.toString()));
  }

  boolean matches(ObjectPath path) {
    return regex.matcher(path.withoutQuery()).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
