package io.peerage.adapter.source;

import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an origin says when asked for an object. Header fields have names in lower case; fields that
 * came several times are joined with commas.
 */
public sealed interface Answer extends AutoCloseable {
  /**
   * The known version is the current one.
   *
   * @param fields header fields that are newer than the known ones; the others stay
   */
  record Unchanged(Map<String, String> fields) implements Answer {
    @Override
    public void close() {}
  }

  /** The object. The body ends where the object ends, or throws. */
  non-sealed interface Found extends Answer {
    ObjectVersion version();

    Map<String, String> fields();

    /** Bytes of the body, if they are known beforehand. */
    default OptionalLong length() {
      return version().length() < 0 ? OptionalLong.empty() : OptionalLong.of(version().length());
    }

    InputStream body();
  }

  /** There is no such object. */
  record Absent() implements Answer {
    @Override
    public void close() {}
  }

  /**
   * There may be something, but it is not one content for everyone: a redirect, a demand for
   * credentials, an error of the asker's.
   *
   * @param status what the origin answered
   */
  record Refused(int status) implements Answer {
    @Override
    public void close() {}
  }

  /** Lets go of the origin. */
  @Override
  void close();
}
