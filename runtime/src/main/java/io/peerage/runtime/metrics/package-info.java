/**
 * Metrics by Micrometer on the Prometheus Java client 1.x, in OpenMetrics. Names have the prefix
 * {@code peerage_}, a base unit, and {@code _total} for counters; no peer and no URL is ever a
 * label.
 */
@NullMarked
package io.peerage.runtime.metrics;

import org.jspecify.annotations.NullMarked;
