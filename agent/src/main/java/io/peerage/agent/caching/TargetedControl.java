package io.peerage.agent.caching;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code CDN-Cache-Control} (RFC 9213): a Dictionary of Structured Fields (RFC 9651 section
 * 4.2.2). One that is not well-formed, or has a number where none may be or none where one must be,
 * counts as not sent at all; so does an empty one. A parser by recursive descent; linear. Not
 * thread-safe; for one field value.
 */
final class TargetedControl {
  /** Directives whose value is a number of seconds. */
  private static final Set<String> SECONDS =
      Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String text;
  private int at;

  private TargetedControl(String text) {
    this.text = text;
  }

  /** The directives in {@code value}, if it is what it must be. */
  static Optional<CacheControl> parse(String value) {
    try {
      Map<String, String> directives = new TargetedControl(value).dictionary();
      return directives.isEmpty() ? Optional.empty() : Optional.of(new CacheControl(directives));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private Map<String, String> dictionary() throws MalformedException {
    Map<String, String> members = new HashMap<>();
    skipSpaces();
    while (at < text.length()) {
      String key = key();
      boolean number = false;
      String value = "";
      if (peek() == '=') {
        at++;
        int from = at;
        value = peek() == '(' ? innerList() : item();
        number = from < at && (text.charAt(from) == '-' || isDigit(text.charAt(from)));
      }
      parameters();
      if (SECONDS.contains(key) && (!number || value.startsWith("-") || value.contains("."))) {
        throw new MalformedException();
      }
      // Of a key that comes twice, the last one counts (RFC 9651 section 4.2.2).
      members.put(key, value);
      skipWhitespace();
      if (at == text.length()) {
        break;
      }
      expect(',');
      skipWhitespace();
      if (at == text.length()) {
        throw new MalformedException();
      }
    }
    return members;
  }

  private String key() throws MalformedException {
    int from = at;
    if (!isLower(peek()) && peek() != '*') {
      throw new MalformedException();
    }
    while (isLower(peek()) || isDigit(peek()) || "_-.*".indexOf(peek()) >= 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private String innerList() throws MalformedException {
    int from = at;
    expect('(');
    while (true) {
      skipSpaces();
      if (peek() == ')') {
        at++;
        return text.substring(from, at);
      }
      item();
      parameters();
      if (peek() != ' ' && peek() != ')') {
        throw new MalformedException();
      }
    }
  }

  private void parameters() throws MalformedException {
    while (peek() == ';') {
      at++;
      skipSpaces();
      key();
      if (peek() == '=') {
        at++;
        item();
      }
    }
  }

  private String item() throws MalformedException {
    char c = peek();
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (c == '"') {
      return string();
    }
    if (c == '*' || isLower(c) || (c >= 'A' && c <= 'Z')) {
      int from = at;
      while (isTokenChar(peek())) {
        at++;
      }
      return text.substring(from, at);
    }
    if (c == ':') {
      int end = text.indexOf(':', at + 1);
      if (end < 0 || !text.substring(at + 1, end).matches("[A-Za-z0-9+/=]*")) {
        throw new MalformedException();
      }
      at = end + 1;
      return "";
    }
    if (c == '?') {
      at++;
      char value = peek();
      if (value != '0' && value != '1') {
        throw new MalformedException();
      }
      at++;
      return "";
    }
    throw new MalformedException();
  }

  private String number() throws MalformedException {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    while (isDigit(peek())) {
      at++;
    }
    int whole = at - digits;
    boolean decimal = peek() == '.';
    if (decimal) {
      at++;
      int fraction = at;
      while (isDigit(peek())) {
        at++;
      }
      if (at == fraction || at - fraction > 3) {
        throw new MalformedException();
      }
    }
    if (whole == 0 || whole > (decimal ? 12 : 15)) {
      throw new MalformedException();
    }
    return text.substring(from, at);
  }

  private String string() throws MalformedException {
    StringBuilder value = new StringBuilder();
    expect('"');
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        c = peek();
        at++;
        if (c != '"' && c != '\\') {
          throw new MalformedException();
        }
      } else if (c < 0x20 || c > 0x7e) {
        throw new MalformedException();
      }
      value.append(c);
    }
  }

  /** The character at hand; 0 at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char c) throws MalformedException {
    if (peek() != c) {
      throw new MalformedException();
    }
    at++;
  }

  private void skipSpaces() {
    while (peek() == ' ') {
      at++;
    }
  }

  private void skipWhitespace() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isTokenChar(char c) {
    return isLower(c)
        || isDigit(c)
        || (c >= 'A' && c <= 'Z')
        || (c != 0 && "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0);
  }
}
