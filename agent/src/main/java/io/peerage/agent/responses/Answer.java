package io.peerage.agent.responses;

import io.peerage.agent.caching.ByteRange;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What the cache answers to a request. */
public sealed interface Answer {
  /**
   * A response to be sent. Its body may still be coming; {@code hold} sees to it that it goes on
   * coming, and is closed when the body was opened.
   */
  record Stored(StoredResponse response, How how, AutoCloseableHold hold) implements Answer {}

  /** The response was passed on by whom the request named for that. */
  record Passed() implements Answer {}

  /** The client wants only what is stored, and nothing is. */
  record NotStored() implements Answer {}

  /** Too many requests are on their way to origins. */
  record Overloaded() implements Answer {}

  /** The origin cannot be asked. */
  record Failed(IOException cause) implements Answer {}

  /** Closed without an exception. */
  interface AutoCloseableHold extends AutoCloseable {
    @Override
    void close();
  }

  /** Why a request went to the origin, in the words of RFC 9211 section 2.2. */
  enum Forwarded {
    URI_MISS("uri-miss"),
    VARY_MISS("vary-miss"),
    PARTIAL("partial"),
    STALE("stale"),
    REQUEST("request"),
    BYPASS("bypass"),
    METHOD("method");

    private final String word;

    Forwarded(String word) {
      this.word = word;
    }

    /** As it stands in {@code Cache-Status}. */
    public String word() {
      return word;
    }
  }

  /** How a stored response came about. */
  sealed interface How {
    /** It was here, and nobody was asked. */
    record Hit() implements How {}

    /** It was here, the origin failed, and it may be served all the same. */
    record DespiteError(OptionalInt status) implements How {}

    /**
     * The origin was asked.
     *
     * @param status what it answered
     * @param received the range that it sent instead of the one that was asked for, as some do
     * @param collapsed whether another client's request was on its way already
     * @param validated whether what was here still holds
     * @param kept whether the response is stored
     * @param took from the request to the head of the response
     */
    record Asked(
        Forwarded why,
        int status,
        Optional<ByteRange> received,
        boolean collapsed,
        boolean validated,
        boolean kept,
        Duration took)
        implements How {}
  }
}
