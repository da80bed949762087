package io.peerage.adapter.source;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A request to be passed through, without the fields of its connection.
 *
 * @param target path and query exactly as on the request line
 * @param body nothing when the request has none
 */
public record ForwardedRequest(
    String method, String target, List<Field> fields, Optional<Body> body) {

  /**
   * A body of the client's.
   *
   * @param length in bytes; -1 when it is not known beforehand
   */
  public record Body(InputStream stream, long length) {}

  /** The first value of {@code name}, in any case of letters. */
  public Optional<String> field(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /** Whether the request may be sent again when no answer came. */
  public boolean isRepeatable() {
    return body.isEmpty()
        && (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
  }
}
