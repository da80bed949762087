package io.peerage.agent.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of chunks that this process has open, by Linux's {@code /proc}. */
final class OpenChunks {
  private OpenChunks() {}

  /** Those below {@code folder}. */
  static List<String> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files
          .map(fd -> {
            try {
              return Files.readSymbolicLink(fd).toString();
            } catch (IOException e) {
              // Closed meanwhile.
              return "";
            }
          })
          .filter(target -> target.startsWith(folder.toString()) && target.contains(".chunk"))
          .toList();
    }
  }
}
