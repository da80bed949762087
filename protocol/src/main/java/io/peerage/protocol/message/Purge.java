package io.peerage.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.SiteName;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An operator's order that what agents keep of a site is no longer current.
 *
 * <pre>
 * {"site": "media.example.com", "kind": "url", "value": "/live/a.m3u8?v=2", "mode": "hard"}
 * </pre>
 *
 * @param value by {@code kind}: a path with its query, as on the request line; how such a path
 *     begins, to the letter; or a tag of 1 to {@value #MAX_TAG_CHARS} printable characters without
 *     spaces and commas
 */
public record Purge(SiteName site, Kind kind, String value, Mode mode) {
  /** The longest tag. */
  public static final int MAX_TAG_CHARS = 256;

  /** The most bytes of one as JSON. */
  public static final int MAX_BYTES = 8 * 1024;

  /** By what it names things. */
  public enum Kind {
    /** One path with its query, on every host of the site and in all variants. */
    URL,
    /** All paths that begin so. */
    PREFIX,
    /** All that the origin marked so, in {@code Surrogate-Key} or {@code Cache-Tag}. */
    TAG;

    @JsonValue
    public String word() {
      return wordOf(this);
    }

    @JsonCreator
    public static Kind parse(String word) {
      return Purge.parse("kind", word, values());
    }
  }

  /** What becomes of what it hits. */
  public enum Mode {
    /** It is never served again. */
    HARD,
    /** It is stale from now on. */
    SOFT;

    @JsonValue
    public String word() {
      return wordOf(this);
    }

    @JsonCreator
    public static Mode parse(String word) {
      return Purge.parse("mode", word, values());
    }
  }

  public Purge {
    switch (kind) {
      case URL, PREFIX -> checkPath(kind, value);
      case TAG -> checkTag(value);
    }
  }

  private static void checkPath(Kind kind, String value) {
    try {
      var _ = new ObjectPath(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "value of kind %s is a path with its query, without scheme and host, such as /live/a.m3u8: %s"
              .formatted(kind.word(), e.getMessage()),
          e);
    }
  }

  private static void checkTag(String value) {
    if (value.isEmpty() || value.length() > MAX_TAG_CHARS) {
      throw new IllegalArgumentException(
          "value of kind tag has 1 to %d characters, not %d"
              .formatted(MAX_TAG_CHARS, value.length()));
    }
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',')) {
      throw new IllegalArgumentException(
          "value of kind tag is one tag in printable ASCII without spaces and commas; purge tag by"
              + " tag");
    }
  }

  private static String wordOf(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E parse(String field, String word, E[] values) {
    return Arrays.stream(values)
        .filter(value -> wordOf(value).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s is one of %s; not \"%s\""
                    .formatted(
                        field,
                        Arrays.stream(values).map(Purge::wordOf).collect(Collectors.joining(", ")),
                        word.length() <= 80 ? word : word.substring(0, 77) + "...")));
  }

  /** As people read it. */
  @Override
  public String toString() {
    return "%s purge of %s %s of %s".formatted(mode.word(), kind.word(), value, site);
  }
}
