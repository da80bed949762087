package io.peerage.protocol.json;

/**
 * A message breaks its format. The text names the field, what is wrong with it and what is right.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String problem;

  public MalformedMessageException(String message, String field, String problem) {
    super(field.isEmpty() ? message + ": " + problem : message + ": " + field + ": " + problem);
    this.field = field;
    this.problem = problem;
  }

  /** The path of the field at fault, such as {@code headers.etag}; empty when it is the whole. */
  public String field() {
    return field;
  }

  /** What is wrong, without the field's name. */
  public String problem() {
    return problem;
  }
}
