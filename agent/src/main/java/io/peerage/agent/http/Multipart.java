package io.peerage.agent.http;

import io.peerage.agent.caching.ByteRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A body of several ranges (RFC 9110 section 14.6):
 *
 * <pre>
 * CRLF --boundary CRLF Content-Type: ... CRLF Content-Range: bytes 0-9/100 CRLF CRLF (bytes)
 * CRLF --boundary CRLF ...
 * CRLF --boundary-- CRLF
 * </pre>
 *
 * @param boundary what is in none of the parts, as far as chance can tell
 * @param mediaType of the representation; empty when it has none
 * @param length of the representation
 */
record Multipart(String boundary, String mediaType, long length, List<ByteRange> ranges) {
  Multipart {
    ranges = List.copyOf(ranges);
  }

  /** The {@code Content-Type} of the whole. */
  String contentType() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  /** What stands before the bytes of {@code range}. */
  ByteBuffer before(ByteRange range) {
    return ascii(
        "\r\n--"
            + boundary
            + (mediaType.isEmpty() ? "" : "\r\nContent-Type: " + mediaType)
            + "\r\nContent-Range: "
            + range.toContentRange(length)
            + "\r\n\r\n");
  }

  /** What stands after the last part. */
  ByteBuffer end() {
    return ascii("\r\n--" + boundary + "--\r\n");
  }

  /** Bytes of the whole body. */
  long contentLength() {
    long bytes = end().remaining();
    for (ByteRange range : ranges) {
      bytes += before(range).remaining() + range.length();
    }
    return bytes;
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
