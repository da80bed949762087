package io.peerage.testing;

import io.peerage.protocol.content.ContentHasher;
import io.peerage.protocol.content.HashedContent;
import java.nio.ByteBuffer;
import java.util.Random;

/** Content that looks random and is the same for the same seed and length. */
public final class SeededContent {
  private final byte[] bytes;
  private final HashedContent hashed;

  private SeededContent(byte[] bytes) {
    this.bytes = bytes;
    this.hashed = hash(bytes);
  }

  public static SeededContent of(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return new SeededContent(bytes);
  }

  /** The bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  public HashedContent hashed() {
    return hashed;
  }

  public static HashedContent hash(byte[] bytes) {
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(bytes));
    return hasher.finish();
  }

  /** The bytes of chunk {@code index}. */
  public ByteBuffer chunk(int index) {
    return ByteBuffer.wrap(
            bytes,
            Math.toIntExact(hashed.layout().chunkOffset(index)),
            hashed.layout().chunkLength(index))
        .slice();
  }
}
