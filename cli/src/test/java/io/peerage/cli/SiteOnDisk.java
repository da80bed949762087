package io.peerage.cli;

import io.peerage.adapter.keys.KeyEncryption;
import io.peerage.adapter.keys.KeyPolicy;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteKeys;
import io.peerage.protocol.site.SiteName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A site with its keys, its files and the configuration of its adapter, in one folder. Its keys are
 * weakly encrypted, so that tests need not wait for them.
 */
record SiteOnDisk(Path folder) {
  static final String NAME = "media.example.com";
  static final String PASSPHRASE = "correct horse battery";
  private static final KeyPolicy POLICY =
      new KeyPolicy(1, 1, Duration.ofDays(300), Duration.ofDays(90), Duration.ofDays(1));

  /** A site made now. */
  static SiteOnDisk make(Path folder) throws IOException {
    return make(folder, Instant.now());
  }

  /** A site whose root expires 300 days after {@code made}, its publishing key after 90. */
  static SiteOnDisk make(Path folder, Instant made) throws IOException {
    SiteOnDisk site = new SiteOnDisk(folder);
    makeKeys(site.keys(), NAME, made);
    Files.createDirectories(site.media());
    Files.writeString(site.passphrase(), PASSPHRASE + "\n");
    Files.writeString(
        site.config(),
        """
        sites:
          - name: %s
            source: {directory: %s}
            keys: {folder: %s, passphraseFile: %s}
        state: {folder: %s}
        """
            .formatted(NAME, site.media(), site.keys(), site.passphrase(), site.state()));
    return site;
  }

  static void makeKeys(Path folder, String name, Instant made) throws IOException {
    InstantSource clock = InstantSource.fixed(made);
    try (Passphrase passphrase = Passphrase.of(PASSPHRASE.toCharArray())) {
      var _ =
          new SiteKeys(folder, folder, new KeyEncryption(1 << 12), clock, new SecureRandom())
              .init(new SiteName(name), POLICY, new SiteKeys.Passphrases(passphrase, passphrase));
    }
  }

  Path keys() {
    return folder.resolve("keys");
  }

  Path media() {
    return folder.resolve("media");
  }

  Path passphrase() {
    return folder.resolve("passphrase");
  }

  Path config() {
    return folder.resolve("origin-adapter.yaml");
  }

  Path state() {
    return folder.resolve("state");
  }
}
