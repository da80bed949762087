package io.peerage.runtime.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a process's configuration: the defaults, overlaid by a YAML file, by environment variables
 * and by {@code key=value} settings, the later ones winning.
 *
 * <p>The key {@code store.quota} of a process with the prefix {@code PEERAGE_AGENT} is set by the
 * variable {@code PEERAGE_AGENT_STORE_QUOTA} or the setting {@code store.quota=10GiB}. A value is
 * read as YAML, so a list may stand in one variable: {@code [a, b]}. A list replaces a list.
 */
public final class ConfigLoader {
  private static final long MAX_FILE_BYTES = 1024 * 1024;

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .withCoercionConfig(
              LogicalType.Boolean,
              coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
          .changeDefaultNullHandling(_ -> JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .build();

  private final String environmentPrefix;

  /** What {@code environmentPrefix} and an underscore start is this process's. */
  public ConfigLoader(String environmentPrefix) {
    this.environmentPrefix = environmentPrefix;
  }

  /**
   * Reads the configuration.
   *
   * @param defaults what holds where nothing else is said; its record type is the schema
   * @param file the YAML file, if there is one
   * @param environment the process's environment
   * @param settings {@code key=value}
   * @throws ConfigException naming everything that is wrong
   */
  public <T extends Record> T load(
      T defaults, Optional<Path> file, Map<String, String> environment, List<String> settings)
      throws ConfigException {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) defaults.getClass();
    List<String> problems = new ArrayList<>();
    Map<String, String> sources = new TreeMap<>();
    ObjectNode tree = (ObjectNode) YAML.valueToTree(defaults);

    if (file.isPresent()) {
      overlay(tree, readFile(file.get()), "", file.get().toString(), sources);
    }
    ConfigSchema schema = ConfigSchema.of(type);
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      if (entry.getKey().startsWith(environmentPrefix + "_")) {
        String source = "environment variable " + entry.getKey();
        Optional<String> key = schema.keyOfVariable(environmentPrefix, entry.getKey());
        if (key.isPresent()) {
          set(tree, key.get(), entry.getValue(), source, sources, schema, problems);
        } else {
          problems.add(
              source + " sets nothing" + schema.suggestVariable(environmentPrefix, entry.getKey()));
        }
      }
    }
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        problems.add("setting \"" + setting + "\" is not of the form key=value");
      } else {
        set(
            tree,
            setting.substring(0, equals),
            setting.substring(equals + 1),
            "--set",
            sources,
            schema,
            problems);
      }
    }
    schema.findUnknownKeys(tree, sources, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    schema.writeNumbersAsText(tree);
    try {
      return YAML.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new ConfigException(List.of(describe(e, tree, sources)));
    }
  }

  /** The configuration as YAML, every key with its value. */
  public static String toYaml(Record config) {
    return YAML.writeValueAsString(config);
  }

  private static ObjectNode readFile(Path file) throws ConfigException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ConfigException(List.of(file + ": is over " + MAX_FILE_BYTES + " bytes"));
      }
      JsonNode node = YAML.readTree(Files.readString(file));
      return switch (node) {
        case ObjectNode object -> object;
        case MissingNode _ -> JsonNodeFactory.instance.objectNode();
        default -> throw new ConfigException(List.of(file + ": is not a list of key: value"));
      };
    } catch (NoSuchFileException e) {
      throw new ConfigException(List.of(file + ": there is no such file"));
    } catch (IOException e) {
      throw new ConfigException(List.of(file + ": cannot be read: " + e.getMessage()));
    } catch (JacksonException e) {
      throw new ConfigException(
          List.of(
              "%s:%d: is not YAML: %s"
                  .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage())));
    }
  }

  private static void overlay(
      ObjectNode target,
      ObjectNode source,
      String path,
      String origin,
      Map<String, String> sources) {
    for (Map.Entry<String, JsonNode> entry : source.properties()) {
      String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      if (entry.getValue() instanceof ObjectNode from
          && target.get(entry.getKey()) instanceof ObjectNode to) {
        overlay(to, from, key, origin, sources);
      } else {
        target.set(entry.getKey(), entry.getValue());
        sources.put(key, origin);
      }
    }
  }

  private static void set(
      ObjectNode tree,
      String key,
      String value,
      String origin,
      Map<String, String> sources,
      ConfigSchema schema,
      List<String> problems) {
    String[] steps = key.split("\\.", -1);
    JsonNode at = tree;
    for (int i = 0; i < steps.length - 1; i++) {
      at = child(at, steps[i]);
      if (at == null || !at.isContainer()) {
        problems.add(origin + ": unknown key " + key + schema.suggestKey(key));
        return;
      }
    }
    String last = steps[steps.length - 1];
    JsonNode node = valueOf(value);
    sources.put(key, origin);
    if (at instanceof ArrayNode array
        && last.matches("\\d{1,3}")
        && Integer.parseInt(last) < array.size()) {
      array.set(Integer.parseInt(last), node);
    } else if (at instanceof ObjectNode object) {
      object.set(last, node);
    } else {
      problems.add(origin + ": " + key + ": the list has no entry " + last);
    }
  }

  /** A value reads as YAML if it can; otherwise, as in {@code [::1]:80}, it is text. */
  private static JsonNode valueOf(String text) {
    try {
      return text.isEmpty() ? JsonNodeFactory.instance.stringNode("") : YAML.readTree(text);
    } catch (JacksonException e) {
      return JsonNodeFactory.instance.stringNode(text);
    }
  }

  private static JsonNode child(JsonNode node, String step) {
    return node instanceof ArrayNode array && step.matches("\\d{1,3}")
        ? array.get(Integer.parseInt(step))
        : node.get(step);
  }

  private static String describe(JacksonException e, ObjectNode tree, Map<String, String> sources) {
    StringBuilder key = new StringBuilder();
    JsonNode value = tree;
    if (e instanceof DatabindException databind) {
      for (JacksonException.Reference step : databind.getPath()) {
        String name =
            step.getPropertyName() != null
                ? step.getPropertyName()
                : String.valueOf(step.getIndex());
        key.append(key.isEmpty() ? "" : ".").append(name);
        value = value == null ? null : child(value, name);
      }
    }
    Throwable cause =
        e instanceof ValueInstantiationException && e.getCause() != null ? e.getCause() : e;
    String problem =
        cause instanceof JacksonException jackson
            ? problemOf(jackson)
            : String.valueOf(cause.getMessage());
    if (value != null && value.isValueNode()) {
      return "%s is \"%s\": %s%s"
          .formatted(key, value.asString(), problem, sourceOf(key.toString(), sources));
    }
    // A section that is wrong as a whole: its complaint starts with the key at fault.
    String full = key.isEmpty() || problem.startsWith(key + ".") ? problem : key + ": " + problem;
    String first = problem.substring(0, (problem + " ").indexOf(' '));
    String at = key.isEmpty() || first.startsWith(key + ".") ? first : key + "." + first;
    return full + sourceOf(at, sources);
  }

  /** What Jackson complains of, without the names of our classes. */
  private static String problemOf(JacksonException e) {
    if (!(e instanceof MismatchedInputException mismatched) || mismatched.getTargetType() == null) {
      return e.getOriginalMessage();
    }
    Class<?> type = mismatched.getTargetType();
    if (type == int.class || type == long.class) {
      return "needs a whole number";
    }
    if (type == double.class) {
      return "needs a number";
    }
    if (type == boolean.class) {
      return "needs true or false";
    }
    if (type.isEnum()) {
      return "needs one of " + Arrays.toString(type.getEnumConstants());
    }
    if (List.class.isAssignableFrom(type)) {
      return "needs a list, as [a, b]";
    }
    return type.isRecord() ? "needs a section, as key: value" : e.getOriginalMessage();
  }

  private static String sourceOf(String key, Map<String, String> sources) {
    for (String at = key; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
      String source = sources.get(at);
      if (source != null) {
        return " (set by " + source + ")";
      }
    }
    return "";
  }
}
