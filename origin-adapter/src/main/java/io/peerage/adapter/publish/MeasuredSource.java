package io.peerage.adapter.publish;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Purpose;
import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source within the budget: every fetch holds a place from its start until it is closed. Counts
 * requests, bytes and errors; logs when the origin fails and when it is back, not each time.
 */
public final class MeasuredSource implements Source {
  private static final Logger log = LoggerFactory.getLogger(MeasuredSource.class);

  private final Source source;
  private final SiteName site;
  private final OriginBudget budget;
  private final AdapterMetrics metrics;
  private final AtomicBoolean down = new AtomicBoolean();

  public MeasuredSource(Source source, SiteName site, OriginBudget budget, AdapterMetrics metrics) {
    this.source = source;
    this.site = site;
    this.budget = budget;
    this.metrics = metrics;
  }

  @Override
  public Answer fetch(ObjectPath path, Optional<ObjectVersion> known)
      throws SourceException, InterruptedException {
    OriginBudget.Place place = begin(Purpose.SIGN);
    boolean keep = false;
    try {
      Answer answer = source.fetch(path, known);
      answered();
      if (answer instanceof Answer.Found found) {
        keep = true;
        return new MeasuredObject(found, new Measured(found.body(), Purpose.SIGN, place), place);
      }
      return answer;
    } catch (SourceException e) {
      throw failed(e);
    } finally {
      if (!keep) {
        place.close();
      }
    }
  }

  private record MeasuredObject(Answer.Found found, InputStream body, OriginBudget.Place place)
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
        place.close();
      }
    }
  }

  @Override
  public InputStream read(ObjectPath path, ObjectVersion version, long from, long length)
      throws SourceException, InterruptedException {
    OriginBudget.Place place = begin(Purpose.CHUNK);
    try {
      InputStream stream = source.read(path, version, from, length);
      answered();
      return new Measured(stream, Purpose.CHUNK, place);
    } catch (SourceException e) {
      place.close();
      throw failed(e);
    } catch (InterruptedException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  @Override
  public void forward(ForwardedRequest request, ForwardedResponse response)
      throws IOException, InterruptedException {
    try (OriginBudget.Place _ = begin(Purpose.PASS)) {
      source.forward(
          request,
          new ForwardedResponse() {
            @Override
            public void interim(int status, List<Field> fields) throws IOException {
              response.interim(status, fields);
            }

            @Override
            public OutputStream begin(int status, List<Field> fields) throws IOException {
              return MeasuredSource.this.begin(response, status, fields);
            }
          });
    } catch (SourceException e) {
      throw failed(e);
    }
  }

  private OutputStream begin(ForwardedResponse response, int status, List<Field> fields)
      throws IOException {
    answered();
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

  private OriginBudget.Place begin(Purpose purpose) throws SourceException, InterruptedException {
    try {
      OriginBudget.Place place = budget.take(purpose);
      metrics.originAsked(site.value(), purpose);
      return place;
    } catch (SourceException e) {
      throw failed(e);
    }
  }

  private void answered() {
    if (down.compareAndSet(true, false)) {
      log.info("the origin of {} answers again", site);
    }
  }

  private SourceException failed(SourceException e) {
    metrics.originFailed(site.value(), e.kind().name().toLowerCase(Locale.ROOT));
    boolean origins = e.kind() != Kind.CHANGED && e.kind() != Kind.BUSY;
    if (origins && down.compareAndSet(false, true)) {
      log.warn(
          "the origin of {} fails: {}; manifests in hand are served until they expire",
          site,
          e.getMessage());
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
    private final OriginBudget.Place place;

    Measured(InputStream in, Purpose purpose, OriginBudget.Place place) {
      super(in);
      this.purpose = purpose;
      this.place = place;
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
        throw failed(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        in.close();
      } finally {
        place.close();
      }
    }
  }
}
