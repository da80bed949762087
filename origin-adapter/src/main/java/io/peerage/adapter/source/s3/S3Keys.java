package io.peerage.adapter.source.s3;

import io.peerage.adapter.source.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * From the path of a URL to a key, and back. Segments are decoded once, after the path was split; a
 * segment that decodes to {@code .}, {@code ..}, or something with a slash or control character
 * names nothing, since a store might take it for another key. Neither does a path that ends with a
 * slash: consoles make such keys to show folders. Immutable.
 */
final class S3Keys {
  private static final int MAX_KEY_BYTES = 1024;

  private final String prefix;

  S3Keys(String prefix) {
    this.prefix = prefix;
  }

  /**
   * The key that {@code target} names, if it can name one.
   *
   * @param target as on the request line; a query plays no part
   */
  Optional<String> keyOf(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (!path.startsWith("/") || path.endsWith("/")) {
      return Optional.empty();
    }
    StringBuilder key = new StringBuilder(prefix);
    String between = "";
    for (String segment : path.substring(1).split("/", -1)) {
      Optional<String> name = PercentEncoding.decode(segment);
      if (name.isEmpty() || !isPlain(name.get())) {
        return Optional.empty();
      }
      key.append(between).append(name.get());
      between = "/";
    }
    return fits(key.toString()) ? Optional.of(key.toString()) : Optional.empty();
  }

  /** The path of {@code key}, encoded; nothing when no path names it. */
  Optional<String> pathOf(String key) {
    if (!key.startsWith(prefix)) {
      return Optional.empty();
    }
    StringBuilder path = new StringBuilder();
    for (String segment : key.substring(prefix.length()).split("/", -1)) {
      path.append('/').append(PercentEncoding.encode(segment));
    }
    return keyOf(path.toString()).filter(key::equals).map(_ -> path.toString());
  }

  private static boolean fits(String key) {
    return key.getBytes(StandardCharsets.UTF_8).length <= MAX_KEY_BYTES;
  }

  private static boolean isPlain(String name) {
    return !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c < ' ' || c == 0x7f);
  }
}
