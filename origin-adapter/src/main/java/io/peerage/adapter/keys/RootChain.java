package io.peerage.adapter.keys;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.site.UntrustedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A site's root documents, each verified after the one before it. Immutable.
 *
 * @param folder where the documents are
 * @param envelopes root 1 first
 * @param newest the last of them
 */
public record RootChain(Path folder, List<Envelope> envelopes, TrustedRoot newest) {
  /** The most roots that a site can have. */
  static final int MAX_ROOTS = 10_000;

  /**
   * Reads and verifies the chain in {@code folder}.
   *
   * @throws KeysException naming the file at fault
   */
  public static RootChain load(Path folder) throws KeysException {
    Path first = KeyFolder.rootDocument(folder, 1);
    if (!Files.exists(first)) {
      throw new KeysException(
          "%s: there is no such root document; make the site's keys with: peerage keys init --folder %s"
              .formatted(first, folder));
    }
    List<Envelope> envelopes = new ArrayList<>();
    TrustedRoot newest = null;
    for (int version = 1; version <= MAX_ROOTS; version++) {
      Path file = KeyFolder.rootDocument(folder, version);
      if (!Files.exists(file)) {
        requireNoGap(folder, version);
        break;
      }
      Envelope envelope = read(file);
      try {
        newest = newest == null ? first(envelope) : newest.next(envelope);
      } catch (MalformedMessageException | UntrustedException e) {
        throw new KeysException(
            file + ": " + e.getMessage() + "; restore the folder from a backup", e);
      }
      envelopes.add(envelope);
    }
    if (newest == null) {
      throw new KeysException(first + ": vanished while it was read");
    }
    return new RootChain(folder, List.copyOf(envelopes), newest);
  }

  /** What agents pin. */
  public RootPin pin() {
    return RootPin.of(envelopes.getFirst());
  }

  public SiteName site() {
    return root().site();
  }

  public SiteRoot root() {
    return newest.root();
  }

  /** The root document of {@code version}, if there is one. */
  public Optional<Envelope> version(int version) {
    return version >= 1 && version <= envelopes.size()
        ? Optional.of(envelopes.get(version - 1))
        : Optional.empty();
  }

  /** The file of the newest root. */
  Path newestFile() {
    return KeyFolder.rootDocument(folder, root().version());
  }

  private static TrustedRoot first(Envelope envelope)
      throws MalformedMessageException, UntrustedException {
    return TrustedRoot.first(SiteRoot.parse(envelope).site(), RootPin.of(envelope), envelope);
  }

  private static Envelope read(Path file) throws KeysException {
    try {
      if (Files.size(file) > SiteRoot.MAX_ENVELOPE_BYTES) {
        throw new KeysException(file + ": is too long for a root document");
      }
      return Envelope.parse(
          file.getFileName().toString(), Files.readAllBytes(file), SiteRoot.MAX_ENVELOPE_BYTES);
    } catch (MalformedMessageException e) {
      throw new KeysException(
          file + ": is damaged (" + e.getMessage() + "); restore it from a backup", e);
    } catch (KeysException e) {
      throw e;
    } catch (IOException e) {
      throw new KeysException(file + ": cannot be read: " + e, e);
    }
  }

  /** One file lost in the middle must not pass for a shorter chain, which would be a rollback. */
  private static void requireNoGap(Path folder, int missing) throws KeysException {
    for (int version = missing + 1; version <= missing + 16; version++) {
      if (Files.exists(KeyFolder.rootDocument(folder, version))) {
        throw new KeysException(
            "%s: is missing, but root-%d.json is there; restore it from a backup"
                .formatted(KeyFolder.rootDocument(folder, missing), version));
      }
    }
  }
}
