package io.peerage.adapter.publish;

import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.content.VerifiedBytes;
import java.util.List;

/** A run of blocks as it comes, verified. Not thread-safe. */
public interface VerifiedRun extends AutoCloseable {
  /**
   * The next bytes, a few blocks at most; none at the end.
   *
   * @throws GoneException when no one has the right bytes any more
   * @throws SourceException when the origin fails
   */
  List<VerifiedBytes> next() throws GoneException, SourceException, InterruptedException;

  /** Lets go of where the bytes come from. */
  @Override
  void close();
}
