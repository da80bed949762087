package io.peerage.adapter;

import io.peerage.adapter.http.Site;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteSigner;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.publish.ContentStore;
import io.peerage.adapter.publish.ObjectStore;
import io.peerage.adapter.publish.OriginBudget;
import io.peerage.adapter.publish.SigningLanes;
import io.peerage.adapter.publish.StateFolder;
import io.peerage.adapter.publish.TreeProgress;
import io.peerage.adapter.publish.TreePublisher;
import io.peerage.adapter.source.directory.DirectorySource;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.WritableFolder;
import io.peerage.runtime.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Signs a site's files ahead, without serving: for the command line, beside a running adapter with
 * the same state folder or before one is started. The adapter finds what was signed when it is
 * asked for it.
 */
public final class SitePublishing implements AutoCloseable {
  private final Metrics registry = new Metrics();
  private final Site site;
  private final TreePublisher tree;

  private SitePublishing(
      AdapterConfig config,
      SiteConfig siteConfig,
      Optional<Passphrase> passphrase,
      Map<String, String> environment,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    AdapterMetrics metrics = new AdapterMetrics(registry.registry());
    StateFolder state =
        new StateFolder(
            WritableFolder.require("state.folder", config.state().folder()),
            config.state().quota().bytes(),
            false,
            clock,
            metrics);
    int parallel = Math.max(config.signing().concurrency(), 1);
    SiteWiring wiring =
        new SiteWiring(
            config,
            new ObjectStore(state),
            new ContentStore(state),
            Optional.empty(),
            new SigningLanes(parallel),
            new OriginBudget(2 * parallel, 1, config.limits().originWait().duration()),
            metrics,
            environment,
            clock,
            random);
    DirectorySource files = wiring.directory(siteConfig);
    SiteSigner signer =
        passphrase.isPresent()
            ? wiring.signer(siteConfig, passphrase.get())
            : wiring.signer(siteConfig);
    this.site = wiring.wire(siteConfig, signer, files);
    this.tree = new TreePublisher(site.publisher(), files, parallel, clock);
  }

  /**
   * Opens a site for signing.
   *
   * @param passphrase of the site's keys, in place of the one that the configuration names
   * @throws IOException when there is no such site, its origin is not a folder, or its keys cannot
   *     sign; the message says what to do
   */
  public static SitePublishing open(
      AdapterConfig config,
      SiteName name,
      Optional<Passphrase> passphrase,
      Map<String, String> environment,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    SiteConfig site =
        config.sites().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IOException(
                    "sites has no %s; it has %s"
                        .formatted(name, config.sites().stream().map(SiteConfig::name).toList())));
    if (site.source().directory().isEmpty()) {
      throw new IOException(
          "site "
              + name
              + " has an HTTP origin; only files can be signed ahead, its objects are signed when"
              + " they are asked for");
    }
    return new SitePublishing(config, site, passphrase, environment, clock, random);
  }

  /** The site's folder. */
  public Path directory() {
    return tree.root();
  }

  /**
   * Signs every file below {@code directory}, which is the site's folder or within it.
   *
   * @param listener is told how it goes
   * @throws IOException when the directory cannot be read, or what was signed cannot be kept where
   *     the adapter finds it
   */
  public TreePublisher.Result publishTree(Path directory, TreeProgress.Listener listener)
      throws IOException, InterruptedException {
    return tree.publish(directory, listener);
  }

  @Override
  public void close() {
    site.publisher().close();
    site.source().close();
    registry.close();
  }
}
