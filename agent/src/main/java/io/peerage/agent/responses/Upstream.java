package io.peerage.agent.responses;

import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.origin.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

/**
 * A request as it goes to the origin.
 *
 * @param target path and query
 * @param fields without those of the client's connection
 * @param entity the client's body, if it sent one
 * @param mode what becomes of conditions and ranges
 * @param sink whom a response goes to that is nobody else's business
 */
public record Upstream(
    Site site,
    String method,
    String target,
    HeaderFields fields,
    Optional<HttpEntity> entity,
    Mode mode,
    Sink sink) {
  private static final Set<String> CONDITIONS =
      Set.of("if-none-match", "if-modified-since", "if-range");

  /** What becomes of the client's conditions and ranges. */
  public enum Mode {
    /** All stays as the client sent it. */
    AS_IS,
    /** All of it is wanted; what is stored is validated, or its missing rest asked for. */
    WHOLE,
    /** The client's range is wanted, without its conditions. */
    RANGE
  }

  /** Takes what is for the one client only; called on the fetching thread. */
  public interface Sink {
    /** Takes an interim response (1xx); any number of them, before anything else. */
    default void interim(int status, HeaderFields fields) throws IOException {}

    /** Takes a response that is not to be shared; called once at most. */
    void pass(ClassicHttpResponse response, Answer.Forwarded why, Duration took) throws IOException;
  }

  Upstream withMode(Mode other) {
    return new Upstream(site, method, target, fields, entity, other, sink);
  }

  /** A GET behind the client's back; a response that is not to be shared goes nowhere. */
  Upstream behind() {
    return new Upstream(
        site, "GET", target, fields, Optional.empty(), Mode.WHOLE, (_, _, _) -> abandon());
  }

  /** A GET for nobody yet; a response that is not to be shared goes nowhere. */
  public static Upstream forTheStore(Site site, String target, HeaderFields fields) {
    return new Upstream(
        site, "GET", target, fields, Optional.empty(), Mode.AS_IS, (_, _, _) -> abandon());
  }

  private static void abandon() throws IOException {
    throw new Body.AbandonedException();
  }

  /** Whether what is stored has a part in the request. */
  boolean isConditional() {
    return mode == Mode.WHOLE;
  }

  /**
   * The request.
   *
   * @param known what is stored
   * @throws IllegalArgumentException when the target is malformed
   */
  HttpUriRequestBase request(Optional<StoredResponse> known) {
    HttpUriRequestBase request = new HttpUriRequestBase(method, site.target(target));
    for (HeaderFields.Field field : fields.fields()) {
      if (isSent(field.name().toLowerCase(Locale.ROOT))) {
        request.addHeader(field.name(), field.value());
      }
    }
    entity.ifPresent(request::setEntity);
    known.ifPresent(stored -> {
      HeaderFields header = stored.header().fields();
      if (stored.isWhole()) {
        header.first("etag").ifPresent(tag -> request.addHeader("If-None-Match", tag));
        header
            .first("last-modified")
            .ifPresent(date -> request.addHeader("If-Modified-Since", date));
      } else {
        // The rest of it, if it is still the same.
        stored
            .header()
            .strongTag()
            .ifPresent(_ -> {
              request.addHeader("Range", "bytes=" + stored.prefix() + "-");
              request.addHeader("If-Range", header.first("etag").orElseThrow());
            });
      }
    });
    return request;
  }

  private boolean isSent(String name) {
    return switch (mode) {
      case AS_IS -> true;
      case WHOLE -> !CONDITIONS.contains(name) && !name.equals("range");
      case RANGE -> !CONDITIONS.contains(name);
    };
  }
}
