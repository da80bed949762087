/**
 * What the adapter is for: objects of an origin become manifests that the site's key signed, and
 * chunks that match them. {@link io.peerage.adapter.publish.Publisher} answers for manifests,
 * {@link io.peerage.adapter.publish.ContentService} for chunks. Called by {@code http} and, to sign
 * ahead, by the command line; calls {@code source}, {@code spool}, {@code keys} and the protocol's
 * content and manifest packages.
 */
@NullMarked
package io.peerage.adapter.publish;

import org.jspecify.annotations.NullMarked;
