package io.peerage.adapter.publish;

import io.peerage.protocol.manifest.ObjectPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A pattern for paths, without the query: {@code *} is anything within a segment, {@code **}
 * anything at all, {@code ?} one character, everything else itself. Paths are compared as origins
 * understand them, not as they are spelt: percent-encoding is decoded, on both sides, repeated
 * slashes count as one, and dot segments are followed (RFC 3986 sections 5.2.4 and 6.2.2); else
 * {@code /%70rivate/x} would not be under {@code /private/**}. Immutable.
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
      int encoded = encodedAt(text, i);
      if (encoded >= 0) {
        regex.append(Pattern.quote(String.valueOf((char) encoded)));
        i += 2;
      } else if (c == '*' && i + 1 < text.length() && text.charAt(i + 1) == '*') {
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
    return new PathPattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  boolean matches(ObjectPath path) {
    return regex.matcher(understood(path.withoutQuery())).matches();
  }

  /** The path that origins look up for this one; each byte is a character. */
  static String understood(String path) {
    StringBuilder decoded = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      int encoded = encodedAt(path, i);
      decoded.append(encoded >= 0 ? (char) encoded : path.charAt(i));
      i += encoded >= 0 ? 2 : 0;
    }
    Deque<String> segments = new ArrayDeque<>();
    String[] all = decoded.toString().split("/", -1);
    for (String segment : all) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    String last = all[all.length - 1];
    boolean isFolder = last.isEmpty() || last.equals(".") || last.equals("..");
    return "/" + String.join("/", segments) + (isFolder && !segments.isEmpty() ? "/" : "");
  }

  /** The byte that is percent-encoded at {@code i}; -1 if none is. */
  private static int encodedAt(String text, int i) {
    if (text.charAt(i) != '%' || i + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(i + 1), 16);
    int low = Character.digit(text.charAt(i + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  @Override
  public String toString() {
    return text;
  }
}
