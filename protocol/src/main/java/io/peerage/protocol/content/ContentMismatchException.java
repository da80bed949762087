package io.peerage.protocol.content;

/** Bytes, a proof or a chunk layer do not belong to the content they were given for. */
public final class ContentMismatchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ContentRoot root;

  ContentMismatchException(ContentRoot root, String what) {
    super(what + " of content " + root);
    this.root = root;
  }

  /** The content that the bytes were claimed to belong to. */
  public ContentRoot root() {
    return root;
  }
}
