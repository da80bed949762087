/**
 * The shared cache for content without a manifest: responses that passed through and may be used
 * again ({@link io.peerage.agent.responses.ResponseStore}), and the requests to the origin that
 * bring them, one for all who want the same at once ({@link
 * io.peerage.agent.responses.ResponseCache}). What it decides it asks caching, and purge. Called by
 * http; calls origin for the site to ask.
 */
@NullMarked
package io.peerage.agent.responses;

import org.jspecify.annotations.NullMarked;
