package io.peerage.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;

/**
 * The adapter's meters. Thread-safe.
 *
 * <pre>
 * peerage_adapter_requests_total{kind, status}        answers, by kind and status class
 * peerage_adapter_sent_bytes_total{kind}              bytes of their bodies
 * peerage_adapter_origin_bytes_total{site, purpose}   bytes read from the origin
 * peerage_adapter_origin_requests_total{site, purpose}
 * peerage_adapter_origin_errors_total{site, class}
 * peerage_adapter_origin_refused_total{site, reason}  questions that did not go to the origin
 * peerage_adapter_origin_fetches                      under way now
 * peerage_adapter_origin_waiting                      waiting for a place
 * peerage_adapter_origin_circuit{site, state}         1 for the breaker's state
 * peerage_adapter_origin_circuit_opened_total{site}
 * peerage_adapter_signing_seconds{site}               reading, hashing and signing an object
 * peerage_adapter_signed_bytes_total{site}            bytes hashed
 * peerage_adapter_manifests_total{site, outcome}      new, reissued, none
 * peerage_adapter_state_failures_total                writes that the state's disk refused
 * peerage_adapter_state_bytes
 * peerage_adapter_spool_bytes
 * peerage_adapter_spool_{hits,misses,evictions,damaged,failures}_total
 * peerage_adapter_keys_expiry_seconds{site}           Unix time at which signing ends
 * </pre>
 */
public final class AdapterMetrics {
  private final MeterRegistry registry;
  private final Counter stateFailures;
  private final Set<String> folders = ConcurrentHashMap.newKeySet();
  private final LongAdder originBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();

  public AdapterMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.stateFailures =
        Counter.builder("peerage.adapter.state.failures")
            .description("Writes that the disk of the state folder refused")
            .register(registry);
  }

  /** What is sent. */
  public enum Kind {
    CHUNK,
    LAYER,
    MANIFEST,
    ROOT,
    PASS;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is read from an origin for. */
  public enum Purpose {
    SIGN,
    CHUNK,
    PASS;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why an origin was not asked. */
  public enum Refusal {
    /** Too many waited for a place. */
    QUEUE_FULL,
    /** No place became free in time. */
    WAITED,
    /** The origin is left alone since it failed. */
    CIRCUIT_OPEN
  }

  public void answered(Kind kind, int status) {
    registry
        .counter("peerage.adapter.requests", "kind", kind.label(), "status", status / 100 + "xx")
        .increment();
  }

  public void sent(Kind kind, long bytes) {
    if (kind == Kind.CHUNK || kind == Kind.PASS) {
      sentBytes.add(bytes);
    }
    registry.counter("peerage.adapter.sent.bytes", "kind", kind.label()).increment((double) bytes);
  }

  /** A site's origin is a folder of this host: to read it for signing costs no origin anything. */
  public void isFolder(String site) {
    folders.add(site);
  }

  /** Bytes that origins sent since the adapter started. */
  public long originBytes() {
    return originBytes.sum();
  }

  /** Bytes of chunks and of what passed through that were sent since the adapter started. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  public void originAsked(String site, Purpose purpose) {
    registry
        .counter("peerage.adapter.origin.requests", "site", site, "purpose", purpose.label())
        .increment();
  }

  public void originRead(String site, Purpose purpose, long bytes) {
    if (purpose != Purpose.SIGN || !folders.contains(site)) {
      originBytes.add(bytes);
    }
    registry
        .counter("peerage.adapter.origin.bytes", "site", site, "purpose", purpose.label())
        .increment((double) bytes);
  }

  /** Counts trouble of a class, written in lower case. */
  public void originFailed(String site, String errorClass) {
    registry
        .counter("peerage.adapter.origin.errors", "site", site, "class", errorClass)
        .increment();
  }

  public void originRefused(String site, Refusal reason) {
    registry
        .counter(
            "peerage.adapter.origin.refused",
            "site",
            site,
            "reason",
            reason.name().toLowerCase(Locale.ROOT))
        .increment();
  }

  public void circuitOpened(String site) {
    registry.counter("peerage.adapter.origin.circuit.opened", "site", site).increment();
  }

  public void signed(String site, long bytes, Duration took) {
    Timer.builder("peerage.adapter.signing")
        .description("Reading, hashing and signing an object")
        .tag("site", site)
        .register(registry)
        .record(took);
    registry.counter("peerage.adapter.signed.bytes", "site", site).increment((double) bytes);
  }

  /** Counts an answer about a manifest that was not at hand: new, reissued or none. */
  public void manifest(String site, String outcome) {
    registry.counter("peerage.adapter.manifests", "site", site, "outcome", outcome).increment();
  }

  public void stateFailed() {
    stateFailures.increment();
  }

  /** Shows {@code value}, asked for at each scrape. */
  public void gauge(String name, String description, DoubleSupplier value, String... labels) {
    Gauge.builder(name, value::getAsDouble)
        .description(description)
        .tags(labels)
        .strongReference(true)
        .register(registry);
  }

  /**
   * Shows a number of {@code owner}'s that only grows, asked for at each scrape, as long as someone
   * else holds {@code owner}.
   */
  public <T> void counter(String name, String description, T owner, ToLongFunction<T> value) {
    FunctionCounter.builder(name, owner, counted -> (double) value.applyAsLong(counted))
        .description(description)
        .register(registry);
  }
}
