package io.peerage.agent.responses;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Reads a range of a stored response in order, over all its parts. For one thread at a time. */
public final class BodyReader implements AutoCloseable {
  private final List<Body.Reader> all;
  private final Deque<Body.Reader> left;

  BodyReader(List<Body.Reader> readers) {
    this.all = List.copyOf(readers);
    this.left = new ArrayDeque<>(readers);
  }

  /** Reads nothing. */
  public static BodyReader ofNothing() {
    return new BodyReader(List.of());
  }

  /** Whether {@link #next} would not wait. */
  public boolean isReady() {
    return left.isEmpty() || left.getFirst().isReady();
  }

  /**
   * The next bytes; nothing at the end. Waits for them.
   *
   * @throws IOException when the rest will not come
   */
  public Optional<BodyPiece> next() throws IOException, InterruptedException {
    while (!left.isEmpty()) {
      Optional<BodyPiece> piece = left.getFirst().next();
      if (piece.isPresent()) {
        return piece;
      }
      left.removeFirst();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    all.forEach(Body.Reader::close);
  }
}
