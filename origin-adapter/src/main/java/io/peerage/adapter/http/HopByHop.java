package io.peerage.adapter.http;

import io.peerage.adapter.source.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes away the header fields that belong to one connection (RFC 9110 section 7.6.1). */
final class HopByHop {
  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private HopByHop() {}

  /** What is left of {@code fields} without those, and without the ones that Connection names. */
  static List<Field> strip(List<Field> fields) {
    Set<String> dropped = new HashSet<>(ALWAYS);
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase("connection")) {
        for (String named : field.value().split(",", -1)) {
          dropped.add(named.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    List<Field> left = new ArrayList<>(fields.size());
    for (Field field : fields) {
      if (!dropped.contains(field.name().toLowerCase(Locale.ROOT))) {
        left.add(field);
      }
    }
    return left;
  }
}
