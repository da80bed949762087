/**
 * A site's keys at rest: the chain of root documents, the root keys that sign it, and the
 * publishing key that signs manifests. {@link io.peerage.adapter.keys.SiteKeys} changes them and is
 * called by the command line; {@link io.peerage.adapter.keys.SiteSigner} uses them and is called by
 * {@code publish}. Calls the protocol's documents and BouncyCastle.
 */
@NullMarked
package io.peerage.adapter.keys;

import org.jspecify.annotations.NullMarked;
