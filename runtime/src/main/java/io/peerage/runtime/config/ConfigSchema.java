package io.peerage.runtime.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys that a configuration record has, read from its components. A component that is a record
 * with a canonical constructor of its own sections is a section; one that is a list of records is a
 * list of sections; all else is a value.
 */
final class ConfigSchema {
  private final Class<?> type;
  private final Map<String, Type> keys = new LinkedHashMap<>();

  private ConfigSchema(Class<?> type) {
    this.type = type;
    for (RecordComponent component : type.getRecordComponents()) {
      keys.put(component.getName(), component.getGenericType());
    }
  }

  static ConfigSchema of(Class<?> record) {
    return new ConfigSchema(record);
  }

  /** The dotted key that an environment variable sets. */
  Optional<String> keyOfVariable(String prefix, String variable) {
    return leaves("").stream().filter(key -> variableOf(prefix, key).equals(variable)).findFirst();
  }

  /** " ; did you mean ...", or nothing. */
  String suggestVariable(String prefix, String variable) {
    return suggest(variable, leaves("").stream().map(key -> variableOf(prefix, key)).toList());
  }

  /** "; did you mean ...", or nothing. */
  String suggestKey(String key) {
    return suggest(key, leaves(""));
  }

  /** Adds a problem for each key of {@code tree} that the record does not have. */
  void findUnknownKeys(ObjectNode tree, Map<String, String> sources, List<String> problems) {
    findUnknownKeys(tree, "", sources, problems);
  }

  private void findUnknownKeys(
      ObjectNode tree, String path, Map<String, String> sources, List<String> problems) {
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      Type value = keys.get(entry.getKey());
      if (value == null) {
        String origin =
            sources.entrySet().stream()
                .filter(
                    source -> key.equals(source.getKey()) || key.startsWith(source.getKey() + "."))
                .map(source -> source.getValue() + ": ")
                .findFirst()
                .orElse("");
        problems.add(origin + "unknown key " + key + suggest(entry.getKey(), keys.keySet()));
      } else if (isSection(value) && entry.getValue() instanceof ObjectNode section) {
        of((Class<?>) value).findUnknownKeys(section, key, sources, problems);
      } else if (elementOf(value).isPresent() && entry.getValue() instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          if (array.get(i) instanceof ObjectNode section) {
            of(elementOf(value).get()).findUnknownKeys(section, key + "." + i, sources, problems);
          }
        }
      }
    }
  }

  /** Turns numbers into text where the record wants something that is written as text. */
  void writeNumbersAsText(ObjectNode tree) {
    for (Map.Entry<String, JsonNode> entry : List.copyOf(tree.properties())) {
      Type value = keys.get(entry.getKey());
      if (value != null && isSection(value) && entry.getValue() instanceof ObjectNode section) {
        of((Class<?>) value).writeNumbersAsText(section);
      } else if (value instanceof Class<?> c && isText(c) && entry.getValue().isNumber()) {
        tree.put(entry.getKey(), entry.getValue().asString());
      } else if (value != null && entry.getValue() instanceof ArrayNode array) {
        elementOf(value)
            .ifPresent(element ->
                array.forEach(item -> {
                  if (item instanceof ObjectNode section) {
                    of(element).writeNumbersAsText(section);
                  }
                }));
      }
    }
  }

  private static boolean isText(Class<?> type) {
    return !type.isPrimitive() && !Number.class.isAssignableFrom(type) && type != Boolean.class;
  }

  private List<String> leaves(String path) {
    List<String> leaves = new ArrayList<>();
    keys.forEach((key, value) -> {
      String full = path.isEmpty() ? key : path + "." + key;
      if (isSection(value)) {
        leaves.addAll(of((Class<?>) value).leaves(full));
      } else {
        leaves.add(full);
      }
    });
    return leaves;
  }

  /** Whether values of this type are written as key: value pairs, not as one scalar. */
  private static boolean isSection(Type type) {
    return type instanceof Class<?> c
        && c.isRecord()
        && Arrays.stream(c.getDeclaredMethods())
            .noneMatch(m -> m.isAnnotationPresent(JsonValue.class));
  }

  private static Optional<Class<?>> elementOf(Type type) {
    return type instanceof ParameterizedType p
            && p.getRawType() == List.class
            && isSection(p.getActualTypeArguments()[0])
        ? Optional.of((Class<?>) p.getActualTypeArguments()[0])
        : Optional.empty();
  }

  private static String variableOf(String prefix, String key) {
    return prefix
        + "_"
        + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static String suggest(String word, Collection<String> known) {
    return Nearest.to(word, known)
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("; known are " + String.join(", ", known));
  }

  @Override
  public String toString() {
    return type.getSimpleName() + " " + keys.keySet();
  }
}
