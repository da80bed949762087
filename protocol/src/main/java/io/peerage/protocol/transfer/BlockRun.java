package io.peerage.protocol.transfer;

import io.peerage.protocol.content.ContentLayout;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of blocks of one chunk, as a {@code Range} asks for it. A range starts and ends at block
 * borders, so that it can be proven; its end may also be the chunk's.
 *
 * @param first number of the first block within the chunk
 * @param count how many blocks, at least 1
 */
public record BlockRun(int first, int count) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,9})-(\\d{1,9})");

  public BlockRun {
    if (first < 0 || count < 1 || first + count > ContentLayout.MAX_CHUNK_BLOCKS) {
      throw new IllegalArgumentException("blocks " + first + "+" + count + " are in no chunk");
    }
  }

  /** All blocks of chunk {@code index}. */
  public static BlockRun whole(ContentLayout layout, int index) {
    return new BlockRun(0, layout.blockCount(index));
  }

  /** The blocks that hold the bytes {@code from} to {@code to - 1} of a chunk. */
  public static BlockRun covering(int from, int to) {
    int first = from / ContentLayout.BLOCK_BYTES;
    int last = (to - 1) / ContentLayout.BLOCK_BYTES;
    return new BlockRun(first, last - first + 1);
  }

  /**
   * Reads a {@code Range} field for chunk {@code index}; nothing when it is not one range of whole
   * blocks of that chunk.
   */
  public static Optional<BlockRun> parseRange(String value, ContentLayout layout, int index) {
    Matcher matcher = RANGE.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = Integer.parseInt(matcher.group(2)) + 1;
    boolean aligned =
        from % ContentLayout.BLOCK_BYTES == 0
            && (to % ContentLayout.BLOCK_BYTES == 0 || to == layout.chunkLength(index));
    return aligned && from < to && to <= layout.chunkLength(index)
        ? Optional.of(covering(from, to))
        : Optional.empty();
  }

  /** The {@code Range} field that asks for this run of chunk {@code index}. */
  public String toRange(ContentLayout layout, int index) {
    return "bytes=" + firstByte() + "-" + (firstByte() + bytes(layout, index) - 1);
  }

  /** The {@code Content-Range} field of an answer with this run of chunk {@code index}. */
  public String toContentRange(ContentLayout layout, int index) {
    return "bytes %d-%d/%d"
        .formatted(firstByte(), firstByte() + bytes(layout, index) - 1, layout.chunkLength(index));
  }

  /** Where the run starts within the chunk, in bytes. */
  public int firstByte() {
    return first * ContentLayout.BLOCK_BYTES;
  }

  /** How many bytes the run has in chunk {@code index}. */
  public int bytes(ContentLayout layout, int index) {
    int end = Math.min((first + count) * ContentLayout.BLOCK_BYTES, layout.chunkLength(index));
    return end - firstByte();
  }

  /** Whether the run is all of chunk {@code index}. */
  public boolean isWhole(ContentLayout layout, int index) {
    return first == 0 && count == layout.blockCount(index);
  }
}
