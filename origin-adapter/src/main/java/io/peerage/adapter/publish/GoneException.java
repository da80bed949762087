package io.peerage.adapter.publish;

import io.peerage.protocol.content.ContentRoot;

/** Some content was signed once, but its bytes cannot be had any more. */
public final class GoneException extends Exception {
  private static final long serialVersionUID = 1L;

  GoneException(ContentRoot root) {
    super("content " + root + " is no longer what its object has; ask for the manifest again");
  }
}
