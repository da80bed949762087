package io.peerage.protocol.content;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 hash: 32 bytes, written as 64 lower-case hexadecimal digits. Immutable.
 *
 * <p>Hashing uses one {@link MessageDigest} per thread; it is safe on virtual threads, which never
 * switch inside a digest.
 */
public final class Sha256Hash implements Comparable<Sha256Hash> {
  /** Length of a hash in bytes. */
  public static final int BYTES = 32;

  /** Thirty-two zero bytes: BEP 52's padding leaf, and the root of empty content. */
  public static final Sha256Hash ZERO = new Sha256Hash(new byte[BYTES]);

  private static final HexFormat HEX = HexFormat.of();
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(Sha256Hash::newDigest);

  private final byte[] bytes;

  private Sha256Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}, which must be 32 long. */
  public static Sha256Hash of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** Copies {@code length} bytes from {@code offset}; {@code length} must be 32. */
  static Sha256Hash of(byte[] bytes, int offset, int length) {
    if (length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 hash has 32 bytes, not " + length);
    }
    return new Sha256Hash(Arrays.copyOfRange(bytes, offset, offset + BYTES));
  }

  /** Reads 64 lower-case hexadecimal digits. */
  @JsonCreator
  public static Sha256Hash parse(String hex) {
    if (hex.length() != 2 * BYTES || !isLowerHex(hex)) {
      throw new IllegalArgumentException(
          "a SHA-256 hash is 64 lower-case hexadecimal digits, not \"" + abbreviate(hex) + '"');
    }
    return new Sha256Hash(HEX.parseHex(hex));
  }

  /** Hashes the whole array. */
  public static Sha256Hash hash(byte[] input) {
    return new Sha256Hash(digest().digest(input));
  }

  /** Hashes what remains of {@code input} and consumes it. */
  public static Sha256Hash hash(ByteBuffer input) {
    MessageDigest digest = digest();
    digest.update(input);
    return new Sha256Hash(digest.digest());
  }

  /** This thread's digest, ready for use. */
  static MessageDigest digest() {
    MessageDigest digest = DIGEST.get();
    digest.reset();
    return digest;
  }

  /** A new 32-byte copy. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, BYTES);
  }

  /** The first 64 bits as a number: a ready-made uniform hash, for rendezvous and sharding. */
  public long prefix() {
    return ByteBuffer.wrap(bytes).getLong();
  }

  @Override
  public int compareTo(Sha256Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sha256Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return (int) prefix();
  }

  /** The 64 hexadecimal digits. */
  @JsonValue
  @Override
  public String toString() {
    return HEX.formatHex(bytes);
  }

  private static boolean isLowerHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static String abbreviate(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
