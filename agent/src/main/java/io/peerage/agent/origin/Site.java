package io.peerage.agent.origin;

import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.InterimResponses;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.transfer.ChunkDownload;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * One site as its origin adapter shows it. What comes is well-formed and within its bounds, and not
 * yet believed. Blocking; thread-safe.
 */
public final class Site {
  private static final int MAX_LAYER_BYTES = 4096 * 32;

  private final SiteConfig config;
  private final String base;
  private final FleetClient client;
  private final Duration silence;

  /**
   * @param silence the longest time without a byte from the adapter
   */
  public Site(SiteConfig config, FleetClient client, Duration silence) {
    this.config = config;
    this.base = config.adapter().toString().replaceFirst("/$", "");
    this.client = client;
    this.silence = silence;
  }

  public SiteName name() {
    return config.name();
  }

  public SiteConfig config() {
    return config;
  }

  /** What an adapter says to the question for a manifest. */
  public sealed interface ManifestAnswer {
    /** Here it is, to be verified. */
    record Found(Envelope envelope) implements ManifestAnswer {}

    /**
     * There is an object, or none, but no manifest now: pass the request through.
     *
     * @param beingSigned whether there will be one
     */
    record None(Duration askAgainAfter, boolean beingSigned) implements ManifestAnswer {}
  }

  /** The root document of {@code version}, if the adapter has it. */
  public Optional<Envelope> root(int version) throws IOException {
    return get(
        "/peerage/v1/sites/" + name() + "/roots/" + version,
        response -> {
          byte[] body = FleetClient.readBody(response, SiteRoot.MAX_ENVELOPE_BYTES);
          if (response.getCode() == 404) {
            return Optional.empty();
          }
          FleetClient.requireSuccess(response, body);
          return Optional.of(envelope("root " + version, body, SiteRoot.MAX_ENVELOPE_BYTES));
        });
  }

  /**
   * The manifest of {@code path}.
   *
   * @param maxAge how long ago the adapter may last have asked its origin; nothing for as long as
   *     the origin's word lasts
   * @throws RefusedException when the origin fails (5xx)
   */
  public ManifestAnswer manifest(ObjectPath path, Duration noneHolds, Optional<Duration> maxAge)
      throws IOException {
    HttpUriRequestBase request =
        request(
            "/peerage/v1/sites/"
                + name()
                + "/manifest?path="
                + URLEncoder.encode(path.value(), StandardCharsets.UTF_8));
    maxAge.ifPresent(
        age -> request.addHeader("Cache-Control", "max-age=" + Math.max(0, age.toSeconds())));
    return get(
        request,
        response -> {
          byte[] body = FleetClient.readBody(response, Manifest.MAX_ENVELOPE_BYTES);
          return switch (response.getCode()) {
            case 200 ->
                new ManifestAnswer.Found(envelope("manifest", body, Manifest.MAX_ENVELOPE_BYTES));
            case 202 -> new ManifestAnswer.None(retryAfter(response, Duration.ofSeconds(1)), true);
            case 204, 404 -> new ManifestAnswer.None(noneHolds, false);
            default -> {
              FleetClient.requireSuccess(response, body);
              throw new IOException("the adapter answered " + response.getCode());
            }
          };
        });
  }

  /**
   * What checks content {@code root}, by its chunk layer; the layer is checked against the root.
   */
  public ContentVerifier layer(ContentRoot root) throws IOException {
    return get(
        new ContentResource.Layer(root).path(),
        response -> {
          byte[] body = FleetClient.readBody(response, MAX_LAYER_BYTES);
          FleetClient.requireSuccess(response, body);
          Header length = response.getFirstHeader(TransferHeaders.CONTENT_LENGTH);
          try {
            if (length == null) {
              throw new IOException("no " + TransferHeaders.CONTENT_LENGTH);
            }
            return ContentVerifier.of(root, Long.parseLong(length.getValue()), HashList.wrap(body));
          } catch (IllegalArgumentException | ContentMismatchException e) {
            throw new IOException("the adapter's layer of " + root + " is wrong", e);
          }
        });
  }

  /** Prepares the download of blocks from the adapter. */
  public ChunkDownload download(ContentVerifier content, int chunk, BlockRun run) {
    return new ChunkDownload(client, config.adapter(), content, chunk, run);
  }

  /**
   * Sends a request to the adapter as it is, and reads the response while its connection is held.
   *
   * @param request its URI is the target of the client's request, below the adapter's address
   * @param interim what takes interim responses
   */
  public <T> T pass(
      HttpUriRequestBase request,
      InterimResponses.Receiver interim,
      FleetClient.ResponseReader<T> reader)
      throws IOException {
    return client.execute(request, silence, interim, reader);
  }

  /** The URI at the adapter for a request target in origin form. */
  public URI target(String originForm) {
    return URI.create(base + originForm);
  }

  private interface Reader<T> {
    T read(ClassicHttpResponse response) throws IOException;
  }

  private HttpUriRequestBase request(String path) {
    return new HttpUriRequestBase("GET", config.adapter().resolve(path));
  }

  private <T> T get(String path, Reader<T> reader) throws IOException {
    return get(request(path), reader);
  }

  private <T> T get(HttpUriRequestBase request, Reader<T> reader) throws IOException {
    return client.execute(request, silence, (response, _) -> reader.read(response));
  }

  private static Duration retryAfter(ClassicHttpResponse response, Duration otherwise) {
    Header header = response.getFirstHeader("Retry-After");
    return header != null && header.getValue().matches("\\d{1,4}")
        ? Duration.ofSeconds(Long.parseLong(header.getValue()))
        : otherwise;
  }

  private static Envelope envelope(String name, byte[] body, int maxBytes) throws IOException {
    try {
      return Envelope.parse(name, body, maxBytes);
    } catch (MalformedMessageException e) {
      throw new IOException("the adapter answered nonsense: " + e.getMessage(), e);
    }
  }
}
