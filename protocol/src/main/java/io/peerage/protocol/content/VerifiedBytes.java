package io.peerage.protocol.content;

import java.nio.ByteBuffer;

/**
 * Bytes of known content, checked against its root. Only this package makes them, from a verified
 * chunk or block; whoever sends content to a client takes them as this type.
 *
 * <p>Immutable: {@link #buffer} is read-only, and nothing writes to what is behind it.
 */
public final class VerifiedBytes {
  private final ByteBuffer bytes;

  VerifiedBytes(ByteBuffer bytes) {
    this.bytes = bytes.asReadOnlyBuffer();
  }

  public int length() {
    return bytes.remaining();
  }

  /** A new read-only view with its own position. */
  public ByteBuffer buffer() {
    return bytes.duplicate();
  }

  /** The {@code length} bytes from {@code from} on. */
  public VerifiedBytes slice(int from, int length) {
    return new VerifiedBytes(bytes.slice(bytes.position() + from, length));
  }
}
