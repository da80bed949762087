package io.peerage.adapter.admission;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Purpose;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.SiteName;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A source behind its breaker and within the budget: every fetch holds a place from its start until
 * it is closed. Counts requests, bytes and errors, and tells the breaker how it went.
 */
public final class MeasuredSource implements Source {
  /** Of what is passed through: the origin as a whole is unwell, not just one of its pages. */
  private static final Set<Integer> UNWELL = Set.of(502, 503, 504);

  private final Source source;
  private final SiteName site;
  private final OriginBudget budget;
  private final OriginCircuit circuit;
  private final AdapterMetrics metrics;

  public MeasuredSource(
      Source source,
      SiteName site,
      OriginBudget budget,
      OriginCircuit circuit,
      AdapterMetrics metrics) {
    this.source = source;
    this.site = site;
    this.budget = budget;
    this.circuit = circuit;
    this.metrics = metrics;
  }

  /** A question that goes to the origin: its place, and what the breaker is to learn of it. */
  private record Admitted(OriginBudget.Place place, OriginCircuit.Permit permit)
      implements AutoCloseable {
    @Override
    public void close() {
      try {
        permit.close();
      } finally {
        place.close();
      }
    }
  }

  @Override
  public Answer fetch(ObjectPath path, Optional<ObjectVersion> known)
      throws SourceException, InterruptedException {
    Admitted admitted = begin(Purpose.SIGN);
    boolean keep = false;
    try {
      Answer answer = source.fetch(path, known);
      admitted.permit().succeeded();
      if (answer instanceof Answer.Found found) {
        keep = true;
        return new MeasuredObject(
            found, new Measured(found.body(), Purpose.SIGN, admitted), admitted);
      }
      return answer;
    } catch (SourceException e) {
      throw failed(e, admitted);
    } finally {
      if (!keep) {
        admitted.close();
      }
    }
  }

  private record MeasuredObject(Answer.Found found, InputStream body, Admitted admitted)
      implements Answer.Found {
    @Override
    public ObjectVersion version() {
      return found.version();
    }

    @Override
    public Map<String, String> fields() {
      return found.fields();
    }

    @Override
    public void close() {
      try {
        found.close();
      } finally {
        admitted.close();
      }
    }
  }

  @Override
  public InputStream read(ObjectPath path, ObjectVersion version, long from, long length)
      throws SourceException, InterruptedException {
    Admitted admitted = begin(Purpose.CHUNK);
    try {
      InputStream stream = source.read(path, version, from, length);
      admitted.permit().succeeded();
      return new Measured(stream, Purpose.CHUNK, admitted);
    } catch (SourceException e) {
      SourceException told = failed(e, admitted);
      admitted.close();
      throw told;
    } catch (InterruptedException | RuntimeException e) {
      admitted.close();
      throw e;
    }
  }

  @Override
  public void forward(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException {
    try (Admitted admitted = begin(Purpose.PASS)) {
      forward(request, response, admitted);
    }
  }

  private void forward(ForwardedRequest request, ForwardedResponse response, Admitted admitted)
      throws IOException, InterruptedException {
    try {
      source.forward(
          request,
          new ForwardedResponse() {
            @Override
            public void interim(int status, List<Field> fields) throws IOException {
              response.interim(status, fields);
            }

            @Override
            public OutputStream begin(int status, List<Field> fields) throws IOException {
              return MeasuredSource.this.begin(response, status, fields, admitted);
            }
          });
    } catch (SourceException e) {
      throw failed(e, admitted);
    }
  }

  private OutputStream begin(
      ForwardedResponse response, int status, List<Field> fields, Admitted admitted)
      throws IOException {
    if (UNWELL.contains(status)) {
      admitted.permit().failed("it answered " + status);
    } else {
      admitted.permit().succeeded();
    }
    return new FilterOutputStream(response.begin(status, fields)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        metrics.originRead(site.value(), Purpose.PASS, length);
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  private Admitted begin(Purpose purpose) throws SourceException, InterruptedException {
    // Nobody waits for a place only to be refused.
    circuit.requireNotOpen();
    OriginBudget.Place place = budget.take(site, purpose);
    try {
      Admitted admitted = new Admitted(place, circuit.enter());
      metrics.originAsked(site.value(), purpose);
      return admitted;
    } catch (SourceException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private SourceException failed(SourceException e, Admitted admitted) {
    metrics.originFailed(site.value(), e.kind().name().toLowerCase(Locale.ROOT));
    switch (e.kind()) {
      case UNREACHABLE, TIMEOUT, FAILED, BROKEN -> {
        if (!e.isOfObject()) {
          admitted.permit().failed(String.valueOf(e.getMessage()));
        }
      }
      case CHANGED -> admitted.permit().succeeded();
      case BUSY, SUSPENDED -> {}
    }
    return e;
  }

  @Override
  public void close() {
    source.close();
  }

  /** Bytes of the origin's, counted, with the place that they hold. */
  private final class Measured extends FilterInputStream {
    private final Purpose purpose;
    private final Admitted admitted;

    Measured(InputStream in, Purpose purpose, Admitted admitted) {
      super(in);
      this.purpose = purpose;
      this.admitted = admitted;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int read = in.read(target, offset, length);
        if (read > 0) {
          metrics.originRead(site.value(), purpose, read);
        }
        return read;
      } catch (SourceException e) {
        throw failed(e, admitted);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        in.close();
      } finally {
        admitted.close();
      }
    }
  }
}
