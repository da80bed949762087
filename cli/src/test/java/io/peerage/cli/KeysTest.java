package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  private static final Pattern PUBLISHING = Pattern.compile("publishing ([0-9a-f]{64})");
  private static final Pattern ROOT_KEY = Pattern.compile("root key   ([0-9a-f]{64})");

  @TempDir Path temp;

  @Test
  void initMakesKeysThatOnlyTheirOwnerMayRead() throws IOException {
    Path passphrase = Files.writeString(temp.resolve("passphrase"), "correct horse battery\n");
    Path keys = temp.resolve("site/keys");
    Path roots = temp.resolve("offline");
    Cli.Result made =
        Cli.run(
                "keys",
                "init",
                "--site=media.example.com",
                "--folder=" + keys,
                "--root-folder=" + roots,
                "--root-keys=2",
                "--threshold=1",
                "--validity=30d",
                "--passphrase-file=" + passphrase)
            .succeeds();
    assertThat(made.out())
        .contains("site       media.example.com", "threshold  1 of 2", "version 1", "may sign")
        .containsPattern("root pin   [0-9a-f]{64}")
        .doesNotContain("PROBLEM");
    assertThat(mode(keys)).isEqualTo("rwx------");
    assertThat(mode(roots)).isEqualTo("rwx------");
    List<Path> files = new ArrayList<>(list(keys));
    files.addAll(list(roots));
    assertThat(files)
        .extracting(file -> file.getFileName().toString().replaceAll("[0-9a-f]{16}", "ID"))
        .containsExactlyInAnyOrder(
            "root-1.json", "publishing-ID.pem", "root-key-ID.pem", "root-key-ID.pem");
    assertThat(files).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    assertThat(files)
        .filteredOn(file -> file.toString().endsWith(".pem"))
        .allSatisfy(
            file -> assertThat(file).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    printsNoSecret(made, files);
    Cli.Result shown = Cli.run("keys", "show", "--folder", keys.toString()).succeeds();
    assertThat(shown.out()).isEqualTo(made.out());
    Cli.run(
            "keys",
            "init",
            "--site=media.example.com",
            "--folder=" + keys,
            "--passphrase-file=" + passphrase)
        .failsWith(1, "the site has keys already", "peerage keys rotate");
  }

  @Test
  void rotateMakesANewPublishingKeyBesideTheOld() throws IOException {
    SiteOnDisk site = SiteOnDisk.make(temp);
    String before = Cli.run("keys", "show", "--folder=" + site.keys()).succeeds().out();
    Cli.Result rotated = change(site, "rotate", "--overlap=2h").succeeds();
    assertThat(rotated.out()).contains("version 2");
    List<String> keys = ids(PUBLISHING, rotated.out());
    assertThat(keys).hasSize(2).containsAll(ids(PUBLISHING, before));
    assertThat(rotated.out().lines().filter(line -> line.endsWith("may sign"))).hasSize(2);
    assertThat(ids(ROOT_KEY, rotated.out())).isEqualTo(ids(ROOT_KEY, before));
    assertThat(pin(rotated.out())).isEqualTo(pin(before));
    printsNoSecret(rotated, list(site.keys()));
  }

  @Test
  void rotateReplacesARootKey() throws IOException {
    SiteOnDisk site = SiteOnDisk.make(temp);
    String before = Cli.run("keys", "show", "--folder=" + site.keys()).out();
    String root = ids(ROOT_KEY, before).getFirst();
    Cli.Result rotated = change(site, "rotate", "--root-key=" + root).succeeds();
    assertThat(ids(ROOT_KEY, rotated.out())).hasSize(1).doesNotContain(root);
    assertThat(ids(PUBLISHING, rotated.out())).isEqualTo(ids(PUBLISHING, before));
    printsNoSecret(rotated, list(site.keys()));
    change(site, "rotate", "--root-key=" + root).failsWith(1, "names no root key " + root);
  }

  @Test
  void revokeNamesTheReasonForEveryone() throws IOException {
    SiteOnDisk site = SiteOnDisk.make(temp);
    String before = Cli.run("keys", "show", "--folder=" + site.keys()).out();
    String key = ids(PUBLISHING, before).getFirst();
    Cli.Result revoked = change(site, "revoke", key, "--reason=laptop stolen").succeeds();
    assertThat(revoked.out()).contains("revoked    " + key).contains(": laptop stolen");
    assertThat(ids(PUBLISHING, revoked.out())).hasSize(1).doesNotContain(key);
    printsNoSecret(revoked, list(site.keys()));
    change(site, "revoke", "0".repeat(64), "--reason=x").failsWith(1, "names no key 0000");
  }

  @Test
  void renewMovesTheExpiryAndKeepsTheKeys() throws IOException {
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    SiteOnDisk site = SiteOnDisk.make(temp, longAgo);
    Cli.Result expired = Cli.run("keys", "show", "--folder=" + site.keys());
    assertThat(expired.status()).isEqualTo(1);
    assertThat(expired.out())
        .contains("may not sign")
        .containsPattern("PROBLEM .*expired at .*peerage keys renew --folder " + site.keys());
    Cli.Result renewed = change(site, "renew", "--root-validity=10d", "--validity=5d").succeeds();
    assertThat(renewed.out()).contains("version 2", "may sign").doesNotContain("PROBLEM");
    assertThat(ids(PUBLISHING, renewed.out())).isEqualTo(ids(PUBLISHING, expired.out()));
    printsNoSecret(renewed, list(site.keys()));
    Cli.run("keys", "show", "--folder=" + site.keys()).succeeds();
  }

  @Test
  void showNamesAPrivateKeyThatIsMissing() throws IOException {
    SiteOnDisk site = SiteOnDisk.make(temp);
    Files.delete(file(site, "publishing-"));
    Cli.Result shown = Cli.run("keys", "show", "--folder=" + site.keys());
    assertThat(shown.status()).isEqualTo(1);
    assertThat(shown.out())
        .contains("its private key is not in the folder")
        .contains("peerage keys rotate --folder " + site.keys());
  }

  @Test
  void wrongPassphraseIsNamedWithTheFileItDoesNotOpen() throws IOException {
    SiteOnDisk site = SiteOnDisk.make(temp);
    Files.writeString(site.passphrase(), "wrong horse battery\n");
    change(site, "renew").failsWith(1, "root-key-", "the passphrase does not open it");
    Files.writeString(site.passphrase(), "short\n");
    change(site, "renew").failsWith(1, site.passphrase() + " has 5 characters; it needs 8");
    Files.delete(site.passphrase());
    change(site, "renew").failsWith(1, site.passphrase() + ": there is no such file");
    Cli.run("keys", "renew", "--folder=" + site.keys())
        .failsWith(1, "there is no passphrase", "--passphrase-file", "PEERAGE_KEYS_PASSPHRASE");
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    SiteOnDisk site = SiteOnDisk.make(temp);
    Path rootKey = file(site, "root-key-");
    String whole = Files.readString(rootKey);
    Files.writeString(rootKey, whole.substring(0, whole.length() / 2));
    change(site, "renew").failsWith(1, rootKey.toString());
    Files.writeString(rootKey, "not a key\n");
    change(site, "renew").failsWith(1, rootKey + ": is not an encrypted private key in PEM");
    Files.writeString(rootKey, whole);
    Path root = site.keys().resolve("root-1.json");
    Files.writeString(root, Files.readString(root).replace("\"sig\":\"", "\"sig\":\"AAAA"));
    Cli.run("keys", "show", "--folder=" + site.keys()).failsWith(1, root.toString(), "backup");
    Files.writeString(root, "{");
    Cli.run("keys", "show", "--folder=" + site.keys())
        .failsWith(1, root + ": is damaged", "restore it from a backup");
  }

  @Test
  void folderWithoutKeysSaysHowToMakeThem() {
    Cli.run("keys", "show", "--folder=" + temp)
        .failsWith(1, "root-1.json: there is no such root document", "keys init --folder " + temp);
  }

  private static Cli.Result change(SiteOnDisk site, String... arguments) {
    return Cli.run(
        Stream.of(
                Stream.of("keys"),
                Stream.of(arguments),
                Stream.of("--folder=" + site.keys(), "--passphrase-file=" + site.passphrase()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  /** Neither the PEM nor a line of what is in it. */
  private static void printsNoSecret(Cli.Result result, List<Path> files) throws IOException {
    String printed = result.out() + result.err();
    assertThat(printed).doesNotContain("PRIVATE KEY", SiteOnDisk.PASSPHRASE);
    for (Path file : files) {
      if (file.toString().endsWith(".pem")) {
        assertThat(mode(file)).isEqualTo("rw-------");
        Files.readAllLines(file).forEach(line -> assertThat(printed).doesNotContain(line));
      }
    }
  }

  private static Path file(SiteOnDisk site, String start) throws IOException {
    return list(site.keys()).stream()
        .filter(file -> file.getFileName().toString().startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> ids(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static String pin(String text) {
    Matcher matcher = Pattern.compile("root pin   (\\w+)").matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
