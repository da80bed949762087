/**
 * What the adapter counts. Labels are sites, kinds and error classes; never a URL, a peer or a
 * content. Called by {@code publish} and {@code http}, shown by the operations listener.
 */
@NullMarked
package io.peerage.adapter.metrics;

import org.jspecify.annotations.NullMarked;
