package io.peerage.protocol.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A path as origins understand it, whatever its spelling: percent-encoding is decoded once,
 * repeated slashes count as one, a backslash as a slash, and dot segments are followed (RFC 3986
 * sections 5.2.4 and 6.2.2). So {@code /%70rivate/x}, {@code //private/x} and {@code
 * /a/../private/x} are all {@code /private/x}. Case is left alone. For rules about paths; an
 * object's own name stays as it is spelt ({@link ObjectPath}).
 *
 * @param segments none of them empty, {@code .} or {@code ..}; each byte of UTF-8 is one character
 * @param folder whether it ends with a slash
 */
public record UnderstoodPath(List<String> segments, boolean folder) {
  public UnderstoodPath {
    segments = List.copyOf(segments);
  }

  /** Reads a path, or a target in origin form, whose query is left out. */
  public static UnderstoodPath of(String target) {
    int query = target.indexOf('?');
    return folded(
        decoded(query < 0 ? target : target.substring(0, query)).replace('\\', '/').split("/", -1));
  }

  /** Follows dot segments, and leaves out empty ones. */
  private static UnderstoodPath folded(String[] all) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : all) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    String last = all[all.length - 1];
    boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
    return new UnderstoodPath(List.copyOf(segments), folder);
  }

  /** Decodes percent-encoding once; each byte of UTF-8 is one character. */
  public static String decoded(String path) {
    StringBuilder decoded = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      int encoded = encodedAt(path, i);
      if (encoded >= 0) {
        decoded.append((char) encoded);
        i += 2;
      } else if (path.charAt(i) < 0x80) {
        decoded.append(path.charAt(i));
      } else {
        // As it would have been encoded.
        int end = path.offsetByCodePoints(i, 1);
        for (byte b : path.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
          decoded.append((char) (b & 0xff));
        }
        i = end - 1;
      }
    }
    return decoded.toString();
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

  /**
   * The same without what follows a semicolon in each segment: some servers take that for
   * parameters and look the rest up.
   */
  public UnderstoodPath withoutParameters() {
    if (segments.stream().noneMatch(segment -> segment.indexOf(';') >= 0)) {
      return this;
    }
    List<String> bare =
        new ArrayList<>(segments.stream().map(UnderstoodPath::withoutParameters).toList());
    if (folder) {
      bare.add("");
    }
    return folded(bare.toArray(String[]::new));
  }

  private static String withoutParameters(String segment) {
    int semicolon = segment.indexOf(';');
    return semicolon < 0 ? segment : segment.substring(0, semicolon);
  }

  /** Begins with a slash. */
  @Override
  public String toString() {
    return "/" + String.join("/", segments) + (folder && !segments.isEmpty() ? "/" : "");
  }
}
