package io.peerage.adapter.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body of at most so many bytes. */
final class BoundedBody extends FilterInputStream {
  private long left;

  /** There were more. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("the body is too long");
    }
  }

  BoundedBody(InputStream in, long maxBytes) {
    super(in);
    this.left = maxBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    left -= Math.max(read, 0);
    if (left < 0) {
      throw new TooLongException();
    }
    return read;
  }
}
