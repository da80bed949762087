package io.peerage.tracker.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dashboard's files, from the class path: {@code /webjars/...} from the WebJars, everything
 * else from the dashboard's own folder. Only names of plain characters with a known ending are
 * looked for, so no path leads out of those folders. Thread-safe.
 *
 * <p>Pages may load nothing from elsewhere and have no inline script or style, with one exception:
 * import maps, which browsers take only inline, are allowed by their hash.
 */
public final class StaticFiles {
  private static final String DASHBOARD = "io/peerage/dashboard/";
  private static final String WEBJARS = "META-INF/resources/webjars/";
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9_@+~-][A-Za-z0-9._@+~-]{0,99}){1,12}");
  private static final Pattern IMPORT_MAP =
      Pattern.compile(
          "<script\\s+type=[\"']importmap[\"']\\s*>(.*?)</script>",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final int MAX_FILE_BYTES = 16 << 20;
  private static final long CACHE_BYTES = 64 << 20;
  private static final int ENTRY_OVERHEAD_BYTES = 200;

  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  private final ClassLoader classPath;
  private final Cache<String, Optional<StaticFile>> files =
      Caffeine.newBuilder()
          .maximumWeight(CACHE_BYTES)
          .weigher((String name, Optional<StaticFile> file) ->
              ENTRY_OVERHEAD_BYTES + name.length() + file.map(f -> f.bytes.length).orElse(0))
          .build();

  /** A file as it is sent. */
  private static final class StaticFile {
    final byte[] bytes;
    final String mediaType;
    final String etag;
    final String policy;

    StaticFile(byte[] bytes, String mediaType) {
      this.bytes = bytes;
      this.mediaType = mediaType;
      this.etag = '"' + Sha256Hash.hash(bytes).toString().substring(0, 32) + '"';
      this.policy = policy(mediaType, bytes);
    }
  }

  public StaticFiles(ClassLoader classPath) {
    this.classPath = classPath;
  }

  /** Serves whatever no route matched. */
  public void serve(Exchange exchange) throws IOException, RequestException {
    String path = exchange.path();
    if (!exchange.isHead() && !exchange.method().equals("GET")) {
      exchange.set("Allow", "GET, HEAD");
      throw new RequestException(405, "Method not allowed", "this path takes GET and HEAD");
    }
    boolean isWebJar = path.startsWith("/webjars/");
    StaticFile file =
        name(path, isWebJar)
            .flatMap(name -> files.get(name, this::load))
            .orElseThrow(
                () -> new RequestException(404, "Not found", "there is nothing at this path"));
    exchange.set("ETag", file.etag);
    // A WebJar's path has its version in it; the dashboard's own files change with the tracker.
    exchange.set("Cache-Control", isWebJar ? "public, max-age=31536000, immutable" : "no-cache");
    exchange.set("Content-Security-Policy", file.policy);
    exchange.set("X-Content-Type-Options", "nosniff");
    exchange.set("Referrer-Policy", "no-referrer");
    exchange.set("Cross-Origin-Opener-Policy", "same-origin");
    exchange.set("Cross-Origin-Resource-Policy", "same-origin");
    if (exchange.header("If-None-Match").filter(known -> matches(known, file.etag)).isPresent()) {
      exchange.sendStatus(304);
    } else {
      exchange.send(200, file.mediaType, file.bytes);
    }
  }

  private static boolean matches(String ifNoneMatch, String etag) {
    for (String known : ifNoneMatch.split(",", 20)) {
      String tag = known.strip();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  /** The resource that a path names; nothing for any path that is not plainly one of ours. */
  private static Optional<String> name(String path, boolean isWebJar) {
    String full = path.equals("/") ? "/index.html" : path;
    if (!PATH.matcher(full).matches()
        || full.equals("/api")
        || full.startsWith("/api/")
        || !MEDIA_TYPES.containsKey(ending(full))) {
      return Optional.empty();
    }
    return Optional.of(
        isWebJar ? WEBJARS + full.substring("/webjars/".length()) : DASHBOARD + full.substring(1));
  }

  private static String ending(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private Optional<StaticFile> load(String name) {
    URL url = classPath.getResource(name);
    if (url == null) {
      return Optional.empty();
    }
    try (InputStream in = url.openStream()) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new IOException(name + " is over " + MAX_FILE_BYTES + " bytes");
      }
      String mediaType = MEDIA_TYPES.getOrDefault(ending(name), "application/octet-stream");
      return Optional.of(new StaticFile(bytes, mediaType));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String policy(String mediaType, byte[] bytes) {
    StringBuilder scripts = new StringBuilder("'self'");
    if (mediaType.startsWith("text/html")) {
      Matcher maps = IMPORT_MAP.matcher(new String(bytes, StandardCharsets.UTF_8));
      while (maps.find()) {
        byte[] hash = Sha256Hash.hash(maps.group(1).getBytes(StandardCharsets.UTF_8)).toBytes();
        scripts.append(" 'sha256-").append(Base64.getEncoder().encodeToString(hash)).append('\'');
      }
    }
    return "default-src 'none'; script-src "
        + scripts
        + "; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'"
        + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  }
}
