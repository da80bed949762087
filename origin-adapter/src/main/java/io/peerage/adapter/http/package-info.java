/**
 * What agents, browsers and curl see: manifests, root documents, chunks, and everything else passed
 * through. Called by the wiring class; calls {@code publish} and, to pass requests on, {@code
 * source}.
 */
@NullMarked
package io.peerage.adapter.http;

import org.jspecify.annotations.NullMarked;
