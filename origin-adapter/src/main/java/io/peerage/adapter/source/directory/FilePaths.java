package io.peerage.adapter.source.directory;

import io.peerage.adapter.source.PercentEncoding;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * From the path of a URL to a file below a folder, and back. A segment is decoded once, after the
 * path was split, and names exactly one entry of a folder: a segment that decodes to {@code .},
 * {@code ..}, nothing, or something with a slash, backslash or control character names none, and
 * neither does one that starts with a dot, except {@code .well-known}. Links are followed as long
 * as they end below the folder.
 */
final class FilePaths {
  private static final String WELL_KNOWN = ".well-known";

  private final Path root;

  /**
   * @throws IOException when there is no such folder
   */
  FilePaths(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  Path root() {
    return root;
  }

  /**
   * The file that {@code path} names, if it names one that exists.
   *
   * @param path as on the request line, without a query
   */
  Optional<Path> file(String path) throws IOException {
    Path file = root;
    for (String segment : path.substring(1).split("/", -1)) {
      Optional<String> name = PercentEncoding.decode(segment);
      if (name.isEmpty() || !isPlainName(name.get())) {
        return Optional.empty();
      }
      try {
        file = file.resolve(name.get());
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }
    Path real;
    try {
      real = file.toRealPath();
    } catch (IOException e) {
      // Not there, not permitted, a loop of links, or a file where a folder should be.
      return Optional.empty();
    }
    return real.startsWith(root) ? Optional.of(real) : Optional.empty();
  }

  /** The path of {@code file}, encoded; nothing when no path names it. */
  Optional<String> pathOf(Path file) {
    StringBuilder path = new StringBuilder();
    for (Path name : root.relativize(file)) {
      if (!isPlainName(name.toString())) {
        return Optional.empty();
      }
      path.append('/').append(PercentEncoding.encode(name.toString()));
    }
    return path.isEmpty() ? Optional.empty() : Optional.of(path.toString());
  }

  private static boolean isPlainName(String name) {
    return !name.isEmpty()
        && (name.charAt(0) != '.' || name.equals(WELL_KNOWN))
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7f);
  }
}
