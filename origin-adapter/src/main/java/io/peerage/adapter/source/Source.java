package io.peerage.adapter.source;

import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One site's origin.
 *
 * <p>Contract. Every call blocks for a bounded time: an origin that says nothing is given up after
 * the configured silence. What is read belongs to one version of an object, or the read fails with
 * {@link SourceException.Kind#CHANGED}: a change that the origin lets us notice, before, during or
 * right after reading, never ends in a mixture. Reads are retried a bounded number of times, with
 * back-off, and resumed where they broke off; requests that are passed through are retried only if
 * that can do no harm. Trouble with the origin is a {@link SourceException}; any other {@link
 * IOException} is the caller's side. Thread-safe.
 */
public interface Source extends AutoCloseable {
  /**
   * Asks for a whole object as an anonymous client would.
   *
   * @param known the version that the caller has; if it is still the current one, the answer is
   *     {@link Answer.Unchanged} and costs no bytes
   * @return to be closed by the caller
   */
  Answer fetch(ObjectPath path, Optional<ObjectVersion> known)
      throws SourceException, InterruptedException;

  /**
   * Reads {@code length} bytes from {@code from} on of one version. The stream has exactly so many
   * or throws; the caller closes it. A version without validators cannot be told from another one:
   * the caller checks what it reads in any case.
   *
   * @throws SourceException {@link SourceException.Kind#CHANGED} when the version is gone, from
   *     here or from the stream
   */
  InputStream read(ObjectPath path, ObjectVersion version, long from, long length)
      throws SourceException, InterruptedException;

  /**
   * Passes a request on as it is, and its answer back, bodies as streams.
   *
   * @throws SourceException when the origin has no answer; if {@code response} has begun by then,
   *     it is to be broken off
   */
  void forward(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException;

  /** Breaks off what is under way. */
  @Override
  void close();
}
