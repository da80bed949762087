package io.peerage.runtime.http;

import java.io.IOException;

/** The other end answered in full, and said no. */
public class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  protected RefusedException(Problem problem) {
    super(
        problem.detail().isEmpty()
            ? problem.title()
            : problem.title() + " (" + problem.status() + "): " + problem.detail());
    this.problem = problem;
  }

  public int status() {
    return problem.status();
  }

  public Problem problem() {
    return problem;
  }
}
