package io.peerage.protocol.message;

import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;

/**
 * Which chunks of some content an agent has now. It replaces what the agent said of that content
 * before; with no chunks it takes it back.
 *
 * @param length bytes of the whole content
 */
public record Holding(ContentRoot root, long length, ChunkSet chunks) {
  public Holding {
    if (!chunks.fits(new ContentLayout(length))) {
      throw new IllegalArgumentException("chunks names a chunk beyond the content's length");
    }
  }
}
