package io.peerage.cli;

import io.peerage.adapter.AdapterConfig;
import io.peerage.adapter.SiteConfig;
import io.peerage.adapter.SitePublishing;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.publish.TreeProgress;
import io.peerage.adapter.publish.TreePublisher;
import io.peerage.adapter.source.Listing;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs a tree ahead. */
@Command(
    name = "publish",
    description = {
      "Signs a site's files, or the objects of its bucket, ahead, so that nobody waits when they are"
          + " first asked for.",
      "Reads the configuration of the site's origin adapter and keeps what it signs in that"
          + " adapter's state folder. The adapter may run meanwhile, and finds it there. What is"
          + " signed and unchanged costs only a look: stopped and run again, it goes on where it"
          + " was. Run it as the user that the adapter runs as.",
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage publish -c origin-adapter.yaml",
      "  peerage publish -c origin-adapter.yaml --site media.example.com /srv/media/new-release",
      "  peerage publish -c origin-adapter.yaml --site vod.example.com new-release/",
      "",
      "Exit status: 0 every file is signed, unchanged or skipped by the site's rules; 1 some could"
          + " not be signed, or none; 2 wrong usage or configuration.",
    })
final class PublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TREE",
      arity = "0..1",
      description =
          "What to sign: a folder or file within the site's folder, or the start of keys after the"
              + " prefix of the site's bucket (default: all of it).")
  private @Nullable String tree;

  @Mixin private ConfigSource config;

  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "The site; may be left out when the configuration has only one.")
  private @Nullable String siteName;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "A file whose first line is the publishing key's passphrase. Without it the environment"
              + " variable "
              + KeysCommand.PASSPHRASE_VARIABLE
              + "; without that, what the configuration names.")
  private @Nullable Path passphraseFile;

  @Option(
      names = "--json",
      description = "Prints the summary as one JSON object on one line of standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init")
  PublishCommand() {}

  /** The summary for programs. */
  record Summary(
      String site,
      String tree,
      long signed,
      long signedBytes,
      long unchanged,
      long skipped,
      Map<String, Long> skippedBecause,
      long failed,
      List<String> failures,
      double seconds) {}

  /** Shows how it goes, once it is known how much there is. */
  private static final class Bar implements TreeProgress.Listener, AutoCloseable {
    private @Nullable ProgressBar bar;

    @Override
    public void progressed(TreeProgress progress) {
      ProgressBar shown = bar;
      if (shown == null) {
        shown = Progress.ofBytes("signing", progress.totalBytes());
        bar = shown;
      }
      shown.stepTo(progress.doneBytes());
      shown.setExtraMessage(" %,d of %,d files".formatted(progress.files(), progress.totalFiles()));
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  @Override
  public Integer call() throws Exception {
    AdapterConfig adapter = config.load(AdapterConfig.ENVIRONMENT_PREFIX, AdapterConfig.DEFAULTS);
    SiteName site = site(adapter);
    try (SitePublishing publishing =
        SitePublishing.open(
            adapter,
            site,
            passphrase(),
            System.getenv(),
            InstantSource.system(),
            new SecureRandom())) {
      Listing listing = publishing.listing(Optional.ofNullable(tree));
      TreePublisher.Result result;
      try (Bar bar = new Bar()) {
        result = publishing.publish(listing, bar);
      }
      report(site, listing.name(), result);
      return result.progress().failed() == 0 ? Peerage.OK : Peerage.FAILED;
    }
  }

  private SiteName site(AdapterConfig adapter) throws ConfigException {
    List<SiteName> sites = adapter.sites().stream().map(SiteConfig::name).toList();
    if (sites.isEmpty()) {
      throw new ConfigException(
          List.of("sites is empty; give the adapter's configuration with --config"));
    }
    if (siteName == null) {
      if (sites.size() > 1) {
        throw new ConfigException(List.of("sites has " + sites + "; say which with --site"));
      }
      return sites.getFirst();
    }
    return sites.stream()
        .filter(site -> site.value().equals(siteName))
        .findFirst()
        .orElseThrow(() ->
            new ConfigException(
                List.of(
                    "--site: the configuration has no site "
                        + siteName
                        + "; its sites are "
                        + sites)));
  }

  private Optional<Passphrase> passphrase() throws IOException {
    Map<String, String> environment = System.getenv();
    if (passphraseFile != null) {
      return Optional.of(Passphrase.ofFile(passphraseFile));
    }
    return environment.containsKey(KeysCommand.PASSPHRASE_VARIABLE)
        ? Optional.of(Passphrase.ofEnvironment(environment, KeysCommand.PASSPHRASE_VARIABLE))
        : Optional.empty();
  }

  private void report(SiteName site, String top, TreePublisher.Result result) {
    PrintWriter out = spec.commandLine().getOut();
    TreeProgress progress = result.progress();
    double seconds = progress.elapsed().toNanos() / 1e9;
    if (json) {
      Summary summary =
          new Summary(
              site.value(),
              top,
              progress.signed(),
              progress.signedBytes(),
              progress.unchanged(),
              progress.skipped(),
              result.skipped(),
              progress.failed(),
              result.failures(),
              seconds);
      out.println(new String(StrictJson.write(summary), StandardCharsets.UTF_8));
    } else {
      out.println("site       " + site);
      out.println("tree       " + top);
      out.printf(
          "signed     %,d files, %.1f MB in %.1f s (%.1f MB/s)%n",
          progress.signed(),
          progress.signedBytes() / 1e6,
          seconds,
          progress.bytesPerSecond() / 1e6);
      out.printf("unchanged  %,d%n", progress.unchanged());
      out.printf("skipped    %,d%n", progress.skipped());
      result.skipped().forEach((why, count) -> out.printf("           %,d: %s%n", count, why));
      out.printf("failed     %,d%n", progress.failed());
    }
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    result.failures().forEach(failure -> err.println("peerage: " + failure));
    if (progress.failed() > result.failures().size()) {
      err.printf("peerage: and %,d more%n", progress.failed() - result.failures().size());
    }
  }
}
