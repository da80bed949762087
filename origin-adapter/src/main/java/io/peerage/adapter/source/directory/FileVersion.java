package io.peerage.adapter.source.directory;

import io.peerage.adapter.source.HttpDate;
import io.peerage.adapter.source.ObjectVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a file: size, time of the last change and inode, which stand in its entity tag as
 * hexadecimal numbers: {@code "size-nanoseconds-inode"}.
 *
 * @param inode 0 where files have none
 */
record FileVersion(long size, Instant modified, long inode) {
  private static final String BASIC = "size,lastModifiedTime,isRegularFile";

  /** What {@code file} is now, by one look; nothing when it is not a regular file. */
  static Optional<FileVersion> of(Path file) {
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    try {
      Map<String, Object> attributes =
          Files.readAttributes(file, unix ? "unix:ino," + BASIC : BASIC);
      return Boolean.TRUE.equals(attributes.get("isRegularFile"))
              && attributes.get("size") instanceof Long size
              && attributes.get("lastModifiedTime") instanceof FileTime modified
          ? Optional.of(
              new FileVersion(
                  size,
                  modified.toInstant(),
                  attributes.get("ino") instanceof Long inode ? inode : 0))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  String etag() {
    long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
    return "\"%x-%x-%x\"".formatted(size, nanos, inode);
  }

  String lastModified() {
    return HttpDate.format(modified);
  }

  ObjectVersion toObjectVersion() {
    return new ObjectVersion(etag(), lastModified(), size);
  }
}
