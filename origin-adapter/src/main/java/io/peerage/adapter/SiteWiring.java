package io.peerage.adapter;

import io.peerage.adapter.admission.MeasuredSource;
import io.peerage.adapter.admission.OriginBudget;
import io.peerage.adapter.admission.OriginCircuit;
import io.peerage.adapter.http.Site;
import io.peerage.adapter.keys.Passphrase;
import io.peerage.adapter.keys.SiteSigner;
import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.publish.ContentStore;
import io.peerage.adapter.publish.ObjectStore;
import io.peerage.adapter.publish.PathPattern;
import io.peerage.adapter.publish.Publisher;
import io.peerage.adapter.publish.SigningLanes;
import io.peerage.adapter.publish.SigningRules;
import io.peerage.adapter.source.CacheRule;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.directory.DirectorySource;
import io.peerage.adapter.source.http.HttpSource;
import io.peerage.adapter.source.http.OriginSettings;
import io.peerage.adapter.source.s3.S3Settings;
import io.peerage.adapter.source.s3.S3Source;
import io.peerage.adapter.spool.Spool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** Puts one site together, from its configuration to what is served. */
record SiteWiring(
    AdapterConfig config,
    ObjectStore objects,
    ContentStore contents,
    Optional<Spool> spool,
    SigningLanes lanes,
    OriginBudget budget,
    AdapterMetrics metrics,
    Map<String, String> environment,
    InstantSource clock,
    SecureRandom random) {

  /** The site's keys, opened by the passphrase that the configuration names. */
  SiteSigner signer(SiteConfig site) throws IOException {
    SiteConfig.KeysConfig keys = site.keys();
    return signer(
        site,
        keys.passphraseFile().isEmpty()
            ? Passphrase.ofEnvironment(environment, keys.passphraseVariable())
            : Passphrase.ofFile(Path.of(keys.passphraseFile())));
  }

  /** The site's keys, opened by {@code passphrase}. */
  SiteSigner signer(SiteConfig site, Passphrase passphrase) throws IOException {
    return SiteSigner.open(Path.of(site.keys().folder()), site.name(), passphrase, clock);
  }

  /** The folder of a site whose origin is one. */
  private DirectorySource directory(SiteConfig site) throws IOException {
    try {
      return new DirectorySource(Path.of(site.source().directory()), cacheRules(site), clock);
    } catch (IOException e) {
      throw new IOException(
          "source.directory of site %s: there is no folder %s that can be read"
              .formatted(site.name(), site.source().directory()),
          e);
    }
  }

  /** The site's origin. */
  Source source(SiteConfig site) throws IOException {
    if (!site.source().directory().isEmpty()) {
      return directory(site);
    }
    if (!site.source().s3().bucket().isEmpty()) {
      return bucket(site);
    }
    try {
      return new HttpSource(
          new OriginSettings(
              URI.create(site.source().http()),
              site.source().host(),
              hosts(site).stream()
                  .filter(host -> !host.equals("*"))
                  .findFirst()
                  .orElse(site.name().value()),
              config.origin().connectTimeout().duration(),
              config.origin().silence().duration(),
              config.origin().attempts(),
              config.origin().pause().duration(),
              config.limits().originFetches()),
          clock,
          random);
    } catch (IllegalArgumentException e) {
      throw new IOException("source.http of site " + site.name() + ": " + e.getMessage(), e);
    }
  }

  private S3Source bucket(SiteConfig site) throws IOException {
    SiteConfig.S3Config s3 = site.source().s3();
    try {
      return new S3Source(
          new S3Settings(
              s3.bucket(),
              s3.prefix(),
              given(s3.region()),
              given(s3.endpoint()).map(URI::create),
              s3.pathStyle(),
              cacheRules(site),
              config.origin().connectTimeout().duration(),
              config.origin().silence().duration(),
              config.origin().attempts(),
              config.origin().pause().duration(),
              config.limits().originFetches()),
          DefaultCredentialsProvider.builder().build(),
          clock,
          random);
    } catch (IllegalArgumentException e) {
      throw new IOException("source of site " + site.name() + ": " + e.getMessage(), e);
    }
  }

  private static Optional<String> given(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static List<CacheRule> cacheRules(SiteConfig site) {
    return site.source().cacheControl().stream()
        .map(rule -> new CacheRule(rule.suffix(), rule.value()))
        .toList();
  }

  /** All of it. */
  Site wire(SiteConfig site, SiteSigner signer, Source source, OriginCircuit circuit) {
    Source measured = new MeasuredSource(source, site.name(), budget, circuit, metrics);
    Publisher publisher =
        new Publisher(
            signer,
            measured,
            rules(site),
            objects,
            contents,
            site.source().remote() ? spool : Optional.empty(),
            lanes,
            new Publisher.Settings(
                site.manifestValidity().duration(),
                config.signing().waitFor().duration(),
                config.signing().queue()),
            clock,
            metrics);
    return new Site(site.name(), hosts(site), signer, publisher, measured);
  }

  private static List<String> hosts(SiteConfig site) {
    return site.hosts().isEmpty() ? List.of(site.name().value()) : site.hosts();
  }

  private static SigningRules rules(SiteConfig site) {
    SiteConfig.RulesConfig rules = site.rules();
    return new SigningRules(
        rules.include().stream().map(PathPattern::parse).toList(),
        rules.exclude().stream().map(PathPattern::parse).toList(),
        rules.minLength().bytes(),
        rules.maxLength().bytes(),
        lowerCase(rules.ignoreVary()),
        lowerCase(rules.dropHeaders()),
        site.defaultFreshness().duration());
  }

  private static Set<String> lowerCase(List<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
