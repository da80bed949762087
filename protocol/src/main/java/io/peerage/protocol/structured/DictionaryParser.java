package io.peerage.protocol.structured;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a dictionary by the algorithms of RFC 8941 section 4.2, by recursive descent of constant
 * depth. Not thread-safe; for one value.
 */
final class DictionaryParser {
  private static final BareItem TRUE = new BareItem.Truth(true);

  private final String field;
  private final String text;
  private int at;

  DictionaryParser(String field, String text) {
    this.field = field;
    this.text = text;
  }

  Dictionary parse() throws MalformedMessageException {
    Map<String, Member> members = new LinkedHashMap<>();
    skipSpaces();
    while (at < text.length()) {
      String key = key();
      if (peek() == '=') {
        at++;
        members.put(key, peek() == '(' ? innerList() : item());
      } else {
        members.put(key, new Member.Item(TRUE, parameters()));
      }
      skipWhitespace();
      if (at == text.length()) {
        break;
      }
      expect(',');
      skipWhitespace();
      if (at == text.length()) {
        throw broken("nothing after the comma");
      }
    }
    return new Dictionary(members);
  }

  private String key() throws MalformedMessageException {
    int from = at;
    if (!isLower(peek()) && peek() != '*') {
      throw broken("a key starts with a lower-case letter or an asterisk");
    }
    while (isLower(peek()) || isDigit(peek()) || isOneOf("_-.*")) {
      at++;
    }
    return text.substring(from, at);
  }

  private Member.InnerList innerList() throws MalformedMessageException {
    List<Member.Item> items = new ArrayList<>();
    expect('(');
    while (true) {
      skipSpaces();
      if (peek() == ')') {
        at++;
        return new Member.InnerList(items, parameters());
      }
      items.add(item());
      if (peek() != ' ' && peek() != ')') {
        throw broken("a space or the closing bracket follows an item of an inner list");
      }
    }
  }

  private Member.Item item() throws MalformedMessageException {
    BareItem value = bareItem();
    return new Member.Item(value, parameters());
  }

  private Parameters parameters() throws MalformedMessageException {
    if (peek() != ';') {
      return Parameters.NONE;
    }
    Map<String, BareItem> values = new LinkedHashMap<>();
    while (peek() == ';') {
      at++;
      skipSpaces();
      String key = key();
      BareItem value = TRUE;
      if (peek() == '=') {
        at++;
        value = bareItem();
      }
      values.put(key, value);
    }
    return new Parameters(values);
  }

  private BareItem bareItem() throws MalformedMessageException {
    char c = peek();
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (c == '"') {
      return string();
    }
    if (c == '*' || isLetter(c)) {
      int from = at;
      while (isLetter(peek()) || isDigit(peek()) || isOneOf("!#$%&'*+-.^_`|~:/")) {
        at++;
      }
      return new BareItem.Token(text.substring(from, at));
    }
    if (c == ':') {
      return bytes();
    }
    if (c == '?') {
      at++;
      char value = peek();
      if (value != '0' && value != '1') {
        throw broken("a boolean is ?0 or ?1");
      }
      at++;
      return new BareItem.Truth(value == '1');
    }
    throw broken("no item starts like this");
  }

  private BareItem number() throws MalformedMessageException {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int whole = digits();
    boolean decimal = peek() == '.';
    if (decimal) {
      at++;
      int fraction = digits();
      if (fraction == 0 || fraction > 3) {
        throw broken("a decimal has 1 to 3 digits after the point");
      }
    }
    if (whole == 0 || whole > (decimal ? 12 : 15)) {
      throw broken("a number has 1 to " + (decimal ? 12 : 15) + " digits before its end or point");
    }
    String number = text.substring(from, at);
    return decimal
        ? new BareItem.Decimal(new BigDecimal(number))
        : new BareItem.Whole(Long.parseLong(number));
  }

  private int digits() {
    int from = at;
    while (isDigit(peek())) {
      at++;
    }
    return at - from;
  }

  private BareItem string() throws MalformedMessageException {
    StringBuilder value = new StringBuilder();
    expect('"');
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return new BareItem.Text(value.toString());
      }
      if (c == '\\') {
        c = peek();
        at++;
        if (c != '"' && c != '\\') {
          throw broken("only quotes and backslashes follow a backslash");
        }
      } else if (c < 0x20 || c > 0x7e) {
        throw broken("a string is printable ASCII and ends with a quote");
      }
      value.append(c);
    }
  }

  private BareItem bytes() throws MalformedMessageException {
    int end = text.indexOf(':', at + 1);
    if (end < 0) {
      throw broken("bytes end with a colon");
    }
    try {
      Base64Bytes value = Base64Bytes.parse(text.substring(at + 1, end));
      at = end + 1;
      return new BareItem.Bytes(value);
    } catch (IllegalArgumentException e) {
      throw broken("between the colons is no base64");
    }
  }

  private MalformedMessageException broken(String problem) {
    return new MalformedMessageException(field, "", "at character " + (at + 1) + ": " + problem);
  }

  /** The character at hand; 0 at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean isOneOf(String characters) {
    return at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
  }

  private void expect(char c) throws MalformedMessageException {
    if (peek() != c) {
      throw broken("'" + c + "' belongs here");
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

  private static boolean isLetter(char c) {
    return isLower(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
