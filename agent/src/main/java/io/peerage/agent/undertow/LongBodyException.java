package io.peerage.agent.undertow;

import java.io.IOException;

/** A request's body is longer than it may be. */
public final class LongBodyException extends IOException {
  private static final long serialVersionUID = 1L;

  LongBodyException(long maxBytes) {
    super("a request's body has at most " + maxBytes + " bytes");
  }
}
