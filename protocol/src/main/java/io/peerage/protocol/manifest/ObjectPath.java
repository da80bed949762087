package io.peerage.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of an object within a site: the path of its URL, and the query that belongs to its key,
 * exactly as on the request line (RFC 9112 origin-form): starts with a slash, printable ASCII
 * without spaces or {@code #}, at most {@value #MAX_CHARS} characters. Nothing is decoded or
 * normalised here: two spellings are two objects.
 */
public record ObjectPath(@JsonValue String value) implements Comparable<ObjectPath> {
  /** The longest path. */
  public static final int MAX_CHARS = 2048;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ObjectPath {
    if (value.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a path has at most " + MAX_CHARS + " characters, not " + value.length());
    }
    if (!value.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with /, unlike \"" + value + '"');
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw new IllegalArgumentException(
            "a path has printable ASCII without spaces or #; percent-encode the rest");
      }
    }
  }

  /** The part before the query. */
  public String withoutQuery() {
    int query = value.indexOf('?');
    return query < 0 ? value : value.substring(0, query);
  }

  @Override
  public int compareTo(ObjectPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
