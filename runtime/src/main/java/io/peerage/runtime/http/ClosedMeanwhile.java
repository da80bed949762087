package io.peerage.runtime.http;

import java.io.IOException;
import java.net.SocketException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Asks again, once and at once, where a connection that had been kept turns out to be closed before
 * a byte of the answer came. Only what may be asked twice (RFC 9110, section 9.2.2). Nothing else
 * is ever asked again.
 */
final class ClosedMeanwhile implements HttpRequestRetryStrategy {
  @Override
  public boolean retryRequest(
      HttpRequest request, IOException failure, int attempts, HttpContext context) {
    EndpointDetails connection = HttpClientContext.cast(context).getEndpointDetails();
    return attempts == 1
        && (failure instanceof NoHttpResponseException || failure instanceof SocketException)
        && Method.isIdempotent(request.getMethod())
        && connection != null
        && connection.getRequestCount() > 1;
  }

  @Override
  public boolean retryRequest(HttpResponse response, int attempts, HttpContext context) {
    return false;
  }

  @Override
  public TimeValue getRetryInterval(HttpResponse response, int attempts, HttpContext context) {
    return TimeValue.ZERO_MILLISECONDS;
  }
}
