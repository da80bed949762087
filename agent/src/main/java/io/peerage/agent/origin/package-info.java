/**
 * Asking a site's origin, through its adapter: root documents, manifests, chunks, and what passes
 * through. Called by manifest, swarm and delivery; calls only the HTTP client, and has the rules of
 * {@code access} in its configuration.
 */
@NullMarked
package io.peerage.agent.origin;

import org.jspecify.annotations.NullMarked;
