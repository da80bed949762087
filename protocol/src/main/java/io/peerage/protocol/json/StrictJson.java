package io.peerage.protocol.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads and writes the protocol's JSON. Records are the schema: their constructors check values and
 * throw {@link IllegalArgumentException} with a text that says what is right. Every field must be
 * there and not null; one that may be null says so with {@code @JsonSetter(nulls = Nulls.SET)}.
 * Thread-safe.
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER_DIGITS = 20;
  private static final int MAX_NAME_CHARS = 256;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_DIGITS)
                          .maxNameLength(MAX_NAME_CHARS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .changeDefaultNullHandling(_ -> JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .build();

  private StrictJson() {}

  /**
   * Reads {@code json} as {@code type}.
   *
   * @param name what the message is called in errors
   * @param maxBytes the most bytes that it may have
   */
  public static <T> T read(String name, byte[] json, int maxBytes, Class<T> type)
      throws MalformedMessageException {
    if (json.length > maxBytes) {
      throw new MalformedMessageException(
          name, "", json.length + " bytes are over the limit of " + maxBytes);
    }
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new MalformedMessageException(name, "", "null instead of an object");
      }
      return value;
    } catch (JacksonException e) {
      throw new MalformedMessageException(name, pathOf(e), problemOf(e));
    }
  }

  /** Writes {@code value} as compact JSON. */
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** Writes {@code value} as compact JSON text. */
  public static String writeText(Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /** Writes {@code value} as indented JSON text, for people. */
  public static String writePretty(Object value) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  private static String pathOf(JacksonException e) {
    if (!(e instanceof DatabindException databind)) {
      return "";
    }
    return databind.getPath().stream()
        .map(step ->
            step.getPropertyName() != null
                ? "." + step.getPropertyName()
                : "[" + step.getIndex() + "]")
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static String problemOf(JacksonException e) {
    return switch (e) {
      case UnrecognizedPropertyException u ->
          "unknown field; known are "
              + u.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .sorted()
                  .collect(Collectors.joining(", "));
      case InvalidNullException _ -> "null is not allowed";
      case MismatchedInputException m when isMissing(m) -> "required field is missing";
      case ValueInstantiationException v when v.getCause() != null ->
          String.valueOf(v.getCause().getMessage());
      // Jackson adds hints for its own users in brackets.
      default -> String.valueOf(e.getOriginalMessage()).replaceAll(" \\(but could if .*", "");
    };
  }

  private static boolean isMissing(MismatchedInputException e) {
    return String.valueOf(e.getOriginalMessage()).startsWith("Missing ");
  }
}
