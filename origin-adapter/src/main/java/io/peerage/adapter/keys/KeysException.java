package io.peerage.adapter.keys;

import java.io.IOException;

/** Something is wrong with a site's keys. The message names the file and what mends it. */
public final class KeysException extends IOException {
  private static final long serialVersionUID = 1L;

  KeysException(String message) {
    super(message);
  }

  KeysException(String message, Throwable cause) {
    super(message, cause);
  }
}
