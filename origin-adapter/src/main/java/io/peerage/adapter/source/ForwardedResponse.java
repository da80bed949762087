package io.peerage.adapter.source;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Where the answer to a request that is passed through goes. */
public interface ForwardedResponse {
  /**
   * Passes an interim response on (1xx, but not 100 and 101); any number of them before {@link
   * #begin}.
   *
   * @param fields as the origin sent them
   */
  default void interim(int status, List<Field> fields) throws IOException {}

  /**
   * Begins the answer. The stream is closed when the whole body was written, and left open when the
   * origin broke off, so that nobody takes half a body for a whole one.
   *
   * @param fields as the origin sent them, those of its connection included
   */
  OutputStream begin(int status, List<Field> fields) throws IOException;
}
