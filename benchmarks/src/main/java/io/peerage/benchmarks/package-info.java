/**
 * What Peerage costs: JMH for what is pure, and side-by-side runs of whole servers, which measure
 * processor time and give ratios. Run by {@code make bench} and {@code make bench-http}.
 */
@NullMarked
package io.peerage.benchmarks;

import org.jspecify.annotations.NullMarked;
