package io.peerage.adapter.source.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded: whatever stands on the request line, nothing outside of the folder is ever named. */
class FilePathsFuzzTest {
  private static final String[] PIECES = {
    "..",
    ".",
    "/",
    "//",
    "%2e",
    "%2E",
    "%2f",
    "%5c",
    "\\",
    "%00",
    "%",
    "%2",
    "%zz",
    "%25",
    "a",
    "b",
    "link",
    "up",
    "secret",
    "%c0%af",
    "%e2%80%ae",
    "%ff",
    "?",
    ";",
    "+",
    "~",
    "%0d%0a",
    "sub",
    "%61"
  };

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingOutsideIsNamed(long seed) throws Exception {
    Path root = Files.createDirectories(temp.resolve("root"));
    Files.writeString(temp.resolve("secret"), "s");
    Files.createDirectories(root.resolve("sub/a"));
    Files.writeString(root.resolve("a"), "a");
    Files.writeString(root.resolve("sub/b"), "b");
    Files.createSymbolicLink(root.resolve("up"), temp);
    Files.createSymbolicLink(root.resolve("link"), root.resolve("sub"));
    FilePaths paths = new FilePaths(root);
    Random random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int pieces = random.nextInt(8); pieces >= 0; pieces--) {
        path.append(PIECES[random.nextInt(PIECES.length)]);
      }
      Optional<Path> file = paths.file(path.toString());
      if (file.isPresent()) {
        found++;
        assertThat(file.get().toRealPath()).as(path.toString()).startsWith(paths.root());
      }
    }
    assertThat(found).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyNameComesBackFromItsPath(long seed) throws Exception {
    Path root = Files.createDirectories(temp.resolve("root"));
    FilePaths paths = new FilePaths(root);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      StringBuilder name = new StringBuilder("f");
      for (int chars = random.nextInt(12); chars > 0; chars--) {
        int c = random.nextInt(4) == 0 ? 0xa0 + random.nextInt(0x2000) : ' ' + random.nextInt(95);
        if (c != '/' && c != '\\') {
          name.appendCodePoint(c);
        }
      }
      Path file = Files.writeString(paths.root().resolve(name.toString()), "x");
      String path = paths.pathOf(file).orElseThrow();
      assertThat(paths.file(path)).as(path).contains(file);
    }
  }
}
