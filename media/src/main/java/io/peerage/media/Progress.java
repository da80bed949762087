package io.peerage.media;

/** Is told how far the work is, on the thread that does it; it must not take long. */
@FunctionalInterface
public interface Progress {
  /** For callers who need not know. */
  Progress NONE = (_, _) -> {};

  /**
   * Some segments more are made.
   *
   * @param done how many, over all renditions; never less than before, and {@code total} at the end
   * @param total how many there will be
   */
  void segments(int done, int total);
}
