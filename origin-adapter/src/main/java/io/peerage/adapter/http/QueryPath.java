package io.peerage.adapter.http;

import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.runtime.server.RequestException;
import java.util.HexFormat;

/**
 * The object's path in {@code ?path=}: percent-decoded once, a plus sign standing for itself, since
 * a path has no spaces.
 */
final class QueryPath {
  private static final String PARAMETER = "path=";

  private QueryPath() {}

  /**
   * Reads the query of a request.
   *
   * @param pathQuery path and query as on the request line
   */
  static ObjectPath read(String pathQuery) throws RequestException {
    int question = pathQuery.indexOf('?');
    String query = question < 0 ? "" : pathQuery.substring(question + 1);
    String found = null;
    for (String parameter : query.split("&", -1)) {
      if (parameter.startsWith(PARAMETER)) {
        if (found != null) {
          throw malformed("path stands twice in the query");
        }
        found = parameter.substring(PARAMETER.length());
      }
    }
    if (found == null) {
      throw malformed("the query has no path=<percent-encoded path>");
    }
    try {
      return new ObjectPath(decode(found));
    } catch (IllegalArgumentException e) {
      throw malformed("path: " + e.getMessage());
    }
  }

  private static String decode(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          throw new IllegalArgumentException("a % is followed by two hexadecimal digits");
        }
        c = (char) HexFormat.fromHexDigits(text, i + 1, i + 3);
        i += 2;
      }
      decoded.append(c);
    }
    return decoded.toString();
  }

  private static RequestException malformed(String detail) {
    return new RequestException(400, "Malformed request", detail);
  }
}
