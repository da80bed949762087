package io.peerage.agent.undertow;

import java.io.IOException;

/** A client has sent or taken too little for too long. */
public final class SlowClientException extends IOException {
  private static final long serialVersionUID = 1L;

  SlowClientException(String message) {
    super(message);
  }
}
