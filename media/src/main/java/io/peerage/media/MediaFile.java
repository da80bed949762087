package io.peerage.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of an asset.
 *
 * @param path where it lies
 * @param bytes its size
 */
public record MediaFile(Path path, long bytes) {
  static MediaFile of(Path path) throws IOException {
    return new MediaFile(path, Files.size(path));
  }
}
