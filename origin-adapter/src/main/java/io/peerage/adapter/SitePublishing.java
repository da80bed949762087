package io.peerage.adapter;

import io.peerage.adapter.admission.BreakerSettings;
import io.peerage.adapter.admission.OriginBudget;
import io.peerage.adapter.admission.OriginCircuit;
import io.peerage.adapter.http.Site;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteSigner;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.publish.ContentStore;
import io.peerage.adapter.publish.ObjectStore;
import io.peerage.adapter.publish.SigningLanes;
import io.peerage.adapter.publish.StateFolder;
import io.peerage.adapter.publish.TreeProgress;
import io.peerage.adapter.publish.TreePublisher;
import io.peerage.adapter.source.Listing;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.directory.DirectorySource;
import io.peerage.adapter.source.s3.S3Source;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.WritableFolder;
import io.peerage.runtime.metrics.Metrics;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Signs a site's files, or the objects of its bucket, ahead, without serving: for the command line,
 * beside a running adapter with the same state folder or before one is started. The adapter finds
 * what was signed when it is asked for it.
 */
public final class SitePublishing implements AutoCloseable {
  private final Metrics registry = new Metrics();
  private final Site site;
  private final Source source;
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
            new OriginBudget(
                new OriginBudget.Limits(
                    2 * parallel,
                    1,
                    2 * parallel,
                    config.limits().originQueue(),
                    config.limits().originWait().duration()),
                metrics),
            metrics,
            environment,
            clock,
            random);
    this.source = wiring.source(siteConfig);
    SiteSigner signer =
        passphrase.isPresent()
            ? wiring.signer(siteConfig, passphrase.get())
            : wiring.signer(siteConfig);
    this.site =
        wiring.wire(
            siteConfig,
            signer,
            source,
            // Each object is tried, since nobody else will ask for it again.
            new OriginCircuit(siteConfig.name(), BreakerSettings.OFF, clock, metrics));
    this.tree = new TreePublisher(site.publisher(), parallel, clock);
  }

  /**
   * Opens a site for signing.
   *
   * @param passphrase of the site's keys, in place of the one that the configuration names
   * @throws IOException when there is no such site, its origin cannot be listed, or its keys cannot
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
    if (!site.source().http().isEmpty()) {
      throw new IOException(
          "site "
              + name
              + " has an HTTP origin, which cannot be listed; only files and buckets can be signed"
              + " ahead, its objects are signed when they are asked for");
    }
    return new SitePublishing(config, site, passphrase, environment, clock, random);
  }

  /**
   * What is to be signed.
   *
   * @param tree a folder or file within the site's folder, or the start of keys after the bucket's
   *     prefix; nothing is all of it
   * @throws IOException when it is not the site's
   */
  public Listing listing(Optional<String> tree) throws IOException {
    return switch (source) {
      case DirectorySource files -> files.listing(within(files.root(), tree));
      case S3Source bucket -> bucket.listing(tree.orElse(""));
      default -> throw new IllegalStateException(source + " cannot be listed");
    };
  }

  private Path within(Path root, Optional<String> tree) throws IOException {
    if (tree.isEmpty()) {
      return root;
    }
    Path top;
    try {
      top = Path.of(tree.get()).toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException(tree.get() + ": there is no such file or folder", e);
    }
    if (!top.startsWith(root)) {
      throw new IOException(
          "%s is not within %s, the folder of site %s".formatted(tree.get(), root, site.name()));
    }
    return top;
  }

  /**
   * Signs all that {@code tree} has.
   *
   * @param listener is told how it goes
   * @throws IOException when it cannot be listed, or what was signed cannot be kept where the
   *     adapter finds it
   */
  public TreePublisher.Result publish(Listing tree, TreeProgress.Listener listener)
      throws IOException, InterruptedException {
    return this.tree.publish(tree, listener);
  }

  @Override
  public void close() {
    site.publisher().close();
    site.source().close();
    registry.close();
  }
}
