package io.peerage.adapter.source.http;

import io.peerage.adapter.source.Backoff;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.jspecify.annotations.Nullable;

/** Passes requests on as they are. Bodies are streamed both ways, never held. */
final class Forwarder {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final OriginSettings settings;
  private final OriginClient client;
  private final RandomGenerator random;

  Forwarder(OriginSettings settings, OriginClient client, RandomGenerator random) {
    this.settings = settings;
    this.client = client;
    this.random = random;
  }

  void forward(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException {
    try (OriginClient.Response answer = send(request, response)) {
      List<Field> fields = fieldsOf(answer.message());
      HttpEntity entity = answer.entity();
      if (entity == null || request.method().equals("HEAD")) {
        response.begin(answer.status(), fields).close();
        return;
      }
      try {
        copy(entity.getContent(), answer.status(), fields, response);
      } catch (IOException | RuntimeException e) {
        answer.abort();
        throw e;
      }
    }
  }

  private static List<Field> fieldsOf(HttpResponse message) {
    List<Field> fields = new ArrayList<>();
    for (Header header : message.getHeaders()) {
      fields.add(new Field(header.getName(), header.getValue() == null ? "" : header.getValue()));
    }
    return fields;
  }

  private void copy(InputStream in, int status, List<Field> fields, ForwardedResponse response)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    // The first bytes come before the answer begins: so far, a failure can still be told.
    int read = read(in, buffer);
    OutputStream out = response.begin(status, fields);
    while (read >= 0) {
      out.write(buffer, 0, read);
      read = read(in, buffer);
    }
    out.close();
  }

  private int read(InputStream in, byte[] buffer) throws SourceException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw client.broken(e);
    }
  }

  private OriginClient.Response send(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException {
    List<Field> fields = new ArrayList<>(request.fields());
    if (!settings.host().isEmpty()) {
      fields.removeIf(field -> field.name().equalsIgnoreCase("Host"));
      fields.add(new Field("Host", settings.host()));
    }
    ClientBody body = request.body().map(ClientBody::new).orElse(null);
    HttpEntity entity =
        body == null ? null : new InputStreamEntity(body, request.body().get().length(), null);
    Backoff backoff = settings.backoff(random);
    while (true) {
      try {
        return client.send(
            request.method(),
            request.target(),
            fields,
            entity,
            interim -> response.interim(interim.getCode(), fieldsOf(interim)));
      } catch (SourceException e) {
        if (body != null && body.failure != null) {
          throw body.failure;
        }
        if (!request.isRepeatable() || e.kind() != Kind.UNREACHABLE) {
          throw e;
        }
        backoff.failed(e);
      }
    }
  }

  /** The client's body; remembers if it was the client who broke it off. */
  private static final class ClientBody extends FilterInputStream {
    private @Nullable IOException failure;

    ClientBody(ForwardedRequest.Body body) {
      super(body.stream());
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
