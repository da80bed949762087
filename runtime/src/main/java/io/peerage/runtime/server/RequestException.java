package io.peerage.runtime.server;

import io.peerage.runtime.http.Problem;

/** Ends a request with a problem as its answer. */
public final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /**
   * @param detail the field, the value and the fix, as far as the asker may know them
   */
  public RequestException(int status, String title, String detail) {
    super(title + ": " + detail);
    this.problem = new Problem(title, status, detail);
  }

  Problem problem() {
    return problem;
  }
}
