package io.peerage.protocol.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes content of any length up to {@link ContentLayout#MAX_LENGTH} in one pass, into a {@link
 * HashedContent}. Keeps 32 bytes per 16 KiB of content. Not thread-safe.
 */
public final class ContentHasher {
  private final MessageDigest digest = newDigest();
  private final ByteArrayOutputStream blockHashes = new ByteArrayOutputStream();
  private final byte[] hash = new byte[Sha256Hash.BYTES];
  private long length;
  private int inBlock;

  /** Takes what remains of {@code bytes} and consumes it. */
  public void update(ByteBuffer bytes) {
    if (length + bytes.remaining() > ContentLayout.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "content is longer than " + ContentLayout.MAX_LENGTH + " bytes");
    }
    length += bytes.remaining();
    while (bytes.hasRemaining()) {
      int take = Math.min(bytes.remaining(), ContentLayout.BLOCK_BYTES - inBlock);
      digest.update(bytes.slice(bytes.position(), take));
      bytes.position(bytes.position() + take);
      inBlock += take;
      if (inBlock == ContentLayout.BLOCK_BYTES) {
        endBlock();
      }
    }
  }

  /** Ends the content. The hasher is ready for the next one afterwards. */
  public HashedContent finish() {
    if (inBlock > 0) {
      endBlock();
    }
    HashedContent content =
        HashedContent.of(new ContentLayout(length), HashList.wrap(blockHashes.toByteArray()));
    blockHashes.reset();
    length = 0;
    return content;
  }

  private void endBlock() {
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes hold a SHA-256 hash", e);
    }
    blockHashes.write(hash, 0, hash.length);
    inBlock = 0;
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
