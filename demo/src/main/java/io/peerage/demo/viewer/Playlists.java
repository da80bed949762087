package io.peerage.demo.viewer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads HLS playlists (RFC 8216) as far as a viewer needs them: their URI lines, in order. */
final class Playlists {
  private Playlists() {}

  /** The paths that a playlist at {@code path} names, resolved against it. */
  static List<String> entries(Path originFolder, String path) throws IOException {
    String base = path.substring(0, path.lastIndexOf('/') + 1);
    return Files.readAllLines(originFolder.resolve(path.substring(1))).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> base + line)
        .toList();
  }
}
