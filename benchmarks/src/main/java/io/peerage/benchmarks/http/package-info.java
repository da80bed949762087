/**
 * The agent's HTTP edge beside nginx and Varnish: the same objects, the same load, in turns, and
 * the processor time of each server's processes per request. {@link
 * io.peerage.benchmarks.http.SideBySide} is the program; {@code make bench-http} runs it.
 */
@NullMarked
package io.peerage.benchmarks.http;

import org.jspecify.annotations.NullMarked;
