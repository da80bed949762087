package io.peerage.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.peerage.protocol.content.ContentLayout;
import java.util.Base64;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks of some content: a bit per chunk. In JSON base64 of bytes, chunk 0 the lowest bit of
 * the first byte, without trailing zero bytes; so at most 512 bytes. Immutable.
 */
public final class ChunkSet {
  public static final ChunkSet NONE = new ChunkSet(new BitSet());

  private final BitSet bits;

  private ChunkSet(BitSet bits) {
    this.bits = bits;
  }

  /** Copies {@code chunks}. */
  public static ChunkSet of(BitSet chunks) {
    if (chunks.length() > ContentLayout.MAX_CHUNKS) {
      throw new IllegalArgumentException(
          "content has at most %d chunks, not %d"
              .formatted(ContentLayout.MAX_CHUNKS, chunks.length()));
    }
    return new ChunkSet((BitSet) chunks.clone());
  }

  @JsonCreator
  public static ChunkSet parse(String base64) {
    if (base64.length() > ContentLayout.MAX_CHUNKS / 8 / 3 * 4 + 4) {
      throw new IllegalArgumentException("more than " + ContentLayout.MAX_CHUNKS + " chunks");
    }
    return of(BitSet.valueOf(Base64.getDecoder().decode(base64)));
  }

  public boolean has(int chunk) {
    return bits.get(chunk);
  }

  public boolean isEmpty() {
    return bits.isEmpty();
  }

  public int count() {
    return bits.cardinality();
  }

  /** A copy of the bits. */
  public BitSet toBitSet() {
    return (BitSet) bits.clone();
  }

  /** Whether every chunk is one of {@code layout}. */
  public boolean fits(ContentLayout layout) {
    return bits.length() <= layout.chunkCount();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChunkSet that && bits.equals(that.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bits.toByteArray());
  }
}
