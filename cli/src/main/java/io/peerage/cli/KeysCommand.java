package io.peerage.cli;

import io.peerage.adapter.keys.KeyEncryption;
import io.peerage.adapter.keys.KeyPolicy;
import io.peerage.adapter.keys.KeysSummary;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteKeys;
import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A site's keys. */
@Command(
    name = "keys",
    description = "Makes, changes and shows a site's keys. Private keys are never printed.",
    mixinStandardHelpOptions = true,
    subcommands = {
      KeysCommand.Init.class,
      KeysCommand.Rotate.class,
      KeysCommand.Revoke.class,
      KeysCommand.Renew.class,
      KeysCommand.Show.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage keys init --site media.example.com --folder keys --root-folder /media/usb/root-keys",
      "  peerage keys show --folder keys",
      "",
      "The adapter needs the key folder, never the root keys: keep those offline. It picks up what"
          + " is changed within seconds.",
    })
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  KeysCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to do: peerage keys init, rotate, revoke, renew or show");
  }

  /** Where the keys are. */
  static final class Folders {
    @Option(
        names = "--folder",
        required = true,
        paramLabel = "DIR",
        description = "The site's key folder: root documents and the publishing key.")
    private Path folder;

    @Option(
        names = "--root-folder",
        paramLabel = "DIR",
        description = "Where the root keys are, if elsewhere: they are best kept offline.")
    private @Nullable Path rootFolder;

    @SuppressWarnings("NullAway.Init")
    Folders() {}

    SiteKeys open() {
      return new SiteKeys(
          folder,
          rootFolder != null ? rootFolder : folder,
          KeyEncryption.STRONG,
          InstantSource.system(),
          new SecureRandom());
    }
  }

  /** The environment variable that may hold the publishing key's passphrase. */
  static final String PASSPHRASE_VARIABLE = "PEERAGE_KEYS_PASSPHRASE";

  /** What opens the private keys. */
  static final class Secrets {
    private static final String VARIABLE = PASSPHRASE_VARIABLE;
    private static final String ROOT_VARIABLE = "PEERAGE_ROOT_KEYS_PASSPHRASE";

    @Option(
        names = "--passphrase-file",
        paramLabel = "FILE",
        description =
            "A file whose first line is the publishing key's passphrase. Without it the environment"
                + " variable "
                + VARIABLE
                + "; without that, it is asked for.")
    private @Nullable Path file;

    @Option(
        names = "--root-passphrase-file",
        paramLabel = "FILE",
        description =
            "The same for the root keys ("
                + ROOT_VARIABLE
                + "). Without it, the publishing key's passphrase.")
    private @Nullable Path rootFile;

    /** Picocli fills the fields. */
    Secrets() {}

    /** Both passphrases; {@code fresh} when they are for new keys, and so are asked for twice. */
    SiteKeys.Passphrases both(boolean fresh) throws IOException {
      Passphrase publishing = publishing(fresh);
      return new SiteKeys.Passphrases(root(publishing), publishing);
    }

    private Passphrase publishing(boolean fresh) throws IOException {
      Map<String, String> environment = System.getenv();
      if (file != null) {
        return Passphrase.ofFile(file);
      }
      return environment.containsKey(VARIABLE)
          ? Passphrase.ofEnvironment(environment, VARIABLE)
          : ask(fresh);
    }

    private Passphrase root(Passphrase publishing) throws IOException {
      Map<String, String> environment = System.getenv();
      if (rootFile != null) {
        return Passphrase.ofFile(rootFile);
      }
      return environment.containsKey(ROOT_VARIABLE)
          ? Passphrase.ofEnvironment(environment, ROOT_VARIABLE)
          : publishing;
    }

    // JDK 25 gives null again where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static Passphrase ask(boolean fresh) throws IOException {
      Console console = System.console();
      if (console == null || !console.isTerminal()) {
        throw new IOException("there is no passphrase: give --passphrase-file, or set " + VARIABLE);
      }
      char[] first = console.readPassword("Passphrase of the site's keys: ");
      if (fresh && !Arrays.equals(first, console.readPassword("Once more: "))) {
        throw new IOException("the two passphrases differ");
      }
      return Passphrase.of(first == null ? new char[0] : first);
    }
  }

  /** How long new documents and keys last. */
  static final class Validity {
    @Option(
        names = "--root-validity",
        paramLabel = "TIME",
        defaultValue = "365d",
        converter = TokenCommand.Lifetime.class,
        description = "How long the root document is believed (default: ${DEFAULT-VALUE}).")
    private Duration root;

    @Option(
        names = "--validity",
        paramLabel = "TIME",
        defaultValue = "365d",
        converter = TokenCommand.Lifetime.class,
        description = "How long the publishing key may sign (default: ${DEFAULT-VALUE}).")
    private Duration publishing;

    @SuppressWarnings("NullAway.Init")
    Validity() {}

    /** The policy of a site that has its root keys already. */
    KeyPolicy policy(CommandSpec spec) {
      return policy(spec, KeyPolicy.DEFAULT.overlap());
    }

    KeyPolicy policy(CommandSpec spec, Duration overlap) {
      KeyPolicy usual = KeyPolicy.DEFAULT;
      return policy(spec, usual.rootKeys(), usual.threshold(), overlap);
    }

    KeyPolicy policy(CommandSpec spec, int rootKeys, int threshold, Duration overlap) {
      try {
        return new KeyPolicy(rootKeys, threshold, root, publishing, overlap);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), String.valueOf(e.getMessage()));
      }
    }
  }

  /** Makes the keys of a new site. */
  @Command(
      name = "init",
      description = "Makes the keys of a new site, and prints the pin that agents are given.",
      mixinStandardHelpOptions = true)
  static final class Init implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--site",
        required = true,
        paramLabel = "NAME",
        description = "The site's name, such as media.example.com.")
    private String site;

    @Mixin private Folders folders;
    @Mixin private Secrets secrets;

    @Option(
        names = "--root-keys",
        paramLabel = "N",
        defaultValue = "3",
        description = "How many root keys to make, 1 to 8 (default: ${DEFAULT-VALUE}).")
    private int rootKeys;

    @Option(
        names = "--threshold",
        paramLabel = "N",
        defaultValue = "2",
        description = "How many of them must sign a change (default: ${DEFAULT-VALUE}).")
    private int threshold;

    @Mixin private Validity validity;

    @SuppressWarnings("NullAway.Init")
    Init() {}

    @Override
    public Integer call() throws Exception {
      SiteName name;
      try {
        name = new SiteName(site);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.ParameterException(spec.commandLine(), "--site: " + e.getMessage());
      }
      KeyPolicy policy = validity.policy(spec, rootKeys, threshold, KeyPolicy.DEFAULT.overlap());
      print(spec, folders.open().init(name, policy, secrets.both(true)));
      return Peerage.OK;
    }
  }

  /** Changes keys. */
  @Command(
      name = "rotate",
      description = {
        "Makes a new publishing key; the old one may still sign for a while.",
        "With --root-key, replaces a root key instead."
      },
      mixinStandardHelpOptions = true)
  static final class Rotate implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--root-key",
        paramLabel = "KEY",
        converter = KeyIds.class,
        description = "The id of the root key to replace, as `peerage keys show` prints it.")
    private @Nullable KeyId rootKey;

    @Mixin private Folders folders;
    @Mixin private Secrets secrets;

    @Option(
        names = "--overlap",
        paramLabel = "TIME",
        defaultValue = "1d",
        converter = TokenCommand.Lifetime.class,
        description =
            "How long the old publishing key may sign beside the new one (default:"
                + " ${DEFAULT-VALUE}).")
    private Duration overlap;

    @Mixin private Validity validity;

    @SuppressWarnings("NullAway.Init")
    Rotate() {}

    @Override
    public Integer call() throws Exception {
      SiteKeys keys = folders.open();
      KeyPolicy policy = validity.policy(spec, overlap);
      print(
          spec,
          rootKey == null
              ? keys.rotatePublishingKey(policy, secrets.both(false))
              : keys.rotateRootKey(rootKey, policy, secrets.both(false)));
      return Peerage.OK;
    }
  }

  /** Revokes a key. */
  @Command(
      name = "revoke",
      description = "Makes all void that a key ever signed, and replaces it if need be.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "KEY",
        converter = KeyIds.class,
        description = "The key's id, as `peerage keys show` prints it.")
    private KeyId key;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why, for everyone to read, at most 200 characters.")
    private String reason;

    @Mixin private Folders folders;
    @Mixin private Secrets secrets;
    @Mixin private Validity validity;

    @SuppressWarnings("NullAway.Init")
    Revoke() {}

    @Override
    public Integer call() throws Exception {
      print(spec, folders.open().revoke(key, reason, validity.policy(spec), secrets.both(false)));
      return Peerage.OK;
    }
  }

  /** Moves expiries. */
  @Command(
      name = "renew",
      description = "Moves the expiry of the root document and the publishing key; the keys stay.",
      mixinStandardHelpOptions = true)
  static final class Renew implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Folders folders;
    @Mixin private Secrets secrets;
    @Mixin private Validity validity;

    @SuppressWarnings("NullAway.Init")
    Renew() {}

    @Override
    public Integer call() throws Exception {
      print(spec, folders.open().renew(validity.policy(spec), secrets.both(false).root()));
      return Peerage.OK;
    }
  }

  /** Shows the public facts. */
  @Command(
      name = "show",
      description = {
        "Verifies the chain of root documents and prints the public facts. Needs no passphrase.",
        "Exit status 1 when something hinders publishing."
      },
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Folders folders;

    @SuppressWarnings("NullAway.Init")
    Show() {}

    @Override
    public Integer call() throws Exception {
      KeysSummary summary = folders.open().show();
      print(spec, summary);
      return summary.problems().isEmpty() ? Peerage.OK : Peerage.FAILED;
    }
  }

  private static void print(CommandSpec spec, KeysSummary keys) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("site       " + keys.site());
    out.println("root pin   " + keys.pin());
    out.println("root       version " + keys.version() + ", expires " + keys.expires());
    out.println("threshold  " + keys.threshold() + " of " + keys.rootKeys().size());
    keys.rootKeys().forEach(id -> out.println("root key   " + id));
    for (KeysSummary.PublishingKeySummary key : keys.publishingKeys()) {
      out.printf(
          "publishing %s%n           %s to %s, %s%s%n",
          key.id(),
          key.notBefore(),
          key.notAfter(),
          key.usable() ? "may sign" : "may not sign",
          key.present() ? "" : ", its private key is not in the folder");
    }
    for (SiteRoot.Revocation revoked : keys.revoked()) {
      out.println(
          "revoked    " + revoked.keyId() + " at " + revoked.at() + ": " + revoked.reason());
    }
    keys.problems().forEach(problem -> out.println("PROBLEM    " + problem));
  }

  /** Reads a key's id. */
  static final class KeyIds implements CommandLine.ITypeConverter<KeyId> {
    @Override
    public KeyId convert(String value) {
      try {
        return new KeyId(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
