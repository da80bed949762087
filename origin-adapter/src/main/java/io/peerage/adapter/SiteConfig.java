package io.peerage.adapter;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.adapter.publish.PathPattern;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A site as it is configured. In a list of sites, a key that is left out has its default.
 *
 * @param name as in its root documents
 * @param hosts the {@code Host} values it answers to, with or without a port; {@code *} for all
 *     that no other site has; none means its name
 * @param manifestValidity how long a manifest is believed, a minute to 31 days
 * @param defaultFreshness how long an object is fresh when the origin does not say
 */
public record SiteConfig(
    SiteName name,
    List<String> hosts,
    SourceConfig source,
    KeysConfig keys,
    RulesConfig rules,
    TimeSpan manifestValidity,
    TimeSpan defaultFreshness) {
  private static final TimeSpan DEFAULT_VALIDITY = TimeSpan.parse("24h");
  private static final TimeSpan DEFAULT_FRESHNESS = TimeSpan.parse("10s");

  public SiteConfig {
    hosts = List.copyOf(hosts);
    if (manifestValidity.duration().compareTo(Manifest.MAX_VALIDITY) > 0
        || manifestValidity.duration().toMinutes() < 1) {
      throw new IllegalArgumentException("manifestValidity is 1m to 31d, not " + manifestValidity);
    }
  }

  @JsonCreator
  static SiteConfig read(
      @JsonProperty("name") @JsonSetter(nulls = Nulls.SET) @Nullable SiteName name,
      @JsonProperty("hosts") @JsonSetter(nulls = Nulls.SET) @Nullable List<String> hosts,
      @JsonProperty("source") @JsonSetter(nulls = Nulls.SET) @Nullable SourceConfig source,
      @JsonProperty("keys") @JsonSetter(nulls = Nulls.SET) @Nullable KeysConfig keys,
      @JsonProperty("rules") @JsonSetter(nulls = Nulls.SET) @Nullable RulesConfig rules,
      @JsonProperty("manifestValidity") @JsonSetter(nulls = Nulls.SET)
          @Nullable TimeSpan manifestValidity,
      @JsonProperty("defaultFreshness") @JsonSetter(nulls = Nulls.SET)
          @Nullable TimeSpan defaultFreshness) {
    if (name == null || source == null || keys == null) {
      throw new IllegalArgumentException("a site has at least name, source and keys");
    }
    return new SiteConfig(
        name,
        or(hosts, List.of()),
        source,
        keys,
        or(rules, RulesConfig.DEFAULT),
        or(manifestValidity, DEFAULT_VALIDITY),
        or(defaultFreshness, DEFAULT_FRESHNESS));
  }

  /** A site with defaults for all that may be left out. */
  public static SiteConfig of(SiteName name, SourceConfig source, KeysConfig keys) {
    return read(name, null, source, keys, null, null, null);
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  /**
   * Where a site's bytes come from: a directory, an HTTP origin, or a bucket.
   *
   * @param directory a folder; empty when it is another origin
   * @param http the origin's URL; empty when it is another one
   * @param host the {@code Host} that an HTTP origin is asked for; empty keeps the client's
   * @param s3 a bucket; one without a name when it is another origin
   * @param cacheControl what stands in for the header that files do not have, nor every object
   */
  public record SourceConfig(
      String directory,
      String http,
      String host,
      S3Config s3,
      List<CacheControlConfig> cacheControl) {
    public SourceConfig {
      cacheControl = List.copyOf(cacheControl);
      if (Stream.of(directory, http, s3.bucket()).filter(given -> !given.isEmpty()).count() != 1) {
        throw new IllegalArgumentException(
            "a source has either directory, such as /srv/media, or http, such as "
                + "http://origin.internal:8080, or s3.bucket, such as media-origin");
      }
      if (!http.isEmpty()) {
        try {
          URI.create(http);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "http is a URL such as http://origin.internal:8080, not \"" + http + '"', e);
        }
      }
    }

    @JsonCreator
    static SourceConfig read(
        @JsonProperty("directory") @JsonSetter(nulls = Nulls.SET) @Nullable String directory,
        @JsonProperty("http") @JsonSetter(nulls = Nulls.SET) @Nullable String http,
        @JsonProperty("host") @JsonSetter(nulls = Nulls.SET) @Nullable String host,
        @JsonProperty("s3") @JsonSetter(nulls = Nulls.SET) @Nullable S3Config s3,
        @JsonProperty("cacheControl") @JsonSetter(nulls = Nulls.SET)
            @Nullable List<CacheControlConfig> cacheControl) {
      return new SourceConfig(
          or(directory, ""),
          or(http, ""),
          or(host, ""),
          or(s3, S3Config.NONE),
          or(cacheControl, List.of()));
    }

    /** The files below {@code directory}. */
    public static SourceConfig ofDirectory(String directory) {
      return read(directory, null, null, null, null);
    }

    /** The HTTP origin at {@code url}. */
    public static SourceConfig ofHttp(String url) {
      return read(null, url, null, null, null);
    }

    /** A bucket. */
    public static SourceConfig ofS3(S3Config s3) {
      return read(null, null, null, s3, null);
    }

    /** Whether reading from it costs a way over the network. */
    boolean remote() {
      return directory.isEmpty();
    }
  }

  /**
   * A bucket of an S3-compatible store. Credentials come from the AWS SDK's standard chain, never
   * from here.
   *
   * @param prefix stands before every key
   * @param region empty takes it from the standard chain
   * @param endpoint URL of a store that is not Amazon's; empty for Amazon's
   * @param pathStyle whether the bucket stands in the path of URLs, not in the host
   */
  public record S3Config(
      String bucket, String prefix, String region, String endpoint, boolean pathStyle) {
    static final S3Config NONE = new S3Config("", "", "", "", false);

    public S3Config {
      if (bucket.isEmpty() && !(prefix + region + endpoint).isEmpty()) {
        throw new IllegalArgumentException("s3 has a bucket, such as media-origin");
      }
      try {
        URI.create(endpoint);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "s3.endpoint is a URL such as https://s3.store.internal:9000, not \"" + endpoint + '"',
            e);
      }
    }

    @JsonCreator
    static S3Config read(
        @JsonProperty("bucket") @JsonSetter(nulls = Nulls.SET) @Nullable String bucket,
        @JsonProperty("prefix") @JsonSetter(nulls = Nulls.SET) @Nullable String prefix,
        @JsonProperty("region") @JsonSetter(nulls = Nulls.SET) @Nullable String region,
        @JsonProperty("endpoint") @JsonSetter(nulls = Nulls.SET) @Nullable String endpoint,
        @JsonProperty("pathStyle") @JsonSetter(nulls = Nulls.SET) @Nullable Boolean pathStyle) {
      return new S3Config(
          or(bucket, ""), or(prefix, ""), or(region, ""), or(endpoint, ""), or(pathStyle, false));
    }
  }

  /** The {@code Cache-Control} of files whose name ends with {@code suffix}. */
  public record CacheControlConfig(String suffix, String value) {}

  /**
   * Where a site's keys are, and their passphrase. One of the two ways to the passphrase is given.
   *
   * @param folder root documents and the publishing key
   * @param passphraseFile a file whose first line it is
   * @param passphraseVariable an environment variable that holds it
   */
  public record KeysConfig(String folder, String passphraseFile, String passphraseVariable) {
    public KeysConfig {
      if (folder.isEmpty()) {
        throw new IllegalArgumentException("keys.folder names the folder with the site's keys");
      }
      if (passphraseFile.isEmpty() == passphraseVariable.isEmpty()) {
        throw new IllegalArgumentException(
            "keys has either passphraseFile or passphraseVariable, never the passphrase itself");
      }
    }

    @JsonCreator
    static KeysConfig read(
        @JsonProperty("folder") @JsonSetter(nulls = Nulls.SET) @Nullable String folder,
        @JsonProperty("passphraseFile") @JsonSetter(nulls = Nulls.SET)
            @Nullable String passphraseFile,
        @JsonProperty("passphraseVariable") @JsonSetter(nulls = Nulls.SET)
            @Nullable String passphraseVariable) {
      return new KeysConfig(or(folder, ""), or(passphraseFile, ""), or(passphraseVariable, ""));
    }
  }

  /**
   * Which objects are signed; see {@code SigningRules}.
   *
   * @param include patterns of paths that are signed: {@code *}, {@code **}, {@code ?}
   * @param exclude patterns of paths that are not, for instance those that need credentials
   * @param ignoreVary request fields that an answer may vary by and still count as one content
   * @param dropHeaders response fields that are not replayed
   */
  public record RulesConfig(
      List<String> include,
      List<String> exclude,
      ByteSize minLength,
      ByteSize maxLength,
      List<String> ignoreVary,
      List<String> dropHeaders) {
    /** Everything that may be signed is. */
    public static final RulesConfig DEFAULT =
        new RulesConfig(
            List.of("/**"),
            List.of(),
            new ByteSize(0),
            new ByteSize(ContentLayout.MAX_LENGTH),
            List.of(),
            List.of(
                "x-request-id",
                "x-correlation-id",
                "x-trace-id",
                "traceparent",
                "x-runtime",
                "x-cache",
                "x-cache-hits",
                "x-served-by",
                "x-timer",
                "x-amz-request-id",
                "x-amz-id-2",
                "x-amz-cf-id",
                "x-amz-cf-pop",
                "cf-ray",
                "cf-cache-status",
                "report-to",
                "nel"));

    public RulesConfig {
      include = List.copyOf(include);
      exclude = List.copyOf(exclude);
      ignoreVary = List.copyOf(ignoreVary);
      dropHeaders = List.copyOf(dropHeaders);
      include.forEach(PathPattern::parse);
      exclude.forEach(PathPattern::parse);
      if (minLength.bytes() > maxLength.bytes() || maxLength.bytes() > ContentLayout.MAX_LENGTH) {
        throw new IllegalArgumentException(
            "maxLength is minLength (%s) to 16GiB, not %s".formatted(minLength, maxLength));
      }
    }

    @JsonCreator
    static RulesConfig read(
        @JsonProperty("include") @JsonSetter(nulls = Nulls.SET) @Nullable List<String> include,
        @JsonProperty("exclude") @JsonSetter(nulls = Nulls.SET) @Nullable List<String> exclude,
        @JsonProperty("minLength") @JsonSetter(nulls = Nulls.SET) @Nullable ByteSize minLength,
        @JsonProperty("maxLength") @JsonSetter(nulls = Nulls.SET) @Nullable ByteSize maxLength,
        @JsonProperty("ignoreVary") @JsonSetter(nulls = Nulls.SET)
            @Nullable List<String> ignoreVary,
        @JsonProperty("dropHeaders") @JsonSetter(nulls = Nulls.SET)
            @Nullable List<String> dropHeaders) {
      return new RulesConfig(
          or(include, DEFAULT.include),
          or(exclude, DEFAULT.exclude),
          or(minLength, DEFAULT.minLength),
          or(maxLength, DEFAULT.maxLength),
          or(ignoreVary, DEFAULT.ignoreVary),
          or(dropHeaders, DEFAULT.dropHeaders));
    }
  }
}
