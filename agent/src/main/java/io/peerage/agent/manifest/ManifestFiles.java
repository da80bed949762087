package io.peerage.agent.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.SiteName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests on disk, named by SHA-256 of {@code site SP path}, each a line with the number of the
 * last purge that was carried out when it was asked for, and its envelope:
 *
 * <pre>
 * manifests/&lt;first 2 digits&gt;/&lt;name&gt;.json
 *
 * 1795262400123
 * {"payloadType":...}
 * </pre>
 *
 * <p>Without that line, as older versions wrote them, the number is 0.
 *
 * <p>Whoever reads one verifies it as if it came from the network. Bounded by bytes; the least
 * useful go first. Thread-safe.
 */
final class ManifestFiles {
  private static final Logger log = LoggerFactory.getLogger(ManifestFiles.class);
  private static final String SUFFIX = ".json";
  private static final int MAX_MARK_DIGITS = 20;

  private final Path folder;
  private final Cache<Sha256Hash, Integer> sizes;
  private final AtomicLong partNumber = new AtomicLong();

  ManifestFiles(Path folder, long maxBytes) {
    this.folder = folder;
    this.sizes =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Sha256Hash _, Integer bytes) -> bytes)
            .executor(Runnable::run)
            .evictionListener((@Nullable Sha256Hash name, @Nullable Integer _, RemovalCause _) -> {
              if (name != null) {
                delete(name);
              }
            })
            .build();
  }

  /** Finds what is there from before, and deletes leftovers. */
  void scan() throws IOException {
    Files.createDirectories(folder);
    record Found(Sha256Hash name, int bytes, FileTime written) {}
    List<Found> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        try {
          Sha256Hash hash = Sha256Hash.parse(name.substring(0, name.length() - SUFFIX.length()));
          found.add(new Found(hash, (int) Files.size(file), Files.getLastModifiedTime(file)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
          Files.deleteIfExists(file);
        }
      }
    }
    found.sort(Comparator.comparing(Found::written));
    found.forEach(f -> sizes.put(f.name, Math.max(1, f.bytes)));
  }

  /**
   * A manifest as it was kept.
   *
   * @param purgeMark the last purge carried out before it was asked for
   */
  record Kept(long purgeMark, Envelope envelope) {}

  Optional<Kept> read(SiteName site, ObjectPath path) {
    Sha256Hash name = nameOf(site, path);
    if (sizes.getIfPresent(name) == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(Files.readAllBytes(file(name))));
    } catch (IOException | MalformedMessageException e) {
      log.warn("the manifest of {}{} on disk is damaged: {}", site, path, e.getMessage());
      sizes.invalidate(name);
      delete(name);
      return Optional.empty();
    }
  }

  private static Kept parse(byte[] bytes) throws MalformedMessageException {
    int start = 0;
    long mark = 0;
    while (start < Math.min(bytes.length, MAX_MARK_DIGITS) && bytes[start] != '{') {
      byte digit = bytes[start++];
      if (digit == '\n') {
        break;
      }
      if (digit < '0' || digit > '9') {
        throw new MalformedMessageException("manifest", "", "no number in its first line");
      }
      mark = 10 * mark + digit - '0';
    }
    return new Kept(
        mark,
        Envelope.parse(
            "manifest",
            Arrays.copyOfRange(bytes, start, bytes.length),
            Manifest.MAX_ENVELOPE_BYTES));
  }

  void write(SiteName site, ObjectPath path, Envelope envelope, long purgeMark) {
    Sha256Hash name = nameOf(site, path);
    Path target = file(name);
    Path part = target.resolveSibling(partNumber.incrementAndGet() + ".part");
    byte[] mark = (purgeMark + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] json = envelope.toJson();
    byte[] bytes = Arrays.copyOf(mark, mark.length + json.length);
    System.arraycopy(json, 0, bytes, mark.length, json.length);
    try {
      Files.createDirectories(folder.resolve(name.toString().substring(0, 2)));
      Files.write(part, bytes);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      sizes.put(name, bytes.length);
    } catch (IOException e) {
      log.warn("cannot keep the manifest of {}{}: {}", site, path, e.toString());
    }
  }

  private void delete(Sha256Hash name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      log.warn("cannot delete {}: {}", file(name), e.toString());
    }
  }

  private Path file(Sha256Hash name) {
    return folder.resolve(name.toString().substring(0, 2)).resolve(name + SUFFIX);
  }

  private static Sha256Hash nameOf(SiteName site, ObjectPath path) {
    return Sha256Hash.hash((site + " " + path).getBytes(StandardCharsets.UTF_8));
  }
}
