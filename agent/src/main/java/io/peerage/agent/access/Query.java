package io.peerage.agent.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A request target (RFC 9112 section 3.2.1, origin form) taken apart at its query: {@code
 * /path?name=value&name=value}. Nothing is decoded in what is kept: a part that stays, stays as it
 * was spelt. Immutable.
 *
 * @param path what stands before the question mark
 * @param parts what stands between the ampersands, those that are empty included
 */
record Query(String path, List<String> parts) {
  Query {
    parts = List.copyOf(parts);
  }

  static Query of(String target) {
    int question = target.indexOf('?');
    if (question < 0) {
      return new Query(target, List.of());
    }
    List<String> parts = new ArrayList<>();
    int from = question + 1;
    for (int to = target.indexOf('&', from); to >= 0; to = target.indexOf('&', from)) {
      parts.add(target.substring(from, to));
      from = to + 1;
    }
    parts.add(target.substring(from));
    return new Query(target.substring(0, question), parts);
  }

  /** The same with those parts only whose decoded name {@code keeps}; no empty parts. */
  Query only(Predicate<String> keeps) {
    return new Query(
        path, parts.stream().filter(part -> !part.isEmpty() && keeps.test(name(part))).toList());
  }

  /** The values of the parameter {@code name}, as they are spelt. */
  List<String> values(String name) {
    return parts.stream()
        .filter(part -> name(part).equals(name))
        .map(part -> part.indexOf('=') < 0 ? "" : part.substring(part.indexOf('=') + 1))
        .toList();
  }

  /** The target again. */
  String target() {
    return parts.isEmpty() ? path : path + "?" + String.join("&", parts);
  }

  /**
   * The name of a parameter, decoded, since that is how an origin reads it: {@code %74oken} is
   * {@code token}. One that cannot be decoded is its own name.
   */
  static String name(String part) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals);
    if (name.indexOf('%') < 0 && name.indexOf('+') < 0) {
      return name;
    }
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
