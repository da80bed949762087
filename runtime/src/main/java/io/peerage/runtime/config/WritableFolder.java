package io.peerage.runtime.config;

import io.peerage.runtime.identity.PrivateFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A folder that a configuration names and a process fills. */
public final class WritableFolder {
  private WritableFolder() {}

  /**
   * Makes the folder if it is not there; only its owner may enter one that is new.
   *
   * @param key where it is configured, for the error
   * @throws IOException when it cannot be made or written; the message says what mends it
   */
  public static Path require(String key, String folder) throws IOException {
    Path path = Path.of(folder);
    try {
      PrivateFiles.createFolder(path);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "%s is %s, but %s is a file; name a folder".formatted(key, folder, e.getFile()), e);
    } catch (IOException e) {
      throw new IOException(
          "%s is %s, which cannot be made here (%s); name a folder that this user may write"
              .formatted(key, folder, reason(e)),
          e);
    }
    if (!Files.isWritable(path)) {
      throw new IOException(
          "%s is %s, which this user may not write; change its owner or name another folder"
              .formatted(key, folder));
    }
    return path;
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission is denied";
      case NoSuchFileException _ -> "there is no such place";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
