package io.peerage.adapter.publish;

import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.VerifiedBlock;
import io.peerage.protocol.content.VerifiedBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run read from one place after another: when one has the wrong bytes, or none, the next goes on
 * from the first block that is still missing. Every block is verified before it is given out.
 */
final class DirectRun implements VerifiedRun {
  /** Blocks that are read at once. */
  private static final int STEP_BLOCKS = 4;

  /** Somewhere that may have the bytes. */
  interface Place {
    /** The bytes from {@code block} to the end of the run; nothing when it has not got them. */
    Optional<InputStream> open(ProvenRun run, int block)
        throws SourceException, InterruptedException;

    /** Its bytes are not the content's. */
    void wrong();
  }

  private final ProvenRun run;
  private final Iterator<Place> places;
  private @Nullable Place place;
  private @Nullable InputStream stream;
  private @Nullable SourceException trouble;
  private int nextBlock;

  DirectRun(ProvenRun run, List<Place> places) {
    this.run = run;
    this.places = places.iterator();
    this.nextBlock = run.run().first();
  }

  /** The block that comes next. */
  int nextBlock() {
    return nextBlock;
  }

  @Override
  public List<VerifiedBytes> next() throws GoneException, SourceException, InterruptedException {
    List<VerifiedBytes> bytes = new ArrayList<>();
    for (VerifiedBlock block : nextBlocks()) {
      bytes.add(block.bytes());
    }
    return bytes;
  }

  List<VerifiedBlock> nextBlocks() throws GoneException, SourceException, InterruptedException {
    while (nextBlock < run.endBlock()) {
      InputStream from = opened();
      try {
        List<VerifiedBlock> blocks = read(from);
        if (!blocks.isEmpty()) {
          nextBlock += blocks.size();
          return blocks;
        }
      } catch (InterruptedIOException e) {
        throw new InterruptedException(e.getMessage());
      } catch (SourceException e) {
        leave(e.kind() == Kind.CHANGED, e);
      } catch (IOException e) {
        leave(true, null);
      }
    }
    return List.of();
  }

  /** Reads a few blocks; those before the first wrong one, which may be none. */
  private List<VerifiedBlock> read(InputStream from) throws IOException {
    int count = Math.min(STEP_BLOCKS, run.endBlock() - nextBlock);
    int length = Math.min(count * ContentLayout.BLOCK_BYTES, run.bytesFrom(nextBlock));
    byte[] buffer = new byte[length];
    int read = from.readNBytes(buffer, 0, length);
    List<VerifiedBlock> blocks = new ArrayList<>(count);
    for (int at = 0; at < length; at += ContentLayout.BLOCK_BYTES) {
      int size = Math.min(ContentLayout.BLOCK_BYTES, length - at);
      try {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, at, Math.clamp(read - at, 0, size)).slice();
        blocks.add(run.blocks().verify(nextBlock + blocks.size(), bytes));
      } catch (ContentMismatchException e) {
        leave(true, null);
        break;
      }
    }
    return blocks;
  }

  private InputStream opened() throws GoneException, SourceException, InterruptedException {
    while (stream == null) {
      if (!places.hasNext()) {
        if (trouble != null) {
          throw trouble;
        }
        throw new GoneException(run.content().root());
      }
      Place next = places.next();
      place = next;
      try {
        stream = next.open(run, nextBlock).orElse(null);
      } catch (SourceException e) {
        leave(e.kind() == Kind.CHANGED, e);
      }
    }
    return stream;
  }

  private void leave(boolean wrong, @Nullable SourceException why) {
    Place left = place;
    if (wrong && left != null) {
      left.wrong();
    } else if (why != null) {
      trouble = why;
    }
    close();
  }

  @Override
  public void close() {
    InputStream open = stream;
    stream = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing was written to it.
      }
    }
  }
}
