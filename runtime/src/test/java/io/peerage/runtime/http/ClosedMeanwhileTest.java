package io.peerage.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.BasicEndpointDetails;
import org.apache.hc.core5.http.impl.BasicHttpConnectionMetrics;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

class ClosedMeanwhileTest {
  private final IOException closed = new NoHttpResponseException("closed");
  private final BasicHttpConnectionMetrics sent =
      new BasicHttpConnectionMetrics(
          new BasicHttpTransportMetrics(), new BasicHttpTransportMetrics());

  @Test
  void onlyAKeptConnectionOnlyOnceAndOnlyWhatMayBeAskedTwice() {
    sent.incrementRequestCount();
    assertThat(retries("GET", closed, 1)).as("a fresh connection").isFalse();
    sent.incrementRequestCount();
    assertThat(retries("GET", closed, 1)).isTrue();
    assertThat(retries("GET", new SocketException("Connection reset"), 1)).isTrue();
    assertThat(retries("GET", closed, 2)).isFalse();
    assertThat(retries("POST", closed, 1)).isFalse();
    assertThat(retries("GET", new SocketTimeoutException("slow"), 1)).isFalse();
  }

  private boolean retries(String method, IOException failure, int attempts) {
    HttpClientContext context = HttpClientContext.create();
    InetSocketAddress address = new InetSocketAddress(0);
    context.setEndpointDetails(
        new BasicEndpointDetails(address, address, sent, Timeout.ofSeconds(1)));
    return new ClosedMeanwhile()
        .retryRequest(new BasicHttpRequest(method, "/"), failure, attempts, context);
  }
}
