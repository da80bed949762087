package io.peerage.protocol.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The response header fields of the origin that every agent replays with an object: names in lower
 * case, values in visible ASCII, spaces and tabs. Fields that belong to a connection, to one
 * response or to one client are refused ({@link #isReplayable}). At most {@value #MAX_FIELDS}
 * fields and {@value #MAX_CHARS} characters in all.
 */
public record ReplayHeaders(@JsonValue Map<String, String> fields) {
  /** No fields at all. */
  public static final ReplayHeaders NONE = new ReplayHeaders(Map.of());

  private static final int MAX_FIELDS = 64;
  private static final int MAX_CHARS = 8 * 1024;
  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE =
      Pattern.compile("|[\\x21-\\x7e]|[\\x21-\\x7e][\\x20-\\x7e\\t]*[\\x21-\\x7e]");

  /** Fields that are never replayed: hop-by-hop, framing, or about one response or one client. */
  private static final Set<String> REFUSED =
      Set.of(
          "accept-ranges",
          "age",
          "alt-svc",
          "cache-status",
          "connection",
          "content-length",
          "content-range",
          "date",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-connection",
          "server-timing",
          "set-cookie",
          "set-cookie2",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "vary",
          "via",
          "www-authenticate");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ReplayHeaders {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    if (fields.size() > MAX_FIELDS) {
      throw new IllegalArgumentException(
          "at most " + MAX_FIELDS + " fields are replayed, not " + fields.size());
    }
    int chars = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (!isReplayable(field.getKey(), field.getValue())) {
        throw new IllegalArgumentException("\"" + field.getKey() + "\" is not to be replayed");
      }
      chars += field.getKey().length() + field.getValue().length();
    }
    if (chars > MAX_CHARS) {
      throw new IllegalArgumentException(
          "replayed fields have at most " + MAX_CHARS + " characters, not " + chars);
    }
  }

  /** Whether a field may stand in a manifest. {@code name} is in lower case. */
  public static boolean isReplayable(String name, String value) {
    return NAME.matcher(name).matches()
        && !REFUSED.contains(name)
        && VALUE.matcher(value).matches();
  }

  /** The value of {@code name}, given in lower case. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(fields.get(name));
  }
}
