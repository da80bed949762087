package io.peerage.adapter.source.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.CacheRule;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceContract;
import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySourceTest extends SourceContract {
  @TempDir Path outside;

  @Override
  protected Source open() throws Exception {
    return directory();
  }

  private DirectorySource directory() throws IOException {
    return new DirectorySource(
        folder, List.of(new CacheRule(".m3u8", "max-age=2")), InstantSource.system());
  }

  @Test
  void pathsCannotLeaveTheFolder() throws Exception {
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("dirlink"), outside);
    write("sub/a.ts", 1);
    String up = outside.getFileName().toString();
    for (String path :
        List.of(
            "/../" + up + "/secret",
            "/%2e%2e/" + up + "/secret",
            "/%2E%2E%2F" + up + "/secret",
            "/..%2f" + up + "%2fsecret",
            "/sub/../../" + up + "/secret",
            "/%252e%252e/" + up + "/secret",
            "/..\\" + up + "\\secret",
            "/..%5c" + up + "%5csecret",
            "/" + outside + "/secret",
            "/%2f" + outside + "/secret",
            "/link",
            "/dirlink/secret",
            "/sub/./a.ts",
            "/sub/../sub/a.ts",
            "/sub//a.ts",
            "//sub/a.ts",
            "/sub/a.ts/",
            "/sub/a.ts/.",
            "/sub%2fa.ts",
            "/sub/a.ts%00",
            "/sub/a.ts%0a",
            "/sub/a%2ets%",
            "/sub/%zz",
            "/sub/%c0%ae%c0%ae/a.ts",
            "/sub",
            "/sub/",
            "/")) {
      assertAbsent(path);
    }
  }

  @Test
  void hiddenFilesStayHiddenExceptWellKnown() throws Exception {
    write(".git/config", 1);
    write(".well-known/security.txt", 1);
    write("a/.hidden", 1);
    assertAbsent("/.git/config");
    assertAbsent("/a/.hidden");
    assertFound("/.well-known/security.txt");
  }

  @Test
  void linksWithinTheFolderAreFollowed() throws Exception {
    write("real/a.ts", 1);
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    assertFound("/link/a.ts");
  }

  @Test
  void escapesAreDecodedOnce() throws Exception {
    write("100%25.ts", 1);
    assertFound("/100%2525.ts");
    assertAbsent("/100%25.ts");
    write("ä+ö.ts", 1);
    assertFound("/%C3%A4+%C3%B6.ts");
  }

  @Test
  void pipesAndFoldersAreNoObjects() throws Exception {
    new ProcessBuilder("mkfifo", folder.resolve("pipe.ts").toString()).start().waitFor();
    assertAbsent("/pipe.ts");
  }

  @Test
  void queryPlaysNoPart() throws Exception {
    write("a.ts", 1);
    assertFound("/a.ts?token=1");
  }

  @Test
  void fieldsComeFromTheNameAndTheRules() throws Exception {
    write("live.m3u8", 1);
    write("seg.m4s", 1);
    write("x.mpd", 1);
    write("noext", 1);
    assertThat(assertFound("/live.m3u8").fields())
        .containsEntry("content-type", "application/vnd.apple.mpegurl")
        .containsEntry("cache-control", "max-age=2");
    assertThat(assertFound("/seg.m4s").fields())
        .containsEntry("content-type", "video/iso.segment")
        .doesNotContainKey("cache-control");
    assertThat(assertFound("/x.mpd").fields())
        .containsEntry("content-type", "application/dash+xml");
    assertThat(assertFound("/noext").fields())
        .containsEntry("content-type", "application/octet-stream");
  }

  @Test
  void fileRewrittenWhileItIsReadIsNoticed() throws Exception {
    write("a.ts", 1);
    try (DirectorySource source = directory();
        Answer answer = source.fetch(new ObjectPath("/a.ts"), Optional.empty())) {
      InputStream body = ((Answer.Found) answer).body();
      body.readNBytes(1000);
      try (RandomAccessFile file = new RandomAccessFile(folder.resolve("a.ts").toFile(), "rw")) {
        file.seek(200_000);
        file.write(new byte[1000]);
      }
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(body::readAllBytes)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.CHANGED));
    }
  }

  @Test
  void fileThatIsStillBeingWrittenIsWaitedForOrRefused() throws Exception {
    Path file = folder.resolve("live.ts");
    Files.write(file, new byte[1000]);
    // Read right after the write: settled by waiting, and the version is exact.
    try (DirectorySource source = directory();
        Answer answer = source.fetch(new ObjectPath("/live.ts"), Optional.empty())) {
      assertThat(((Answer.Found) answer).body().readAllBytes()).hasSize(1000);
    }
  }

  @Test
  void vanishedFolderIsTroubleAndNotAbsence() throws Exception {
    write("a.ts", 1);
    Path inner = Files.createDirectory(outside.resolve("inner"));
    try (DirectorySource source = new DirectorySource(inner, List.of(), InstantSource.system())) {
      Files.delete(inner);
      assertThatExceptionOfType(SourceException.class)
          .isThrownBy(() -> source.fetch(new ObjectPath("/a.ts"), Optional.empty()).close())
          .satisfies(e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.UNREACHABLE));
    }
  }

  @Test
  void filesHaveThePathThatLeadsToThem() throws Exception {
    try (DirectorySource source = directory()) {
      for (String name : List.of("a b.ts", "ä%#?.ts", "x/y+z@1.m4s", ".well-known/x")) {
        write(name, 1);
        ObjectPath path = source.pathOf(source.root().resolve(name)).orElseThrow();
        assertFound(path.value());
      }
      assertThat(source.pathOf(source.root().resolve(".hidden"))).isEmpty();
      assertThat(source.pathOf(source.root())).isEmpty();
    }
  }

  private void assertAbsent(String path) throws Exception {
    try (DirectorySource source = directory();
        Answer answer = source.fetch(new ObjectPath(path), Optional.empty())) {
      assertThat(answer).as(path).isInstanceOf(Answer.Absent.class);
    }
  }

  private Answer.Found assertFound(String path) throws Exception {
    try (DirectorySource source = directory();
        Answer answer = source.fetch(new ObjectPath(path), Optional.empty())) {
      assertThat(answer).as(path).isInstanceOf(Answer.Found.class);
      return (Answer.Found) answer;
    }
  }
}
