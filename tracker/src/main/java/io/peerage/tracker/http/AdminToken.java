package io.peerage.tracker.http;

import io.peerage.runtime.identity.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The operators' secret: 32 random bytes as 64 hexadecimal digits in the file {@code admin-token}
 * of the data folder, which only the tracker's own user may read. Made at the first start; whoever
 * deletes the file gets a new one at the next. Immutable and thread-safe.
 */
public final class AdminToken {
  private static final int BYTES = 32;

  private final byte[] expected;

  private AdminToken(String hex) {
    this.expected = hex.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads the token from {@code file}, or makes it. */
  public static AdminToken open(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] bytes = new byte[BYTES];
      random.nextBytes(bytes);
      PrivateFiles.write(file, HexFormat.of().formatHex(bytes) + "\n");
    }
    String hex = Files.readString(file).strip();
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IOException(
          file + " does not hold 64 hexadecimal digits; delete it to have a new token made");
    }
    return new AdminToken(hex);
  }

  /** Whether {@code candidate} is the token; takes the same time for every wrong one. */
  boolean matches(String candidate) {
    return MessageDigest.isEqual(expected, candidate.getBytes(StandardCharsets.UTF_8));
  }
}
