package io.peerage.protocol.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Some bytes as a value; in JSON, base64 with padding (RFC 4648 section 4). Immutable. */
public final class Base64Bytes {
  private final byte[] bytes;

  private Base64Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static Base64Bytes of(byte[] bytes) {
    return new Base64Bytes(bytes.clone());
  }

  @JsonCreator
  public static Base64Bytes parse(String base64) {
    return new Base64Bytes(Base64.getDecoder().decode(base64));
  }

  public int length() {
    return bytes.length;
  }

  /** A new copy. */
  public byte[] toArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Base64Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @JsonValue
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
