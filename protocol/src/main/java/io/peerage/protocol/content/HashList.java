package io.peerage.protocol.content;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Hashes in a row, kept in one array of 32 bytes each. Immutable.
 *
 * <p>On the wire: the hashes one after another, as raw bytes in a body, as base64 in JSON.
 */
public final class HashList {
  private final byte[] bytes;

  private HashList(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes over {@code bytes}, whose length must be a multiple of 32; the caller lets go of it. */
  public static HashList wrap(byte[] bytes) {
    if (bytes.length % Sha256Hash.BYTES != 0) {
      throw new IllegalArgumentException(
          "a list of hashes has a multiple of 32 bytes, not " + bytes.length);
    }
    return new HashList(bytes);
  }

  /** Copies the hashes. */
  public static HashList of(Sha256Hash... hashes) {
    byte[] bytes = new byte[hashes.length * Sha256Hash.BYTES];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i].copyTo(bytes, i * Sha256Hash.BYTES);
    }
    return new HashList(bytes);
  }

  /** Reads base64 of at most {@code maxHashes} hashes. */
  public static HashList parseBase64(String text, int maxHashes) {
    if (text.length() > (maxHashes * Sha256Hash.BYTES + 2) / 3 * 4) {
      throw new IllegalArgumentException("more than " + maxHashes + " hashes");
    }
    return wrap(Base64.getDecoder().decode(text));
  }

  public int size() {
    return bytes.length / Sha256Hash.BYTES;
  }

  public Sha256Hash get(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("hash " + index + " of " + size());
    }
    return Sha256Hash.of(bytes, index * Sha256Hash.BYTES, Sha256Hash.BYTES);
  }

  /** Whether hash {@code index} equals the 32 bytes of {@code hash}. */
  boolean matches(int index, byte[] hash) {
    int from = index * Sha256Hash.BYTES;
    return Arrays.equals(bytes, from, from + Sha256Hash.BYTES, hash, 0, Sha256Hash.BYTES);
  }

  /** The {@code count} hashes from {@code first} on. */
  public HashList slice(int first, int count) {
    if (first < 0 || count < 0 || first > size() - count) {
      throw new IndexOutOfBoundsException(
          "hashes " + first + "+" + count + " of a list of " + size());
    }
    int from = first * Sha256Hash.BYTES;
    return new HashList(Arrays.copyOfRange(bytes, from, from + count * Sha256Hash.BYTES));
  }

  /** A new array of all hashes, one after another. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  public String toBase64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HashList list && Arrays.equals(bytes, list.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return size() + " hashes";
  }
}
