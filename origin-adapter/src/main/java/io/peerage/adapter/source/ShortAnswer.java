package io.peerage.adapter.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers of a source's own, where there is no HTTP origin to make them. */
public final class ShortAnswer {
  private static final String READ_METHODS = "GET, HEAD";

  private ShortAnswer() {}

  /** Whether {@code request} only reads. */
  public static boolean isRead(ForwardedRequest request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  /** To a method that an origin which only gives does not have. */
  public static void methodNotAllowed(ForwardedRequest request, ForwardedResponse response)
      throws IOException {
    send(request, response, 405, List.of(new Field("Allow", READ_METHODS)), "method");
  }

  /** A line of text. */
  public static void send(
      ForwardedRequest request,
      ForwardedResponse response,
      int status,
      List<Field> extra,
      String text)
      throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    List<Field> fields = new ArrayList<>(extra);
    fields.add(new Field("content-type", "text/plain; charset=utf-8"));
    fields.add(new Field("content-length", Integer.toString(body.length)));
    try (OutputStream out = response.begin(status, fields)) {
      if (!request.method().equals("HEAD")) {
        out.write(body);
      }
    }
  }
}
