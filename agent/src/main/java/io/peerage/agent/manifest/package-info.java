/**
 * What the agent believes about the objects of its sites: the chain of root documents, and the
 * newest manifest of each object, kept on disk and asked for again when it is stale. Called by
 * delivery; calls origin and purge.
 */
@NullMarked
package io.peerage.agent.manifest;

import org.jspecify.annotations.NullMarked;
