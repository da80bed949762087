package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.adapter.AdapterConfig;
import io.peerage.adapter.OriginAdapter;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishTest {
  @TempDir Path temp;
  private SiteOnDisk site;

  @BeforeEach
  void prepare() throws IOException {
    site = SiteOnDisk.make(temp);
  }

  @Test
  void treeIsSignedOnceAndThenFoundUnchanged() throws IOException {
    for (int i = 0; i < 40; i++) {
      put("vod/segment-%05d.ts".formatted(i), i, 20_000);
    }
    put("download/large.bin", 99, 3_000_000);
    Files.writeString(site.media().resolve(".hidden"), "x");
    Cli.Result first = publish().succeeds();
    assertThat(first.out())
        .contains("site       media.example.com")
        .contains("signed     41 files, 3.8 MB in ")
        .contains("unchanged  0", "failed     0")
        .contains("skipped    1")
        .contains("1: no path names it: a leading dot");
    assertThat(first.err()).isEmpty();
    assertThat(publish().succeeds().out())
        .contains("signed     0 files", "unchanged  41", "failed     0");
  }

  @Test
  void summaryIsOneLineOfJsonWhereThatIsAskedFor() throws IOException {
    put("a/one.bin", 1, 1000);
    put("b/two.bin", 2, 2000);
    Cli.Result result = publish("--json", site.media().resolve("b").toString()).succeeds();
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.out())
        .startsWith("{\"site\":\"media.example.com\"")
        .contains("\"signed\":1,\"signedBytes\":2000,\"unchanged\":0,\"skipped\":0")
        .contains("\"failed\":0,\"failures\":[]");
  }

  @Test
  void runningAdapterServesWhatWasSignedAndAChangedFileGetsAHigherGeneration() throws Exception {
    Path file = put("film.mp4", 1, 500_000);
    publish().succeeds();
    try (OriginAdapter adapter = adapter()) {
      Manifest before = manifest(adapter, "/film.mp4");
      assertThat(before.contentRoot()).isEqualTo(SeededContent.of(1, 500_000).hashed().root());

      put("film.mp4", 2, 500_000);
      put("new.mp4", 3, 100_000);
      assertThat(publish().succeeds().out()).contains("signed     2 files", "unchanged  0");
      assertThat(manifest(adapter, "/new.mp4").length()).isEqualTo(100_000);
      assertThat(publish().succeeds().out()).contains("signed     0 files", "unchanged  2");
      assertThat(file).hasSize(500_000);
    }
    try (OriginAdapter restarted = adapter()) {
      Manifest after = manifest(restarted, "/film.mp4");
      assertThat(after.contentRoot()).isEqualTo(SeededContent.of(2, 500_000).hashed().root());
      publish().succeeds();
      assertThat(manifest(restarted, "/film.mp4").generation()).isEqualTo(after.generation());
    }
  }

  @Test
  void changedFileGetsAHigherGeneration() throws Exception {
    put("film.mp4", 1, 50_000);
    publish().succeeds();
    long first;
    try (OriginAdapter adapter = adapter()) {
      first = manifest(adapter, "/film.mp4").generation();
    }
    put("film.mp4", 2, 50_000);
    publish().succeeds();
    try (OriginAdapter adapter = adapter()) {
      assertThat(manifest(adapter, "/film.mp4").generation()).isGreaterThan(first);
    }
  }

  @Test
  void fileThatLinksToNothingFailsAndTheOthersAreSigned() throws IOException {
    put("good.bin", 1, 1000);
    Files.createSymbolicLink(site.media().resolve("bad.bin"), temp.resolve("no"));
    Cli.Result result = publish().failsWith(1, "bad.bin: it is gone, or links to nothing");
    assertThat(result.out()).contains("signed     1 files", "failed     1");
  }

  @Test
  void unreadableFileFailsAndTheOthersAreSigned() throws Exception {
    put("good.bin", 1, 1000);
    Path bad = put("bad.bin", 2, 1000);
    Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("---------"));
    // Root reads every file, unless it gives that right away.
    List<String> prefix =
        Files.isReadable(bad)
            ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
            : List.of();
    try (CliProcess process =
        CliProcess.start(temp, prefix, Map.of(), "publish", "--config=" + site.config())) {
      Cli.Result result = process.await().failsWith(1, bad + ": permission to read it is denied");
      assertThat(result.out()).contains("signed     1 files", "failed     1");
    }
  }

  @Test
  void rulesOfTheSiteSayWhyFilesAreSkipped() throws IOException {
    put("public/a.bin", 1, 1000);
    put("private/b.bin", 2, 1000);
    Files.writeString(
        site.config(),
        Files.readString(site.config())
            .replace("    keys:", "    rules: {exclude: [\"/private/**\"]}\n    keys:"));
    assertThat(publish().succeeds().out())
        .contains("signed     1 files", "skipped    1", "1: the rules leave its path out");
  }

  @Test
  void whatHindersIsNamedBeforeAnythingIsRead() throws IOException {
    put("a.bin", 1, 1000);
    Cli.run("publish").failsWith(2, "sites is empty", "--config");
    publish("--site=other.example")
        .failsWith(2, "--site", "no site other.example", SiteOnDisk.NAME);
    publish(temp.toString()).failsWith(1, "is not within", "the folder of site media.example.com");
    publish(temp.resolve("none").toString()).failsWith(1, "there is no such file or folder");
    publish("--set=state.folder=" + site.config())
        .failsWith(1, "state.folder is " + site.config(), "is a file; name a folder");
    publish("--passphrase-file=" + temp.resolve("none")).failsWith(1, "there is no such file");
    Path wrong = Files.writeString(temp.resolve("wrong"), "wrong horse battery");
    publish("--passphrase-file=" + wrong)
        .failsWith(1, "publishing-", "the passphrase does not open it");
    assertThat(site.state())
        .satisfiesAnyOf(
            state -> assertThat(state).doesNotExist(),
            state -> assertThat(state).isEmptyDirectory());
  }

  @Test
  void keysThatCannotSignAreNamedWithTheRemedy() throws IOException {
    put("a.bin", 1, 1000);
    replaceKeys("other.example", Instant.now());
    publish().failsWith(1, "is of site other.example, not of media.example.com");
    replaceKeys(SiteOnDisk.NAME, Instant.now().minus(Duration.ofDays(400)));
    publish()
        .failsWith(1, "root 1 of media.example.com expired at ", "peerage keys renew --folder");
    replaceKeys(SiteOnDisk.NAME, Instant.now().minus(Duration.ofDays(100)));
    publish()
        .failsWith(1, "the publishing key of media.example.com expired", "keys rotate --folder");
  }

  @Test
  void stateThatIsNotKeptIsAFailure() throws IOException {
    put("a.bin", 1, 1000);
    Files.createDirectories(site.state());
    Files.writeString(site.state().resolve("objects"), "");
    Cli.Result result = publish();
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("the state folder cannot ")
        .contains("without it the adapter does not find what was signed");
  }

  @Test
  void processTakesThePassphraseFromTheEnvironmentAndKeepsQuiet() throws Exception {
    put("a.bin", 1, 1000);
    Files.writeString(site.passphrase(), "wrong horse battery");
    try (CliProcess process =
        CliProcess.start(
            temp,
            Map.of("PEERAGE_KEYS_PASSPHRASE", SiteOnDisk.PASSPHRASE),
            "publish",
            "--config=" + site.config())) {
      Cli.Result result = process.await().succeeds();
      assertThat(result.out()).contains("signed     1 files");
      assertThat(result.err()).isEmpty();
    }
  }

  private Cli.Result publish(String... arguments) {
    return Cli.run(
        Stream.concat(Stream.of("publish", "--config=" + site.config()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private void replaceKeys(String name, Instant made) throws IOException {
    try (Stream<Path> files = Files.list(site.keys())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    SiteOnDisk.makeKeys(site.keys(), name, made);
  }

  private Path put(String name, long seed, int length) throws IOException {
    Path file = site.media().resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, SeededContent.of(seed, length).bytes());
    return file;
  }

  private OriginAdapter adapter() throws Exception {
    AdapterConfig config =
        new ConfigLoader("PEERAGE_ADAPTER_TEST")
            .load(
                AdapterConfig.DEFAULTS,
                Optional.of(site.config()),
                Map.of(),
                List.of(
                    "listen.agents=127.0.0.1:0",
                    "listen.operations=127.0.0.1:0",
                    "listen.plain.enabled=true",
                    "listen.plain.address=127.0.0.1:0",
                    "signing.waitFor=20s",
                    "drain=1s"));
    OriginAdapter adapter =
        new OriginAdapter(
            config,
            Map.of(),
            InstantSource.system(),
            new SecureRandom(),
            Optional.of(new TestTrustDomain(Instant.now()).current(Role.ORIGIN_ADAPTER, "o-1")));
    adapter.start();
    return adapter;
  }

  private static Manifest manifest(OriginAdapter adapter, String path) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/peerage/v1/sites/%s/manifest?path=%s"
                .formatted(adapter.plainPort().orElseThrow(), SiteOnDisk.NAME, path));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).isEqualTo(200);
      return Manifest.parse(
          Envelope.parse("manifest", response.body(), Manifest.MAX_ENVELOPE_BYTES));
    }
  }
}
