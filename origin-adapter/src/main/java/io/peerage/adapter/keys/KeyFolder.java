package io.peerage.adapter.keys;

import io.peerage.protocol.key.KeyId;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.runtime.config.WritableFolder;
import io.peerage.runtime.identity.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with a site's keys, which only its owner may enter:
 *
 * <pre>
 * root-1.json, root-2.json, ...      root documents, DSSE envelopes; public
 * publishing-&lt;16 hex digits&gt;.pem    a publishing key, encrypted
 * root-key-&lt;16 hex digits&gt;.pem      a root key, encrypted; better kept in a folder offline
 * </pre>
 *
 * The digits are the first of the key's id. Each file is replaced whole or not at all, and is never
 * deleted: a key that no root names is of no use to anyone.
 */
final class KeyFolder {
  /** How a file gets to the disk. Tests stop here. */
  interface Writer {
    void write(Path file, String text) throws IOException;
  }

  private static final int MAX_KEY_FILE_BYTES = 16 * 1024;
  private static final int ID_CHARS = 16;
  private static final String ROOT_KEY = "root-key-";
  private static final String PUBLISHING_KEY = "publishing-";

  private final Path folder;
  private final Writer writer;

  KeyFolder(Path folder, Writer writer) {
    this.folder = folder;
    this.writer = writer;
  }

  KeyFolder(Path folder) {
    this(folder, PrivateFiles::write);
  }

  Path path() {
    return folder;
  }

  static Path rootDocument(Path folder, int version) {
    return folder.resolve("root-" + version + ".json");
  }

  Path rootKeyFile(KeyId id) {
    return folder.resolve(ROOT_KEY + id.hex().substring(0, ID_CHARS) + ".pem");
  }

  Path publishingKeyFile(KeyId id) {
    return folder.resolve(PUBLISHING_KEY + id.hex().substring(0, ID_CHARS) + ".pem");
  }

  void write(Path file, String text) throws KeysException {
    try {
      WritableFolder.require("the key folder", folder.toString());
    } catch (IOException e) {
      throw new KeysException(String.valueOf(e.getMessage()), e);
    }
    try {
      writer.write(file, text);
    } catch (IOException e) {
      throw new KeysException(file + ": cannot be written: " + e, e);
    }
  }

  /** All root keys that {@code passphrase} is for; every one of the folder must open. */
  List<PrivateKey> unlockRootKeys(Passphrase passphrase) throws KeysException {
    List<PrivateKey> keys = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ROOT_KEY + "*.pem")) {
      for (Path file : files) {
        keys.add(unlock(file, passphrase));
      }
      return keys;
    } catch (NotDirectoryException | java.nio.file.NoSuchFileException e) {
      throw new KeysException(folder + ": there is no such folder with root keys", e);
    } catch (KeysException e) {
      throw e;
    } catch (IOException e) {
      throw new KeysException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Opens the key in {@code file}. */
  static PrivateKey unlock(Path file, Passphrase passphrase) throws KeysException {
    String pem;
    try {
      if (Files.size(file) > MAX_KEY_FILE_BYTES) {
        throw new KeysException(file + ": is too long for a private key");
      }
      pem = Files.readString(file);
    } catch (KeysException e) {
      throw e;
    } catch (IOException e) {
      throw new KeysException(file + ": cannot be read: " + e, e);
    }
    return KeyEncryption.decrypt(pem, passphrase, file);
  }
}
