package io.peerage.agent.caching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The header fields of a message in their order. Names are compared without regard to case.
 * Immutable.
 */
public record HeaderFields(List<Field> fields) {
  /** No fields. */
  public static final HeaderFields NONE = new HeaderFields(List.of());

  /** One field line. */
  public record Field(String name, String value) {}

  public HeaderFields {
    fields = List.copyOf(fields);
  }

  /** Fields given as name, value, name, value... */
  public static HeaderFields of(String... namesAndValues) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new HeaderFields(fields);
  }

  public boolean has(String name) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** The value of the first line of {@code name}. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return Optional.of(field.value);
      }
    }
    return Optional.empty();
  }

  /** All lines of {@code name}, joined by commas (RFC 9110 section 5.3). */
  public Optional<String> joined(String name) {
    String joined = null;
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        joined = joined == null ? field.value : joined + ", " + field.value;
      }
    }
    return Optional.ofNullable(joined);
  }

  /** The same without those whose name, as it is spelt, {@code drops}. */
  public HeaderFields without(Predicate<String> drops) {
    return new HeaderFields(fields.stream().filter(field -> !drops.test(field.name)).toList());
  }

  /** The same with one more line at the end. */
  public HeaderFields with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new HeaderFields(more);
  }

  /** About how many bytes it takes in memory. */
  public int weight() {
    int weight = 64;
    for (Field field : fields) {
      weight += 96 + field.name.length() + field.value.length();
    }
    return weight;
  }
}
