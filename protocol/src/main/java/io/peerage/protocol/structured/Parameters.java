package io.peerage.protocol.structured;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What follows a value, each after a semicolon (RFC 8941 section 3.1.2), in order. Immutable.
 *
 * @param values by name; of a name that came twice, the last value
 */
public record Parameters(Map<String, BareItem> values) {
  /** None. */
  public static final Parameters NONE = new Parameters(Map.of());

  private static final BareItem TRUE = new BareItem.Truth(true);

  public Parameters {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The value of {@code name}, if it is there. */
  public Optional<BareItem> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The one way to write them. */
  public String serialise() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> {
      text.append(';').append(name);
      if (!value.equals(TRUE)) {
        text.append('=').append(value.serialise());
      }
    });
    return text.toString();
  }
}
